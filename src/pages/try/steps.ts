import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { counted } from '../../counted.ts';
import type { Decision } from '../../decision/decide.ts';
import { noCardText, type Outcome, type Step, TRUTH_WORDS } from '../../decision/trace.ts';
import { shortened } from '../../policies/expression-text.ts';

const SIGNS = { met: '✓', 'not-met': '✕', unknown: '?' } as const;

/** Most characters of an expression that are shown: the page of the policy has the whole. */
const LONGEST = 400;

function expressionText(expression: string): string {
  const text = shortened(expression);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

function stepRow({ name, expression, truth, reason, references, choice }: Step): VNode {
  return html`
    <tr class=${truth}>
      <td><span class="truth" aria-hidden="true">${SIGNS[truth]}</span> ${TRUTH_WORDS[truth]}</td>
      <td>
        ${name === expression ? html`<code>${expressionText(expression)}</code>` : name}
        ${references.length > 0 && html`<span class="found">found ${references.join(', ')}</span>`}
        ${reason !== undefined && html`<span class="reason">${reason}</span>`}
        ${choice !== undefined && html`<span class="choice">beyond the source: ${choice}</span>`}
        ${name !== expression && html`<code class="expression">${expressionText(expression)}</code>`}
      </td>
    </tr>
  `;
}

function table(caption: string, steps: readonly Step[]): VNode | false {
  return (
    steps.length > 0 &&
    html`
      <table class="steps">
        <caption>${caption}</caption>
        <colgroup><col class="truths" /><col /></colgroup>
        <thead class="spoken">
          <tr><th scope="col">Truth</th><th scope="col">Expression</th></tr>
        </thead>
        <tbody>
          ${steps.map(stepRow)}
        </tbody>
      </table>
    `
  );
}

/** Describes a policy's outcome for an order, in a few words. */
function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'applies') return outcome.action.title;
  return noCardText({ ...outcome, answer: 'action' in outcome ? `“${outcome.action.title}”` : undefined });
}

/** One policy that was considered for an order: what it says, and every expression with its truth. */
export function decisionView({ policy, trace, outcome }: Decision): VNode {
  return html`
    <section class="decision">
      <h4>
        <a href=${`/policies/${policy.id}`}>${policy.title}</a>
        <span class="outcome ${outcome.kind}">${outcomeText(outcome)}</span>
      </h4>
      ${table('Is the order its subject?', trace.scope)}
      ${trace.attempts.map(({ action, steps }) =>
        table(`Answer “${action.title}”: ${steps.length === 0 ? 'always' : 'all must be met'}`, steps),
      )}
      ${
        trace.facts.length > 0 &&
        html`
          <details class="facts-of">
            <summary>What the words of the card hang on: ${counted(trace.facts.length, 'fact')}</summary>
            ${table('Facts of the policy', trace.facts)}
          </details>
        `
      }
    </section>
  `;
}
