import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { assetPath } from './assets.ts';

/** One page, before it is a document. */
export interface Page {
  readonly title: string;
  /** Its place in the navigation, such as `/policies`. */
  readonly section: string;
  readonly content: VNode | readonly VNode[];
  /** Style sheets of assets/ beside those of all pages. */
  readonly styles?: readonly string[];
  /** Modules of assets/ that it runs. */
  readonly modules?: readonly string[];
}

/** Data of the page frame: sections and state of the server. */
export interface Frame {
  /** The sections that this reader may open, in order. */
  readonly sections: readonly { readonly path: string; readonly title: string }[];
  /** True if callers are not asked who they are. */
  readonly development: boolean;
}

const TAGLINE = 'Coverage policies, while the order is being written';

const header = (section: string, { sections, development }: Frame) => html`
  <header class="top">
    <div class="wide">
      <a class="brand" href=${sections[0]?.path ?? '/policies'} aria-label="Spine coverage, first page">
        <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
          <rect x="7" y="1.5" width="10" height="5" rx="2" /><rect x="5.5" y="9.5" width="13" height="5" rx="2" /><rect x="7" y="17.5" width="10" height="5" rx="2" />
        </svg>
        <span>Spine coverage</span>
      </a>
      <nav aria-label="Pages">
        <ul>
          ${sections.map(
            ({ path, title }) => html`
              <li><a href=${path} aria-current=${path === section ? 'page' : undefined}>${title}</a></li>
            `,
          )}
        </ul>
      </nav>
      ${development && html`<span class="mode" title="Nobody is asked who calls">development</span>`}
    </div>
  </header>
`;

/** The foot of every page: no determination, and whose trademark CPT is. */
export const footer = () => html`
  <footer class="wide foot">
    <p>
      No coverage determination: the member’s contract decides, and only the plan can say. CPT is a trademark of the
      American Medical Association; only code numbers are used here.
    </p>
  </footer>
`;

/** The HTML document of a page. Its text is escaped throughout; it names no other host, and no style or script stands in it. */
export function documentOf({ title, section, content, styles = [], modules = [] }: Page, frame: Frame): string {
  const body = html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content=${TAGLINE} />
        <title>${title} · Spine coverage</title>
        <link rel="icon" href=${assetPath('icon.svg')} type="image/svg+xml" />
        ${['pico.css', 'theme.css', 'frame.css', ...styles].map(
          (name) => html`<link rel="stylesheet" href=${assetPath(name)} />`,
        )}
        ${modules.map((name) => html`<script type="module" src=${assetPath(name)}></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${header(section, frame)}
        <main id="content" class="wide" tabindex="-1">${content}</main>
        ${footer()}
      </body>
    </html>
  `;
  return `<!doctype html>\n${render(body)}`;
}
