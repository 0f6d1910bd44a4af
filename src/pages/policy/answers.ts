import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { type CardTemplate, describeShown, type Shown } from '../../policies/card-template.ts';
import { shortened } from '../../policies/expression-text.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import type { NamedExpression, Policy, PolicyAction } from '../../policies/policy.ts';
import { dataTable } from '../data-table.ts';
import { htmlOf } from '../markdown.ts';
import { cardView } from '../try/card-view.ts';
import { EHRS } from '../try/ehrs.ts';
import type { PolicyCases } from './cases.ts';

/** A condition in words, and in FHIRPath. */
export function conditionView({ name, text, choice }: NamedExpression): VNode {
  return html`
    <li>
      ${name === text ? '' : name} <code class="expression">${shortened(text)}</code>
      ${choice !== undefined && html`<span class="choice">beyond the source: ${choice}</span>`}
    </li>
  `;
}

const whenText = (part: Shown) => describeShown(part) ?? 'always';

function wordsOfCard(title: string, { summary, variants = [], detail }: CardTemplate): VNode {
  const summaries = [
    ...variants.flatMap((variant) =>
      variant.summary === undefined ? [] : [{ when: `summary, ${whenText(variant)}`, words: variant.summary }],
    ),
    { when: variants.length === 0 ? 'summary' : 'summary, otherwise', words: summary },
  ];
  const rows = [
    ...summaries.map(({ when, words }) => html`<tr><td>${when}</td><td><strong>${words}</strong></td></tr>`),
    ...detail.map(
      (part) =>
        html`<tr><td>${whenText(part)}</td><td dangerouslySetInnerHTML=${{ __html: htmlOf(part.text) }}></td></tr>`,
    ),
  ];
  return html`
    <details class="card-words">
      <summary>All that the card can say</summary>
      ${dataTable(`Words of the card: ${title}`, ['When', 'Words'], rows)}
    </details>
  `;
}

/** One answer of a policy: when it is given, the card as a case brought it, and all that the card can say. */
export function answerSection(
  policy: Policy,
  action: PolicyAction,
  knowledge: Knowledge,
  cases: PolicyCases | undefined,
): VNode {
  const template = knowledge.cards.get(action.card);
  const shown = cases?.shown.get(`${policy.id}/${action.id}`);
  return html`
    <section class="panel" id=${action.id}>
      <h3>${action.title}</h3>
      <p class="quiet">On ${action.hooks.join(' and ')}.</p>
      ${
        action.conditions.length === 0
          ? html`<p>${policy.actions[0] === action ? 'Always given.' : 'Given when no answer before it is.'}</p>`
          : html`<ul class="conditions">${action.conditions.map(conditionView)}</ul>`
      }
      ${action.choice !== undefined && html`<p class="choice">Beyond the source: ${action.choice}</p>`}
      ${
        shown &&
        html`
          <p class="quiet">As shown for the case “${shown.name}”:</p>
          <div inert>${cardView(shown.card, EHRS[0])}</div>
        `
      }
      ${template && wordsOfCard(action.title, template)}
    </section>
  `;
}
