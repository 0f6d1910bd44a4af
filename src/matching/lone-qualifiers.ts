import { crossesBreak, type Span } from './lexicon.ts';
import { areOnly, type Item, isLittle, isOn, type Line } from './line.ts';
import { isQualifier, type NamedClause, type NameMatch } from './targets.ts';
import { type Clause, isBreak, type Word } from './tokenize.ts';

/** Reads a clause for conditions. */
export type ReadCondition = (named: NamedClause) => Line;

/** True for words that say when or how: a qualifier behind them belongs to the condition before. */
const isCircumstance = (item: Item) =>
  item.role === 'word' || (isLittle(item) && item.role !== 'and' && item.role !== 'or');

/** True for items that are a qualifier and little words: "unstable", "now severe", "surgeon feels it is unstable". */
export function isLoneQualifier({ clause }: Line, items: readonly Item[], qualifiers: ReadonlySet<string>): boolean {
  const qualifies = ({ role, start }: Item) => role === 'word' && qualifiers.has(clause[start]?.text ?? '');
  return areOnly(items, qualifies);
}

/** The first such segment behind another one. */
function loneQualifier(line: Line, qualifiers: ReadonlySet<string>): Span | undefined {
  const { items, last } = line;
  for (let start = (last[0] ?? 0) + 1; start < items.length; start = (last[start] ?? start) + 1) {
    const end = (last[start] ?? start) + 1;
    if (isLoneQualifier(line, items.slice(start, end), qualifiers)) return { start, end };
  }
  return undefined;
}

/** The condition in the segment before a place, if nothing but circumstances stand behind it. */
function conditionBefore({ items, first }: Line, end: number): Item | undefined {
  const before = items.slice(first[end - 1] ?? 0, end);
  const item = before.findLast((one) => !isCircumstance(one));
  return item?.target && isOn('condition', item.target) ? item : undefined;
}

/** A clause without the names that a qualifier begins before a break: "L1 fracture 2 weeks ago - unstable, L4-5 stenosis". */
function withoutTurned(named: NamedClause): NamedClause {
  const { clause, targets } = named;
  const isTurned = (match: NameMatch) => isQualifier(match, match.start, clause) && crossesBreak(clause, match);
  return {
    ...named,
    targets: targets.flatMap((target) => {
      const names = target.names.filter((match) => !isTurned(match));
      const [start, end] = [Math.min(...names.map((one) => one.start)), Math.max(...names.map((one) => one.end))];
      return names.length === 0 ? [] : [{ ...target, names, start, end }];
    }),
  };
}

const apart = (words: Clause): Clause =>
  words.map((word, at): Word => (at > 0 || isBreak(word.glue) ? word : { ...word, glue: ',' }));

/**
 * Moves a qualifier that stands alone behind a comma or a dash to the condition it belongs to, over words that say when or how that came:
 * "C2 fracture after MVC 5 weeks ago, unstable". Names the clause anew.
 */
export function withQualifier(
  named: NamedClause,
  qualifiers: ReadonlySet<string>,
  read: ReadCondition,
  name: (clause: Clause) => NamedClause,
): NamedClause {
  const { clause, targets } = named;
  if (targets.length === 0 || !clause.some(({ text }) => qualifiers.has(text))) return named;
  const line = read(withoutTurned(named));
  const lone = loneQualifier(line, qualifiers);
  const condition = lone && conditionBefore(line, lone.start);
  if (!condition) return named;
  const [start, end] = [line.items[lone.start]?.start ?? 0, line.items[lone.end - 1]?.end ?? clause.length];
  const moved = [
    ...clause.slice(0, condition.end),
    ...clause.slice(start, end),
    ...apart(clause.slice(condition.end, start)),
    ...clause.slice(end),
  ];
  return start === condition.end ? named : name(moved);
}
