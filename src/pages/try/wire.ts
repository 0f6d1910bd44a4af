import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { JsonObject } from '../../json.ts';
import type { Ehr } from './ehrs.ts';
import { curlOf } from './request.ts';

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

/** A text to look at and to copy, folded. */
export function codeBlock(title: string, id: string, text: string): VNode {
  return html`
    <details class="code">
      <summary>${title}</summary>
      <button type="button" class="plain copy" data-copy=${id}>Copy</button>
      <pre id=${id} tabindex="0" aria-label=${title}><code>${text}</code></pre>
    </details>
  `;
}

/** The command, and where it has to be sent if not to this server as it runs. */
function command(request: JsonObject, base: string, { client }: Ehr): VNode {
  if (!client) return codeBlock('The same with curl', 'curl', curlOf(request, base));
  const { site, isServed } = client;
  return html`
    ${codeBlock('The same with curl', 'curl', curlOf(request, `${base}/sites/${site.id}`))}
    ${!isServed && html`<p class="quiet">This server has no site ${site.id}; <code>npm run demo -- --crd</code> starts one that has.</p>`}
    ${site.trust && html`<p class="quiet">This site asks for a token: add <code>-H "Authorization: Bearer $TOKEN"</code>.</p>`}
  `;
}

/** A call as it goes over the wire: request, response, and the command that sends it. */
interface WireCall {
  /** Undefined for a request that was pasted. */
  readonly request: JsonObject | undefined;
  readonly response: unknown;
  readonly ehr: Ehr;
  /** Address of this server, as the reader's browser knows it. */
  readonly base: string;
}

/** Shows a call as it goes over the wire; `more` stands below. */
export function wireView({ request, response, ehr, base }: WireCall, more?: VNode): VNode {
  return html`
    <section class="wire" aria-label="As it goes over the wire">
      ${request && codeBlock('Request', 'request-json', pretty(request))} ${codeBlock('Response', 'response-json', pretty(response))}
      ${request && command(request, base, ehr)} ${more}
    </section>
  `;
}
