import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { AnsweredCall } from '../../answer/answer-call.ts';
import { type Silence, silenceOf } from '../../decision/decide.ts';
import { PASSED_OVER } from '../../decision/explain.ts';
import { type Fact, MISSING_REASONS } from '../../decision/facts.ts';
import { REFERENCED } from '../../decision/reasons.ts';
import type { Vocabulary } from '../../matching/mentions.ts';
import type { Order } from '../../matching/order.ts';
import { lookAlikesIn, type NameReading, type Piece, piecesOf, readingOf } from './reading.ts';
import { decisionView } from './steps.ts';

const LEGEND: readonly (readonly [kind: Piece['kind'], words: string])[] = [
  ['counts', 'a name that counts'],
  ['no-context', 'a name without its context'],
  ['denied', 'denied, historical, or another’s'],
  ['look-alike', 'a look-alike'],
  ['deciding', 'the words that decide so'],
  ['spent', 'words that are about something else'],
];

const marked = ({ text, kind }: Piece) => (kind === 'plain' ? text : html`<mark class=${kind}>${text}</mark>`);

function readingLine({ kind, words, display, verdict, asides, choice }: NameReading): VNode {
  return html`
    <li>
      <mark class=${kind}>${words}</mark> is ${display}: ${verdict}
      ${asides.map((aside) => html`<span class="choice">${aside}</span>`)}
      ${choice !== undefined && html`<span class="choice">beyond the source: ${choice}</span>`}
    </li>
  `;
}

/** The words of an order, with the names in them marked, and how each was read. */
function wordsView({ words, description: { specified, remarked } }: Order, vocabulary: Vocabulary): VNode {
  const texts = [...new Set(words)];
  const lookAlikes = texts.flatMap((text) => lookAlikesIn(text, vocabulary));
  const readings = [...[...specified, ...remarked].map(readingOf), ...lookAlikes];
  const pieces = texts.map((text) => piecesOf(text, readings));
  const kinds = new Set(pieces.flat().map(({ kind }) => kind));
  return html`
    ${pieces.map((line) => html`<p class="words">${line.map(marked)}</p>`)}
    ${
      readings.length > 0 &&
      html`
        <ul class="readings">
          ${readings.map(readingLine)}
        </ul>
        <p class="legend">
          ${LEGEND.filter(([kind]) => kinds.has(kind)).map(([kind, text]) => html`<span><mark class=${kind}>abc</mark> ${text}</span> `)}
        </p>
      `
    }
  `;
}

function orderCodes({ codes, codings }: Order): VNode {
  const unknown = codings.length - codes.length;
  return html`
    <p class="codes">
      ${codes.map(({ system, code }) => html`<code title=${system}>${code}</code> `)}
      ${codes.length === 0 && codings.length === 0 && html`<span class="quiet">No code: the words alone decide.</span>`}
      ${unknown > 0 && html`<span class="quiet">${unknown === 1 ? 'One code is' : `${unknown} codes are`} of no code system that is known here and says nothing without words.</span>`}
    </p>
  `;
}

const SILENCES: Readonly<Record<Silence, string>> = {
  'not-selected': 'It is not among the selected orders.',
  replaced: 'Another order of the call replaces it, so nothing was evaluated.',
  'no-policy': 'No policy has its codes or names, so nothing was evaluated.',
};

function orderView(order: Order, at: number, { decisions, screening }: AnsweredCall, vocabulary: Vocabulary): VNode {
  const theirs = decisions.filter((decision) => decision.order === order);
  return html`
    <section class="order-why" aria-label=${`Order ${at + 1}`}>
      <h3>Order ${at + 1}</h3>
      ${order.words.length === 0 && html`<p class="quiet">It has no words.</p>`}
      ${wordsView(order, vocabulary)} ${orderCodes(order)}
      ${theirs.length > 0 ? theirs.map(decisionView) : html`<p class="quiet">${SILENCES[silenceOf(order, screening)]}</p>`}
    </section>
  `;
}

function factText(fact: Fact<readonly unknown[]>): string {
  if (fact.state === 'missing') return `unknown: ${MISSING_REASONS[fact.reason]}`;
  const lacking = fact.lacking === undefined ? '' : `, and there may be more: ${MISSING_REASONS[fact.lacking]}`;
  return `${fact.value.length === 0 ? 'known to be none' : fact.value.length}${lacking}`;
}

/** Facts worth a look: Conditions that orders name as their reason only where there are any. */
const shownFacts = (facts: AnsweredCall['facts']) =>
  [...facts].filter(([name, fact]) => name !== REFERENCED || fact.state === 'missing' || fact.value.length > 0);

/** Explains why the orders of a call did or did not raise a card; the same that `npm run explain` prints. */
export function whyView(answered: AnsweredCall, vocabulary: Vocabulary): VNode {
  const { screening, facts } = answered;
  const passedOver = screening.draft.resources.length - screening.orders.length;
  return html`
    ${
      facts.size > 0 &&
      html`
        <dl class="facts">
          ${shownFacts(facts).map(
            ([name, fact]) => html`
              <div class=${fact.state}><dt>${name === REFERENCED ? 'named as reason' : name}</dt><dd>${factText(fact)}</dd></div>
            `,
          )}
        </dl>
      `
    }
    ${passedOver > 0 && html`<p class="quiet">${passedOver} resources passed over: ${PASSED_OVER}.</p>`}
    ${screening.orders.map((order, at) => orderView(order, at, answered, vocabulary))}
  `;
}
