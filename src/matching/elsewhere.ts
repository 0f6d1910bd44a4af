import type { Span } from './lexicon.ts';
import { type Item, itemPlaceOf, type Line } from './line.ts';
import { isQualifier, type NameMatch } from './targets.ts';
import { type Clause, isBreak } from './tokenize.ts';

/** True for a word that places a name in the spine: a level, or a word of the context that the name needs, which is no qualifier ("burst"). */
function saysWhere({ entry }: NameMatch, text: string, { levels }: Line): boolean {
  if (levels.has(text)) return true;
  if (entry.qualifiers.size === 0 || entry.qualifiers.has(text)) return false;
  return entry.needs.flat().some(({ elements }) => elements.length === 1 && elements[0]?.words.includes(text));
}

const TO_LEVEL: ReadonlySet<Item['role']> = new Set(['link', 'class-noun', 'target', 'number']);

/** The words of the segment on one side of a name, the nearest first. */
function wordsBeside({ start, end }: Span, clause: Clause, step: 1 | -1): readonly number[] {
  const words: number[] = [];
  const isApart = (at: number) => isBreak(clause[step > 0 ? at : at + 1]?.glue ?? ' ');
  for (let at = step > 0 ? end : start - 1; clause[at] && !isApart(at); at += step) words.push(at);
  return words;
}

/** True for a name that says where it is, itself or right beside it: "unstable L2 fx", "unstable fx of L2", "L4-5 fx unstable". */
export function namesLevel(match: NameMatch, line: Line): boolean {
  const { clause, items } = line;
  const says = (at: number) => saysWhere(match, clause[at]?.text ?? '', line);
  const isPassed = (at: number) => TO_LEVEL.has(items[itemPlaceOf(line, at)]?.role ?? 'word');
  if (clause.slice(match.start, match.end).some((_, at) => says(match.start + at))) return true;
  return ([1, -1] as const).some((step) => {
    const level = wordsBeside(match, clause, step).find((at) => says(at) || !isPassed(at));
    return level !== undefined && says(level);
  });
}

/** True for a name that says where it is, and a word not right before it, or behind a break: "ankle fx 2010, unstable L2 fx". */
export function isElsewhere(span: Span, match: NameMatch, line: Line): boolean {
  if (span.end > match.start) return false;
  const isApart = span.end < match.start || isBreak(line.clause[span.end]?.glue ?? ' ');
  return isApart && namesLevel(match, line);
}

const JOINS: ReadonlySet<Item['role']> = new Set(['and', 'or', 'link', 'preposition']);

/** True for a word to which the qualifier at the end of a name belongs: "L1 fx stable, unstable radius fx"; not "L1 fx, unstable, and rib fx". */
function takesQualifier(span: Span, match: NameMatch, line: Line): boolean {
  if (!isQualifier(match, match.end - 1, line.clause)) return false;
  const between = line.clause.slice(match.end, span.start + 1);
  const joins = line.items
    .slice(itemPlaceOf(line, match.end), itemPlaceOf(line, span.start))
    .some(({ role }) => JOINS.has(role));
  return !joins && !between.some(({ glue }) => isBreak(glue));
}

/** Words behind a part of the body within which the noun of its own stands: "tib-fib fx". */
const MOST_TO_NOUN = 2;

/**
 * True for a word behind a name that says where it is, if a noun like the name's own stands beside the word: "unstable fx of L1 and rib fx",
 * "fx T8 unstable, fx ribs 5-9".
 */
export function hasOwnNoun(span: Span, match: NameMatch, line: Line): boolean {
  const { clause, levels } = line;
  const { phrase, entry } = match;
  if (span.start < match.end || !namesLevel(match, line) || takesQualifier(span, match, line)) return false;
  // "fractures: L1 (unstable), R wrist": the noun heads a list.
  if (clause.slice(match.start + 1, match.end).some(({ glue }) => glue === ':')) return true;
  const before = wordsBeside(span, clause, -1).filter((at) => at >= match.end);
  const beside = [...before, ...wordsBeside(span, clause, 1).slice(0, MOST_TO_NOUN)];
  const nouns = [phrase.elements[0], phrase.elements.at(-1)].flatMap((element) => element?.words ?? []);
  const isNoun = (text: string) => nouns.includes(text) && !levels.has(text) && !entry.qualifiers.has(text);
  return beside.some((at) => isNoun(clause[at]?.text ?? ''));
}
