import type { Span } from './lexicon.ts';
import { type Item, itemPlaceOf, type Line } from './line.ts';
import { gapsOf, type NameMatch } from './targets.ts';
import { isBreak } from './tokenize.ts';

/** True for a word of a name that belongs to the noun beside it: `severe`, `unstable`. */
export const isQualifier = (match: NameMatch, word: number, { clause }: Line) =>
  match.entry.qualifiers.has(clause[word]?.text ?? '');

/** True if a part behind a word says where it is, and the noun of the name stands in that part: "rib fx, T8 burst fx unstable". */
function isBehindLevel({ end }: Span, match: NameMatch, { clause, levels }: Line): boolean {
  const gaps = new Set(gapsOf(match, clause));
  let nouns = 0;
  let isLevel = false;
  for (let at = match.end - 1; at > end; at--) {
    const { text, glue } = clause[at] ?? { text: '', glue: ' ' };
    if (levels.has(text)) isLevel = true;
    else if (at >= match.start && !/\d/.test(text) && !gaps.has(at) && !match.entry.qualifiers.has(text)) nouns++;
    if (isBreak(glue) && isLevel && nouns > 0) return true;
  }
  return false;
}

/** True for a word that places a name in the spine: a level, or a word of the context that the name needs, which is no qualifier ("burst"). */
function saysWhere({ entry }: NameMatch, text: string, { levels }: Line): boolean {
  if (levels.has(text)) return true;
  if (entry.qualifiers.size === 0 || entry.qualifiers.has(text)) return false;
  return entry.needs.flat().some(({ elements }) => elements.length === 1 && elements[0]?.words.includes(text));
}

const TO_LEVEL: ReadonlySet<Item['role']> = new Set(['link', 'class-noun', 'target']);
const FROM_LEVEL: ReadonlySet<Item['role']> = new Set([...TO_LEVEL, 'number']);

/** True for a name that says where it is, itself or right beside it: "unstable L2 fx", "unstable fx of L2", "L4-5 fx unstable". */
export function namesLevel(match: NameMatch, line: Line): boolean {
  const { clause, items } = line;
  const roleOf = (at: number) => items[itemPlaceOf(line, at)]?.role ?? 'word';
  if (clause.slice(match.start, match.end).some(({ text }) => saysWhere(match, text, line))) return true;
  for (let at = match.end; at < clause.length && !isBreak(clause[at]?.glue ?? ' '); at++) {
    if (saysWhere(match, clause[at]?.text ?? '', line)) return true;
    if (!TO_LEVEL.has(roleOf(at))) break;
  }
  for (let at = match.start - 1; at >= 0 && !isBreak(clause[at + 1]?.glue ?? ' '); at--) {
    if (line.levels.has(clause[at]?.text ?? '')) return true;
    if (!FROM_LEVEL.has(roleOf(at))) break;
  }
  return false;
}

/** True for a name that says where it is, and a word not right before it, or behind a break: "ankle fx 2010, unstable L2 fx". */
export function isElsewhere(span: Span, match: NameMatch, line: Line): boolean {
  if (span.end > match.start) return false;
  const isApart = span.end < match.start || isBreak(line.clause[span.end]?.glue ?? ' ');
  return (isApart && namesLevel(match, line)) || isBehindLevel(span, match, line);
}

const JOINS: ReadonlySet<Item['role']> = new Set(['and', 'or', 'link', 'preposition']);

/** True for a word to which the qualifier at the end of a name belongs: "L1 fx stable, unstable radius fx"; not "L1 fx, unstable, and rib fx". */
function takesQualifier(span: Span, match: NameMatch, line: Line): boolean {
  if (!isQualifier(match, match.end - 1, line)) return false;
  const between = line.clause.slice(match.end, span.start + 1);
  const joins = line.items
    .slice(itemPlaceOf(line, match.end), itemPlaceOf(line, span.start))
    .some(({ role }) => JOINS.has(role));
  return !joins && !between.some(({ glue }) => isBreak(glue));
}

/** Words behind a part of the body within which the noun of its own stands: "tib-fib fx". */
const MOST_TO_NOUN = 2;

/** True for a word behind a name that says where it is, if a noun like the name's own follows the word: "unstable fx of L1 and rib fx". */
function hasOwnNoun(span: Span, match: NameMatch, line: Line): boolean {
  const { clause, levels } = line;
  if (span.start < match.end || !namesLevel(match, line) || takesQualifier(span, match, line)) return false;
  const behind = clause.slice(span.end, span.end + MOST_TO_NOUN);
  const apart = behind.findIndex(({ glue }) => isBreak(glue));
  const nouns = (apart < 0 ? behind : behind.slice(0, apart)).filter(({ text }) => !levels.has(text));
  return nouns.some(
    ({ text }) => !match.entry.qualifiers.has(text) && match.phrase.elements.some(({ words }) => words.includes(text)),
  );
}

/** True for a noun and its qualifier right behind it, which is not in one part with what follows: "fx unstable and rib fx". */
function endsName(match: NameMatch, { clause }: Line): boolean {
  const isPartOfNext = isBreak(clause[match.end - 1]?.glue ?? ' ') && !isBreak(clause[match.end]?.glue ?? ' ');
  return !isPartOfNext && match.end === match.start + 2;
}

/** True for a word behind a name that belongs to another of its kind: "L1 fx unstable and rib fx", "unstable L1 fx and unstable rib fx". */
function isOfNext(span: Span, match: NameMatch, line: Line): boolean {
  if (span.start < match.end) return false;
  const names = line.items[itemPlaceOf(line, span.start)]?.target?.names ?? [];
  return names.some((other) => {
    if (other.entry !== match.entry || other.start <= match.start || other.end <= span.end) return false;
    if (other.start >= span.start || isQualifier(match, other.end - 1, line)) return false;
    return other.start >= match.end || endsName(match, line);
  });
}

/** True for a word behind a name that is part of another of its kind. */
export const isOfOther = (span: Span, match: NameMatch, line: Line) =>
  isOfNext(span, match, line) || hasOwnNoun(span, match, line);
