import { html } from 'htm/preact';
import { ERRORS, RequestError } from '../errors.ts';
import { type Answer, errorCodeOf } from '../http/answer.ts';
import { documentOf, type Frame, type Page } from './layout.ts';

/** Pages load their own files and nothing else; no style and no script stands in them (CSP Level 3). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  // Pico draws its arrows and ticks with data: images.
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
};

/** A page as an answer. */
export function pageAnswer(page: Page, frame: Frame, rest: Partial<Answer> = {}): Answer {
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: documentOf(page, frame),
    ...rest,
    headers: { ...HEADERS, ...rest.headers },
  };
}

/** An error as a page, for a reader who came with a browser. */
export function errorAnswer(error: unknown, frame: Frame): Answer {
  const code = errorCodeOf(error);
  const { status, text: told } = ERRORS[code];
  // No page is a call of CDS Hooks.
  const text = code === 'invalid-request' ? 'This cannot be shown.' : told;
  const problems = error instanceof RequestError ? error.problems : [];
  const content = html`
    <div class="intro">
      <h1>${text}</h1>
      ${problems.map((problem) => html`<p><code>${problem.element}</code> ${problem.text}</p>`)}
      <p><a href="/policies">The policies</a></p>
    </div>
  `;
  const headers = error instanceof RequestError ? error.headers : {};
  return pageAnswer({ title: text, section: '', content }, frame, { status, code, headers });
}
