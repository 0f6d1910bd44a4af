import { readSide } from './clause-reading.ts';
import { asidesOf, describeMention } from './describe-mention.ts';
import { SIDES } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { type Item, isOn, type Line } from './line.ts';
import { namedClauses, readText, type Vocabulary } from './mentions.ts';
import type { NamedClause } from './targets.ts';

/** One item: its words and what they are, such as `hx (trigger history, historical)`. */
function itemText({ clause }: Line, item: Item): string {
  const { role, group, target } = item;
  const words = wordsOf(clause, item);
  if (target) return `[${words}]`;
  if (role === 'word' || role === 'number') return words;
  const category = group?.category === undefined ? '' : `, ${group.category}`;
  return `${words} (${group === undefined ? role : `${role} ${group.code}${category}`})`;
}

/** The segments of a line, one below the other. */
function segmentLines(line: Line): readonly string[] {
  const byFirst = Map.groupBy(line.items.keys(), (at) => line.first[at] ?? 0);
  return [...byFirst.values()].map(
    (places) => `    | ${places.map((at) => (line.items[at] ? itemText(line, line.items[at]) : '')).join(' · ')}`,
  );
}

function clauseLines(named: NamedClause, { language }: Vocabulary): readonly string[] {
  const { targets } = named;
  const sides = SIDES.filter((side) => targets.some((target) => isOn(side, target)));
  return (sides.length > 0 ? sides : SIDES.slice(0, 1)).flatMap((side) => {
    const { line } = readSide(named, language, side);
    return [`  clause, read as ${side === 'order' ? 'an order' : 'a condition'}`, ...segmentLines(line)];
  });
}

/**
 * Describes the reading of a text, for an author of names and language: its clauses and segments, what each phrase is taken for, and for
 * each name its category, the deciding words, and what could have decided otherwise.
 */
export function describeText(text: string, vocabulary: Vocabulary): string {
  const { mentions, whole } = readText(text, vocabulary);
  const spent = [...new Set(mentions.flatMap(asidesOf))];
  return [
    text,
    ...namedClauses(text, vocabulary).flatMap((clause) => clauseLines(clause, vocabulary)),
    ...(mentions.length === 0 ? ['  no name'] : []),
    ...[...new Set(mentions.map((mention) => describeMention({ ...mention, spent: [], passedOver: [] })))].map(
      (line) => `  ${line}`,
    ),
    ...spent.map((line) => `  ${line}`),
    ...(whole ? [] : ['  not read to its end: too long']),
  ].join('\n');
}
