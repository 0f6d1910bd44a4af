import type { Category, Language, Side } from './language.ts';
import { glueAt, type Item, isLittle, isOn, kindsOf, type Line, lineOf } from './line.ts';
import type { Kind } from './names.ts';
import type { NamedClause } from './targets.ts';
import type { Clause } from './tokenize.ts';

/** Reads a clause for one side, without names. */
export type ReadLine = (clause: Clause, side: Side) => Line;

/** Reads clauses without their names; as beside names of some kinds, if they are given. */
export function lineReader(language: Language, given?: readonly Kind[]): ReadLine {
  return (clause, side) => {
    const kinds = given ?? kindsOf([], side);
    const said = language.find(clause, kinds, () => false);
    return lineOf(clause, { targets: [], lookAlikes: [], said, kinds }, side, language);
  };
}

/** A clause of more words says something of its own. */
export const MOST_WORDS = 8;

/** Headings of lists that run on over clauses: what was tried of orders, what is denied of conditions. */
const HEADINGS: { readonly [side in Side]: Category } = { order: 'historical', condition: 'negated' };

const THINGS: ReadonlySet<Item['role']> = new Set(['other-thing', 'class-noun', 'place', 'link']);
const COMPLAINTS: ReadonlySet<Item['role']> = new Set(['finding', 'symptom', 'and', 'or']);

/** True for one thing of a list and nothing else; a complaint may be a word that nobody knows. */
function areOneThing(items: readonly Item[], side: Side, { targets }: NamedClause): boolean {
  const isOfName = ({ start, end }: Item) => targets.some((target) => start >= target.start && end <= target.end);
  const isListed = (item: Item) =>
    THINGS.has(item.role) || (side === 'condition' && COMPLAINTS.has(item.role)) || isOfName(item);
  return items.every(isListed) || (side === 'condition' && items.length === 1 && items[0]?.role === 'word');
}

/** True for a heading and one thing: "Tried: NSAIDs", "Denies: fever". */
export function beginsList(side: Side, one: NamedClause, read: ReadLine): boolean {
  if (!one.clause.some(({ glue }) => glue === ':')) return false;
  const line = read(one.clause, side);
  const colon = line.items.findIndex((_, at) => glueAt(line, at) === ':');
  const trigger = line.items.findIndex(({ group }) => group?.category === HEADINGS[side]);
  const [heading, listed] = [line.items.slice(trigger, colon), line.items.slice(colon)];
  const isHeading = trigger >= 0 && trigger < colon && heading.every(isLittle);
  return isHeading && line.last[colon] === line.items.length - 1 && areOneThing(listed, side, one);
}

/** True for one more thing of a list. What is denied goes on behind a semicolon only: "Denies: fever. Bone mets." */
export function goesOnList(side: Side, one: NamedClause, read: ReadLine): boolean {
  const { clause, targets } = one;
  if (clause.length > MOST_WORDS || !targets.every((target) => isOn(side, target))) return false;
  if (side === 'condition' && clause[0]?.glue !== ';') return false;
  const { items, last } = read(clause, side);
  return last[0] === items.length - 1 && areOneThing(items, side, one);
}
