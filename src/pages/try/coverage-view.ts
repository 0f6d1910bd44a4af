import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { AnsweredCall } from '../../answer/answer-call.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../../json.ts';
import type { CoverageAssertion } from '../../response/assert.ts';

/** The parts of coverage-information in words, in the order in which they are shown (CRD §Coverage Information). */
const PARTS: Readonly<Record<string, string>> = {
  covered: 'Covered',
  'pa-needed': 'Prior authorization',
  'doc-needed': 'Documents',
  'doc-purpose': 'Documents go',
  'info-needed': 'Depends on',
  reason: 'Reason',
  billingCode: 'Holds for the codes',
  detail: 'Section of the policy',
  questionnaire: 'Form',
  contact: 'Whom to ask',
  'expiry-date': 'Holds until',
  coverage: 'Under',
  'coverage-assertion-id': 'Assertion',
  date: 'Said on',
};

/** Codes of coverage-information in words. */
const CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  covered: {
    covered: 'yes',
    'not-covered': 'no',
    conditional: 'it depends',
    indeterminate: 'not known',
  },
  'pa-needed': {
    'no-auth': 'not needed',
    'auth-needed': 'needed',
    performpa: 'needed, and can be asked for at once',
    conditional: 'it depends',
  },
  'doc-needed': {
    clinical: 'of the treatment',
    admin: 'administrative',
    patient: 'of the patient',
    both: 'of the treatment, and administrative',
  },
  'doc-purpose': {
    withpa: 'with the prior authorization',
    withclaim: 'with the claim',
    withorder: 'with the order',
    'retain-doc': 'into the record, to be kept',
  },
  'info-needed': {
    performer: 'who performs it',
    location: 'where',
    timeframe: 'when',
    'contract-window': 'the term of the contract',
    'detail-code': 'a code that says what is ordered',
    OTH: 'what the reason says',
  },
};

/** The value of a part, in words: a code by its meaning, of a nested part the inner values. */
function partInWords(part: JsonObject): string {
  const { url, extension } = part;
  if (extension !== undefined)
    return objectsIn(extension)
      .filter((inner) => inner['url'] !== 'category')
      .map(partInWords)
      .join(', ');
  const [, value] = Object.entries(part).find(([name]) => name.startsWith('value')) ?? [];
  const text = asText(value);
  if (text !== undefined) return CODES[String(url)]?.[text] ?? text;
  const { text: words, reference, code, name, telecom, value: plain } = asObject(value) ?? {};
  const numbers = objectsIn(telecom).map((contact) => String(contact['value']));
  return [words ?? reference ?? code ?? name ?? plain, ...numbers].map(String).join(', ');
}

function assertionView({ order, extension }: CoverageAssertion, label: string): VNode {
  const parts = Map.groupBy(extension.extension, ({ url }) => String(url));
  const rows = Object.entries(PARTS).flatMap(([url, words]) => {
    const values = parts.get(url)?.map(partInWords);
    return values ? [{ url, words, text: values.join('; ') }] : [];
  });
  return html`
    <article class="coverage" aria-label=${`Coverage information for ${order}`}>
      <table>
        <caption>${label} <code>${order}</code></caption>
        <tbody>
          ${rows.map(({ url, words, text }) => html`<tr class=${`part-${url}`}><th scope="row">${words}</th><td>${text}</td></tr>`)}
        </tbody>
      </table>
      <details class="code">
        <summary>The extension</summary>
        <pre tabindex="0" aria-label=${`The extension of ${order}`}><code>${JSON.stringify(extension, undefined, 2)}</code></pre>
      </details>
    </article>
  `;
}

/** Shows the assertions on the orders of a CRD client. */
export function coverageView({ assertions, screening }: AnsweredCall): VNode {
  const labelOf = new Map(screening.orders.map(({ reference, words }) => [reference, words[0] ?? '']));
  return html`
    <section aria-labelledby="coverage-information">
      <h2 id="coverage-information">Coverage information</h2>
      ${
        assertions.length === 0
          ? html`<p class="quiet">None: no Coverage of an insurer that is spoken for, or the order carries the same already.</p>`
          : html`<p class="quiet">Written into the order for the EHR. What is asserted on this page binds nobody and is not stored.</p>`
      }
      ${assertions.map((assertion) => assertionView(assertion, labelOf.get(assertion.order) ?? ''))}
    </section>
  `;
}
