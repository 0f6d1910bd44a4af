import type { Cancelled } from './cancel.ts';
import { crossesBreak, type Span, wordsOf } from './lexicon.ts';
import { breaksAt, glueAt, type Item, isComplaint, isInBracket, itemPlaceOf, type Line } from './line.ts';
import { NOUNS, nounBefore, nounFollows } from './nouns.ts';
import { isQualifier, type NameMatch } from './targets.ts';
import { type Glue, isBracket, isComma } from './tokenize.ts';

const LEVELS: ReadonlySet<Item['role']> = new Set(['place', 'number', 'and', 'or']);

/** The finding or complaint that levels behind an item belong to: "severe L4-5 stenosis", "mets, C5-6, C6-7 and T1-2 stenosis". */
function findingAtLevels(line: Line, before: number): Item | undefined {
  const { items } = line;
  const isJoined = (at: number) => !breaksAt(line, at) || (glueAt(line, at) === ',' && items[at]?.role === 'place');
  let at = before + 1;
  while (LEVELS.has(items[at]?.role ?? 'word') && isJoined(at)) at++;
  const item = items[at];
  // "mets: L3, T12 and LBP" names the complaint besides.
  if (items[at - 1]?.role === 'and' || items[at - 1]?.role === 'or') return undefined;
  const isHeaded = at < items.length && glueAt(line, at) === ':';
  return item && isComplaint(item) && (isHeaded || !breaksAt(line, at)) ? item : undefined;
}

/** The treatment in the same part that levels behind an item belong to: "nodal mets, C3-4 fusion". */
function treatmentAtLevels({ items, last }: Line, before: number): Item | undefined {
  const behind = items.slice(before + 1, (last[before] ?? before) + 1).find(({ role }) => !LEVELS.has(role));
  return behind?.role === 'other-thing' ? behind : undefined;
}

const LIST_GLUES: ReadonlySet<Glue> = new Set([',', '//', '|']);

/** True for a name torn at the comma of a list or at the end of a column; not behind a colon, a bracket or a dash: "mets: L3". */
const isTornInList = ({ start, end }: Span, { clause }: Line) =>
  clause.slice(start + 1, end).some(({ glue }) => LIST_GLUES.has(glue));

/** The last of the qualifiers side by side from here, which are no nouns: "osteoporosis - marked/severe". */
function lastQualifier(match: NameMatch, line: Line, at: number): number {
  const { items, last } = line;
  const isAnother = (item?: Item) => item?.role === 'word' && isQualifier(match, item.start, line.clause);
  let end = at;
  while (end < (last[at] ?? at) && isAnother(items[end + 1])) end++;
  return end;
}

/** The noun that the end of a name belongs to instead, if it does. */
function nounBehind(match: NameMatch, line: Line, torn: boolean): Item | undefined {
  const isQualified = isQualifier(match, match.end - 1, line.clause);
  const end = lastQualifier(match, line, itemPlaceOf(line, match.end - 1));
  // The target may go on with another name that shares its words.
  const goesOn = line.items[itemPlaceOf(line, match.end - 1)]?.end !== match.end;
  if (goesOn || !(torn || isQualified)) return undefined;
  const isAtLevel = torn && line.levels.has(line.clause[match.end - 1]?.text ?? '');
  const isBeforeLevel = line.items[end + 1]?.role === 'place' && !breaksAt(line, end + 1);
  const atLevels = (isQualified ? isBeforeLevel : isAtLevel) ? findingAtLevels(line, end) : undefined;
  // "mets: bone/liver" goes on with more of a list, "osteoporosis, severe/chronic pain" with another noun.
  if (line.clause[match.end]?.glue === '/' && !isQualified) return atLevels;
  const noun = nounFollows(line, end) ?? atLevels ?? (isAtLevel ? treatmentAtLevels(line, end) : undefined);
  // "mets: L3 surgery planned" tells the treatment of the name itself.
  return isAtLevel && noun?.role === 'other-thing' && !isTornInList(match, line) ? undefined : noun;
}

/** The noun before a qualifier in a part of its own: "COPD (severe), osteoporosis", "asthma - severe, osteoporosis", "gait: unstable | L1 fx". */
function nounApart({ start, end }: Span, line: Line, at: number): Item | undefined {
  const [before, behind] = [line.items[at - 1], line.clause[start + 1]?.glue ?? ' '];
  if (line.first[at] === at && isInBracket(line, at) && isBracket(behind)) return before;
  const isBehind = glueAt(line, at) === '–' || glueAt(line, at) === ':';
  const isApart = behind === '|' || (isComma(behind) && end === start + 2);
  return isBehind && isApart && before && NOUNS.has(before.role) ? before : undefined;
}

/** The finding right before a qualifier that "and" alone joins to the noun of a name: "stenosis severe and osteoporosis". */
function findingJoined(match: NameMatch, line: Line): Item | undefined {
  const isJoined = match.end === match.start + 3 && line.joiners.has(line.clause[match.start + 1]?.text ?? '');
  if (!isJoined || !isQualifier(match, match.start, line.clause)) return undefined;
  const before = nounBefore(line, itemPlaceOf(line, match.start));
  return before && isComplaint(before) ? before : undefined;
}

/** The noun that the beginning of a torn name belongs to instead, if it does: a qualifier, or levels behind a finding. */
function nounInFront(match: NameMatch, line: Line): Item | undefined {
  const start = itemPlaceOf(line, match.start);
  // It may go on from another name that shares its words.
  if (line.items[start]?.start !== match.start) return undefined;
  if (isQualifier(match, match.start, line.clause)) return nounApart(match, line, start) ?? nounBefore(line, start);
  const before = nounBefore(line, start);
  const isLevel = line.levels.has(line.clause[match.start]?.text ?? '');
  return isLevel && before && isComplaint(before) ? before : undefined;
}

/**
 * Returns the reason why a name is cancelled by another noun (docs/policies.md, *Several names*). A name torn over a break does not count
 * where a noun follows its last word ("osteoporosis, severe back pain"). Qualifiers (`severe`, `unstable`) belong to the noun beside
 * them: at the end of a name to one that follows, at its beginning, where it is torn, to one before ("gait unstable, T12 fracture"). So
 * do levels to a finding before them ("stenosis L4-5, mets to liver") or behind them ("mets to lung, L4-5 HNP").
 */
export function belongsElsewhere(match: NameMatch, line: Line): Cancelled | undefined {
  const torn = crossesBreak(line.clause, match);
  if (!torn && match.entry.qualifiers.size === 0) return undefined;
  const cancelled = (word: number, noun: Item): Cancelled => ({
    words: `${wordsOf(line.clause, { start: word, end: word + 1 })} (${wordsOf(line.clause, noun)})`,
    why: 'belongs to another noun',
  });
  const behind = nounBehind(match, line, torn);
  if (behind) return cancelled(match.end - 1, behind);
  const before = torn ? nounInFront(match, line) : findingJoined(match, line);
  return before && cancelled(match.start, before);
}
