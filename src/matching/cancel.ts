import type { Asserted } from './assertion.ts';
import { hasOwnNoun, isElsewhere, namesLevel } from './elsewhere.ts';
import { crossesBreak, type Match, overlap, type Span, wordsOf } from './lexicon.ts';
import {
  breaksAt,
  type Item,
  isComplaint,
  isFinding,
  isLook,
  isObject,
  itemPlaceOf,
  type Line,
  segmentFrom,
  segmentTo,
} from './line.ts';
import { NOUNS, nounFollows } from './nouns.ts';
import { gapsOf, type NameMatch } from './targets.ts';

/** Words farther away do not cancel a name. */
const MOST_WORDS = 40;

/** Reason why a name is cancelled although it is spelt here. */
export interface Cancelled {
  readonly words: string;
  readonly why: 'without' | 'belongs to another noun';
}

/** Words that could have cancelled a name, and what they belong to. */
export interface PassedOver {
  readonly words: string;
  readonly belongsTo: string;
}

const JOINED_PARTS: ReadonlySet<Item['role']> = new Set(['class-noun', 'and', 'or']);

/** Finds breaks and fresh starts between two places of a line, which keep a word from applying to a name. */
function between(line: Line, from: number, to: number) {
  let [anew, apart] = [false, false];
  for (let at = from; at <= to; at++) {
    const role = line.items[at]?.role;
    anew ||= role === 'fresh-start';
    apart ||= role === 'reason' || breaksAt(line, at);
  }
  return { anew, apart };
}

/** The treatment that is added to a name before a word, which says where that is done: "NAME and massage of the hip". */
function addedBetween({ items }: Line, nameEnd: number, at: number): Item | undefined {
  const behind = items.slice(nameEnd + 1, at);
  const and = behind.findIndex(({ role }) => role === 'and');
  return and < 0 ? undefined : behind.slice(and).find(({ role }) => role === 'other-thing');
}

/** True for what may be the name of a person: "unstable L1 fx per Dr. Jones". */
const isPerson = ({ start }: Span, { clause, honorifics }: Line) => honorifics.has(clause[start - 1]?.text ?? '');

/** The count right behind a part in a segment of its own, which is the next of a list with it: "L1 fx, ribs 3-5"; not a year. */
function countBehind(line: Line, match: NameMatch, at: number): Item | undefined {
  const count = line.items[at + 1];
  const isCount = count?.role === 'number' && !/^\d{4}$/.test(wordsOf(line.clause, count));
  return isCount && namesLevel(match, line) ? count : undefined;
}

/**
 * The other thing that a word of `without` is said of, for a condition that surgery does not mend: one in the same part ("CVA sequela, bone
 * mets"), or the one before a part that is the word alone ("CVA, sequela, bone mets").
 */
function thingBeside(line: Line, { entry, start }: NameMatch, at: number): Item | undefined {
  if (entry.kind !== 'condition') return undefined;
  const isInFront = at < itemPlaceOf(line, start) && line.first[at] === at && line.last[at] === at;
  if (isInFront && at > 0) return line.items[at - 1];
  return [...segmentTo(line, at), ...segmentFrom(line, at)].find((item) => isObject(item) && !isLook(item));
}

/** The noun between a name that says where it is and a word, to which the word belongs: "unstable L1 fx, OA of the R knee". */
function nounBetween(line: Line, match: NameMatch, nameEnd: number, at: number, apart: boolean): Item | undefined {
  if (!namesLevel(match, line)) return undefined;
  return line.items.slice(nameEnd + 1, at).findLast((item) => (apart ? NOUNS.has(item.role) : isComplaint(item)));
}

/** The noun that words behind a name belong to, if not to the name. */
function ownerBehind(line: Line, match: NameMatch, nameEnd: number, at: number, end: number): Item | undefined {
  const { items } = line;
  // "lumbar NAME, not cervical": it is what is not meant, as "unstable L1 fx, s/p ORIF ankle" is what was mended.
  let before = at - 1;
  while (items[before]?.role === 'link' || items[before]?.role === 'class-noun') before--;
  const said = items[before];
  const isOfPart = said?.group?.category === 'negated' || said?.group?.kind === 'mendable';
  if (said?.role === 'trigger' && isOfPart && before > nameEnd) return said;
  const added = addedBetween(line, nameEnd, at);
  if (added) return added;
  const { anew, apart: isBroken } = between(line, nameEnd + 1, at);
  if (anew) return items[nameEnd + 1];
  // A longer name beside this one may go on over the break.
  const apart = isBroken || crossesBreak(line.clause, { start: match.end - 1, end: (items[at]?.start ?? 0) + 1 });
  const owner = nounBetween(line, match, nameEnd, at, apart);
  return owner || !apart
    ? owner
    : (nounFollows(line, end, JOINED_PARTS) ?? countBehind(line, match, end) ?? thingBeside(line, match, at));
}

/** The thing that "or" joins another to: "traction or table NAME"; not before the room of surgery in a part of its own: "NAME, OR table". */
function joinedBefore(line: Line, at: number): Item | undefined {
  const [before, or] = line.items.slice(at - 1, at + 1);
  return or?.role === 'or' && before?.role === 'other-thing' && !breaksAt(line, at) ? before : undefined;
}

/** True for a word of a finding, of an idiom, or of a phrase that says who wants a thing: "NAME per surgeon"; not for "via tilt". */
const belongsToPhrase = (item: Item, { start }: Span) =>
  isFinding(item) || item.role === 'pseudo' || (item.role === 'preposition' && item.start < start);

/** The item that words are part of or that claims them: a finding, what "or" joins them to, a trigger that was spent on them. */
function claimantOf(span: Span, line: Line, { claims }: Asserted, isBehind: boolean): Item | undefined {
  const { items } = line;
  const end = itemPlaceOf(line, span.end - 1);
  for (let place = itemPlaceOf(line, span.start); place <= end; place++) {
    const item = items[place];
    if (item && belongsToPhrase(item, span)) return item;
    const joined = joinedBefore(line, place);
    if (joined) return joined;
    // "NAME, not for home use".
    if (isBehind && item?.role === 'trigger' && item.group?.category === 'negated') return item;
    const claim = claims.get(place);
    if (claim !== undefined) return items[claim];
  }
  return undefined;
}

/** Returns the noun that a word of `without` belongs to, or undefined if it belongs to the name. */
function ownerOf(span: Span, match: NameMatch, line: Line, asserted: Asserted): Item | undefined {
  const [at, name] = [itemPlaceOf(line, span.start), itemPlaceOf(line, match.start)];
  const [end, nameEnd] = [itemPlaceOf(line, span.end - 1), itemPlaceOf(line, match.end - 1)];
  const claimant = claimantOf(span, line, asserted, at > nameEnd);
  if (claimant) return claimant;
  if (at > nameEnd) return ownerBehind(line, match, nameEnd, at, end);
  if (end >= name) return undefined;
  const { anew, apart } = between(line, end + 1, name);
  if (anew) return line.items[end + 1];
  return apart ? thingBeside(line, match, at) : undefined;
}

/** True if the words stand inside the name, and are its own. */
function isOwn(span: Span, match: NameMatch, line: Line): boolean {
  if (!overlap(span, match)) return false;
  const gaps = new Set(gapsOf(match, line.clause));
  for (let at = span.start; at < span.end; at++) if (at >= match.start && at < match.end && !gaps.has(at)) return true;
  return false;
}

/** The word of another kind or place that cancels a name, and those that belong to something else. */
export function cancelledBy(
  match: NameMatch,
  around: readonly Match<string>[],
  line: Line,
  asserted: Asserted,
): { readonly cancelled?: Cancelled; readonly passedOver: readonly PassedOver[] } {
  const passedOver: PassedOver[] = [];
  for (const span of around) {
    const isFar = span.start - match.end > MOST_WORDS || match.start - span.end > MOST_WORDS;
    if (isFar || !match.entry.withoutSources.has(span.entry)) continue;
    const isNot = isPerson(span, line) || isOwn(span, match, line) || isElsewhere(span, match, line);
    if (isNot || hasOwnNoun(span, match, line)) continue;
    const words = wordsOf(line.clause, span);
    const owner = ownerOf(span, match, line, asserted);
    if (!owner) return { cancelled: { words, why: 'without' }, passedOver };
    passedOver.push({ words, belongsTo: wordsOf(line.clause, owner) });
  }
  return { passedOver };
}
