import type { Decision } from '../decision/decide.ts';
import { asText, type JsonObject } from '../json.ts';
import { isAffirmed, MOST_CHARACTERS } from '../matching/mentions.ts';
import { fold } from '../matching/tokenize.ts';
import { plain } from './escape.ts';

/** End of a statement within a title. */
const STATEMENT_END = /[;!\n\r•]|[.:?]\s|\s[-–—]\s/;

const statementsOf = (title: string) => title.split(STATEMENT_END).filter((statement) => statement.trim() !== '');
const lettersOf = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, '');

const isOneStatement = (title: string) => statementsOf(title).length === 1;

/** Wordings of an order, the best first; looked for one after another, since the first nearly always serves. */
function* wordingsOf(titles: readonly string[], codings: readonly JsonObject[], names: readonly string[]) {
  yield* titles.slice(0, 1).filter(isOneStatement);
  const sought = names.map(lettersOf);
  for (const statement of titles.flatMap(statementsOf)) {
    const letters = lettersOf(statement);
    if (sought.some((name) => letters.includes(name))) yield statement;
  }
  yield* titles.filter(isOneStatement);
  yield* codings.map(({ code }) => asText(code) ?? '');
  yield* titles;
}

/**
 * Label of an order, as plain text that still says something without markup: its first title. A title of several statements may say
 * more than what is ordered (`DRUG contraindicated; NAME`), so of such a one the statement that holds one of `names`
 * is taken; else another title, or the code. Titles count as far as they are read.
 */
export function orderLabel(
  titles: readonly string[],
  codings: readonly JsonObject[],
  names: readonly string[] = [],
): string {
  const read = titles.map((title) => title.slice(0, MOST_CHARACTERS));
  for (const wording of wordingsOf(read, codings, names)) {
    const label = plain(wording);
    if (label !== '') return label;
  }
  return 'This order';
}

/** The order's own words, as plain text. */
export function labelOf({ order, policy }: Decision): string {
  const systems = new Set(policy.scope.flatMap(({ nameSystems }) => nameSystems));
  const names = order.description.specified.filter(
    (mention) => isAffirmed(mention) && systems.has(mention.name.system),
  );
  return orderLabel(
    order.titles,
    order.codings,
    names.map(({ words }) => words),
  );
}
