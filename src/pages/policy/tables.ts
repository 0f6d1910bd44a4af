import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { CaseResult } from '../../answer/run-case.ts';
import { dataTable } from '../data-table.ts';
import type { PolicyCases } from './cases.ts';
import type { CodeRow, NameRow } from './content.ts';
import type { SourceAttribute } from './source-attributes.ts';

const aside = (words: string | undefined) =>
  words !== undefined && html`<span class="choice">beyond the source: ${words}</span>`;

/** A longer code is a pattern, and may be broken. */
const SHORT = 18;

function codeRow({ system, code, isFamily, display, choice }: CodeRow): VNode {
  return html`
    <tr>
      <td><code class="short">${system}</code></td>
      <td>${code !== undefined && html`<code class=${code.length <= SHORT ? 'short' : undefined}>${code}${isFamily ? '…' : ''}</code>`}</td>
      <td>${display} ${aside(choice)}</td>
    </tr>
  `;
}

/** The codes of a policy, a table for each of its sets. */
export function codesView(rows: readonly CodeRow[]): VNode[] {
  return [...Map.groupBy(rows, ({ set }) => set)].map(
    ([set, ofSet]) => html`
      <details class="panel list" open=${ofSet[0]?.isOfOrder && ofSet.length <= 20}>
        <summary><strong>${set}</strong> <span class="quiet">${ofSet[0]?.strength} · ${ofSet.length}</span></summary>
        ${dataTable(`Codes: ${set}`, ['System', 'Code', 'What it is'], ofSet.map(codeRow))}
      </details>
    `,
  );
}

const either = (words: string) => words.replaceAll(' | ', ', ');

/** A phrase of more characters is written out only when it is opened. */
const LONG = 240;
const SHOWN_ALTERNATIVES = 3;

/** A phrase that may break between its alternatives. */
const breakable = (phrase: string) =>
  html`<code>${phrase.split(/(?<=\|)/).map((word) => [word, html`<wbr />`])}</code>`;

/** The first alternatives of a word of a phrase. */
function firstAlternatives(word: string): string {
  const alternatives = word.split('|');
  if (alternatives.length <= SHOWN_ALTERNATIVES) return word;
  return `${alternatives.slice(0, SHOWN_ALTERNATIVES).join('|')}|…${word.endsWith('?') ? '?' : ''}`;
}

/** A phrase in short: the first alternatives of each word, and a word that is repeated once. */
function abridged(phrase: string): string {
  const words = phrase.split(' ');
  const first = words.filter((word, at) => word !== words[at - 1]);
  return first.map(firstAlternatives).join(' ');
}

const phraseView = (phrase: string) =>
  phrase.length <= LONG
    ? html`${breakable(phrase)} `
    : html`<details class="phrase"><summary>${breakable(abridged(phrase))}</summary>${breakable(phrase)}</details>`;

function nameRow({ display, variants, role, needs, without, basis, choice }: NameRow): VNode {
  return html`
    <tr class=${role}>
      <th scope="row">${display}${role === 'look-alike' && html` <span class="badge off">look-alike</span>`}</th>
      <td>${variants.map(phraseView)}</td>
      <td>
        ${needs.map((group) => html`<span class="need">needs: ${either(group)}</span>`)}
        ${without.map((group) => html`<span class="need">not with: ${either(group)}</span>`)}
        ${basis !== undefined && html`<span class="need">named in: ${basis}</span>`} ${aside(choice)}
      </td>
    </tr>
  `;
}

/** The names of a policy, a table for each list. */
export function namesView(rows: readonly NameRow[]): VNode[] {
  return [...Map.groupBy(rows, ({ list }) => list)].map(
    ([list, ofList]) => html`
      <details class="panel list" open=${ofList[0]?.isOfOrder}>
        <summary><strong>${list}</strong> <span class="quiet">${ofList.length}</span></summary>
        <div class="stacked">${dataTable(`Names: ${list}`, ['Name', 'Written as', 'Context'], ofList.map(nameRow))}</div>
      </details>
    `,
  );
}

function caseRow({ of: { row }, got, problems }: CaseResult): VNode {
  return html`
    <tr>
      <td>${problems.length === 0 ? '✓ passes' : '✕ fails'}</td>
      <td>${row.name}</td>
      <td>
        ${got.length === 0 ? 'silent' : got.join(', ')}
        ${problems.map((problem) => html`<span class="need">${problem}</span>`)}
      </td>
    </tr>
  `;
}

/** The cases of a policy and what each came to on the running version. */
export function casesView({ results }: PolicyCases): VNode {
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  return html`
    <p>
      <span class=${`badge ${passed === results.length ? 'current' : 'ended'}`}>${passed} of ${results.length} pass</span>
      on the version that is running.
    </p>
    <details class="panel list">
      <summary><strong>All cases</strong></summary>
      ${dataTable('All cases', ['Result', 'Rule', 'Cards'], results.map(caseRow))}
    </details>
  `;
}

/** The source attributes of a policy as a list. */
export function attributesView(attributes: readonly SourceAttribute[]): VNode {
  return html`
    <dl class="panel attributes">
      ${attributes.map(({ id, title, value }) => html`<div id=${`attribute-${id}`}><dt>${title}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}
