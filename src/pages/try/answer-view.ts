import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { AnsweredCall } from '../../answer/answer-call.ts';
import type { Problem } from '../../errors.ts';
import type { Card } from '../../hooks/card.ts';
import type { JsonObject } from '../../json.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { cardView, INDICATORS } from './card-view.ts';
import { coverageView } from './coverage-view.ts';
import type { Ehr } from './ehrs.ts';
import { curlOf } from './request.ts';
import type { TryState } from './state.ts';
import { testCaseOf } from './test-case.ts';
import { whyView } from './why.ts';

/** Result of a request: an answer, or the error that refused it. */
export type Result =
  | {
      readonly kind: 'answered';
      readonly answered: AnsweredCall;
      readonly milliseconds: number;
      readonly service: string;
    }
  | { readonly kind: 'refused'; readonly message: string; readonly problems: readonly Problem[] };

/** All that the right side of the page shows. */
export interface Shown {
  readonly result: Result;
  readonly request: JsonObject;
  readonly ehr: Ehr;
  readonly knowledge: Knowledge;
  /** Undefined for a request that was pasted. */
  readonly state: TryState | undefined;
  /** Address of this server, as the reader's browser knows it. */
  readonly base: string;
}

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

function code(title: string, id: string, text: string): VNode {
  return html`
    <details class="code">
      <summary>${title}</summary>
      <button type="button" class="plain copy" data-copy=${id}>Copy</button>
      <pre id=${id} tabindex="0" aria-label=${title}><code>${text}</code></pre>
    </details>
  `;
}

function refusal(message: string, problems: readonly Problem[]): VNode {
  return html`
    <div class="refused" role="alert">
      <h2>Refused</h2>
      <p>${message}</p>
      <ul>
        ${problems.map(({ element, text }) => html`<li><code>${element}</code> ${text}</li>`)}
      </ul>
    </div>
  `;
}

function silence({ screening, decisions, assertions }: AnsweredCall): VNode {
  const count = screening.orders.length;
  const why =
    decisions.length === 0
      ? 'No policy is about it.'
      : `Considered and left alone: ${[...new Set(decisions.map(({ policy }) => policy.title))].join(', ')}.`;
  return html`
    <div class="silent">
      <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><path d="M4 12.5l5 5L20 6.5" /></svg>
      <p><strong>${assertions.length === 0 ? 'Silent, no card.' : 'No card.'}</strong> ${count === 1 ? '' : `${count} orders were read. `}${why}</p>
    </div>
  `;
}

function heading({ answered, milliseconds }: Extract<Result, { kind: 'answered' }>, { title, id }: Ehr): VNode {
  const count = answered.cards.length;
  const cards = count === 0 ? 'No card' : count === 1 ? 'One card' : `${count} cards`;
  return html`
    <div class="heading">
      <h2>${cards}${id === 'standard' ? '' : `, in ${title}`}</h2>
      <p class="time">answered in <strong>${milliseconds.toFixed(1)} ms</strong></p>
    </div>
  `;
}

/** The most severe indicator of the cards. */
function worst(cards: AnsweredCall['cards']): Card['indicator'] | undefined {
  return (['critical', 'warning', 'info'] as const).find((one) => cards.some(({ card }) => card.indicator === one));
}

/** The command, and where it has to be sent if not to this server as it runs. */
function command(request: JsonObject, base: string, { client }: Ehr): VNode {
  if (!client) return code('The same with curl', 'curl', curlOf(request, base));
  const { site, isServed } = client;
  return html`
    ${code('The same with curl', 'curl', curlOf(request, `${base}/sites/${site.id}`))}
    ${!isServed && html`<p class="quiet">This server has no site ${site.id}; <code>npm run demo -- --crd</code> starts one that has.</p>`}
    ${site.trust && html`<p class="quiet">This site asks for a token: add <code>-H "Authorization: Bearer $TOKEN"</code>.</p>`}
  `;
}

function answered(
  result: Extract<Result, { kind: 'answered' }>,
  { ehr, request, state, base, knowledge }: Shown,
): VNode {
  const { cards, answer } = result.answered;
  const indicator = worst(cards);
  return html`
    <a class="peek" href="#answer">
      <span class=${`dot of-${indicator ?? 'silent'}`} aria-hidden="true"></span>
      ${indicator ? INDICATORS[indicator] : 'No card'}: see the answer
    </a>
    ${ehr.client && coverageView(result.answered)} ${heading(result, ehr)}
    <div class="cards">${cards.length === 0 ? silence(result.answered) : cards.map((card) => cardView(card, ehr))}</div>
    <section class="why" aria-labelledby="why">
      <h2 id="why">Why</h2>
      ${whyView(result.answered, knowledge)}
    </section>
    <section class="wire" aria-label="As it goes over the wire">
      ${state && code('Request', 'request-json', pretty(request))} ${code('Response', 'response-json', pretty(ehr.client ? answer : { cards: answer.cards }))}
      ${state && command(request, base, ehr)}
      ${state && code('As a test case of the policy', 'test-case', testCaseOf(state, result.answered, knowledge))}
    </section>
  `;
}

/** The answer: the cards as an EHR shows them, why they came, and what went over the wire. */
export function answerView(shown: Shown): VNode {
  const { result } = shown;
  return html`
    <section id="answer" aria-label="The answer" data-service=${result.kind === 'answered' && result.service}>
      ${result.kind === 'answered' ? answered(result, shown) : refusal(result.message, result.problems)}
    </section>
  `;
}
