import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { RequestError } from '../errors.ts';
import { shortened } from '../policies/expression-text.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { LoadedKnowledge } from '../policies/load.ts';
import { INITIAL_EXPRESSION, UNIT_OPTION } from '../questionnaires/extensions.ts';
import { optionsOf } from '../questionnaires/items.ts';
import { answerText, prefilled } from '../questionnaires/prefill.ts';
import type { Questionnaire, QuestionnaireItem } from '../questionnaires/questionnaire-shape.ts';
import { dataTable } from './data-table.ts';
import type { Page } from './layout.ts';

/** The version that is asked for, else the last there is. Throws RequestError `not-found`. */
function find(id: string, version: string | undefined, { questionnaires }: Knowledge): Questionnaire {
  const found = questionnaires.findLast((one) => one.id === id && (version === undefined || one.version === version));
  if (!found) throw new RequestError('not-found');
  return found;
}

/** The answers that may be given, in words. */
function answersTo(item: QuestionnaireItem, form: Questionnaire): string {
  const { type, extension = [] } = item;
  const units = extension.flatMap(({ url, valueCoding }) => (url === UNIT_OPTION && valueCoding ? [valueCoding] : []));
  const words = [...optionsOf(item, form), ...units].map(({ display }) => display);
  return words.length > 0 ? `${type}: ${words.join(', ')}` : type;
}

function conditionText(
  { enableWhen = [], enableBehavior }: QuestionnaireItem,
  texts: ReadonlyMap<string, string>,
): string {
  const conditions = enableWhen.map(({ question, operator, ...answer }) => {
    const [value] = Object.values(answer);
    return `“${texts.get(question) ?? question}” ${operator} ${answerText(value)}`;
  });
  return conditions.join(enableBehavior === 'any' ? ' or ' : ' and ');
}

interface View {
  readonly form: Questionnaire;
  readonly answers: ReadonlyMap<string, readonly unknown[]>;
  readonly texts: ReadonlyMap<string, string>;
}

function questionRow(item: QuestionnaireItem, { form, answers, texts }: View): VNode {
  const condition = conditionText(item, texts);
  const source = item.extension?.find(({ url }) => url === INITIAL_EXPRESSION)?.valueExpression;
  const given = (answers.get(item.linkId) ?? []).map(answerText);
  return html`
    <tr>
      <td>
        ${item.text}${item.required === true && ' *'}
        <br /><span class="quiet">${answersTo(item, form)}${condition !== '' && `; asked if ${condition}`}</span>
      </td>
      <td>${given.length > 0 ? given.map((text) => html`<strong>${text}</strong><br />`) : html`<span class="quiet">to be filled in</span>`}</td>
      <td>${source && html`${source.description} <code class="expression">${shortened(source.expression)}</code>`}</td>
    </tr>
  `;
}

function groupView(group: QuestionnaireItem, view: View): VNode {
  const items = group.item ?? [];
  const questions = items.filter(({ type }) => type !== 'group');
  return html`
    <section>
      <h2>${group.text}</h2>
      ${
        questions.length > 0 &&
        html`<div class="stacked questions">${dataTable(
          `Questions: ${group.text}`,
          ['Question', 'Answer', 'Prefilled by'],
          questions.map((item) => questionRow(item, view)),
        )}</div>`
      }
      ${items.filter(({ type }) => type === 'group').map((inner) => groupView(inner, view))}
    </section>
  `;
}

const textsOf = (items: readonly QuestionnaireItem[]): readonly (readonly [string, string])[] =>
  items.flatMap(({ linkId, text, item = [] }) => [[linkId, text] as const, ...textsOf(item)]);

/** `GET /questionnaires/{id}`: a form as it is filled for an example patient. Throws RequestError `not-found`. */
export function questionnairePage(
  { id, version }: { readonly id: string; readonly version: string | undefined },
  knowledge: LoadedKnowledge,
): Page {
  const form = find(id, version, knowledge);
  const chart = knowledge.exampleCharts.get(form.id) ?? [];
  const loose = form.item.filter(({ type }) => type !== 'group');
  const groups = form.item.filter(({ type }) => type === 'group');
  const rest: readonly QuestionnaireItem[] =
    loose.length > 0 ? [{ linkId: '', text: 'Questions', type: 'group', item: loose }] : [];
  const view = { form, answers: prefilled(form, chart), texts: new Map(textsOf(form.item)) };
  const policies = knowledge.policies.filter((policy) => formsOf(policy.file, knowledge).includes(form));
  return {
    title: form.title,
    section: '/policies',
    styles: ['policy.css'],
    content: html`
      <div class="intro">
        <p><a href="/policies">Policies</a>${policies.map((policy) => html` · <a href=${`/policies/${policy.id}`}>${policy.title}</a>`)}</p>
        <h1>${form.title}</h1>
        <p>${form.description}</p>
        <p class="quiet">${form.publisher} · version ${form.version}, ${form.date} · <code>${form.url}</code></p>
        <p>${
          chart.length > 0
            ? 'Filled as a DTR client fills it from the chart of an example patient. What is missing is for the clinician; * must be answered.'
            : 'There is no example patient for this form. * must be answered.'
        }</p>
      </div>
      ${[...rest, ...groups].map((group) => html`<div class="panel">${groupView(group, view)}</div>`)}
    `,
  };
}

/** The forms that stand beside a policy, in the folder of its file. */
export function formsOf(policyFile: string, { resources }: Knowledge): readonly Questionnaire[] {
  const folder = policyFile.slice(0, policyFile.lastIndexOf('/') + 1);
  return [...resources].flatMap(([file, resource]) =>
    resource.resourceType === 'Questionnaire' && file.startsWith(folder) ? [resource] : [],
  );
}
