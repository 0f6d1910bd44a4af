import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { AnsweredCall } from '../../answer/answer-call.ts';
import { ERRORS, operationOutcome, type RequestError } from '../../errors.ts';
import type { Card } from '../../hooks/card.ts';
import type { JsonObject } from '../../json.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { cardView, INDICATORS } from './card-view.ts';
import { coverageView } from './coverage-view.ts';
import type { Ehr } from './ehrs.ts';
import type { TryState } from './state.ts';
import { testCaseOf } from './test-case.ts';
import { whyView } from './why.ts';
import { codeBlock, wireView } from './wire.ts';

/** Result of a request: an answer, or the error that refused it. */
export type Result =
  | {
      readonly kind: 'answered';
      readonly answered: AnsweredCall;
      readonly milliseconds: number;
      readonly service: string;
    }
  | { readonly kind: 'refused'; readonly error: RequestError };

/** Content of the right side of the page. */
export interface AnswerPane {
  readonly result: Result;
  readonly request: JsonObject;
  readonly ehr: Ehr;
  readonly knowledge: Knowledge;
  /** Undefined for a request that was pasted. */
  readonly state: TryState | undefined;
  /** Values of the address that could not be taken, each as a sentence. */
  readonly notTaken: readonly string[];
  /** Address of this server, as the reader's browser knows it. */
  readonly base: string;
}

/** The payers that a CRD client would get coverage information for, where it gets none. */
function advice({ client }: Ehr): VNode | false {
  if (!client) return false;
  const payers = [...new Set(client.site.crd.payers.map(({ label }) => label))];
  return html`<p>Coverage information comes for ${payers.join(', ')} alone: choose it as the coverage, or an example patient who has it.</p>`;
}

function refused({ code: reason, message, problems }: RequestError, { ehr, request, base, state }: AnswerPane): VNode {
  const { status } = ERRORS[reason];
  return html`
    <div class="refused" role="alert">
      <h2>Refused</h2>
      <p>${message}</p>
      <ul>
        ${problems.map(({ element, text }) => html`<li><code>${element}</code> ${text}</li>`)}
      </ul>
      ${(reason === 'other-payer' || reason === 'no-coverage') && advice(ehr)}
      <p>Answered with status ${status}, <code>${reason}</code>.</p>
    </div>
    ${wireView({ request: state && request, response: operationOutcome(reason, problems), ehr, base })}
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

function answered(
  result: Extract<Result, { kind: 'answered' }>,
  { ehr, request, state, base, knowledge }: AnswerPane,
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
    ${wireView(
      { request: state && request, response: ehr.client ? answer : { cards: answer.cards }, ehr, base },
      state && codeBlock('As a test case of the policy', 'test-case', testCaseOf(state, result.answered, knowledge)),
    )}
  `;
}

/** The answer: the cards as an EHR shows them, why they came, and what went over the wire. */
export function answerView(shown: AnswerPane): VNode {
  const { result, notTaken } = shown;
  return html`
    <section id="answer" aria-label="The answer" data-service=${result.kind === 'answered' && result.service}>
      ${notTaken.length > 0 && html`<ul class="not-taken">${notTaken.map((text) => html`<li>${text}</li>`)}</ul>`}
      ${result.kind === 'answered' ? answered(result, shown) : refused(result.error, shown)}
    </section>
  `;
}
