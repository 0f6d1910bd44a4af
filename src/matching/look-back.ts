import { isFieldValue } from './field.ts';
import { type Group, looksBack } from './language.ts';
import {
  glueAt,
  type Item,
  isBeforeThing,
  isDetail,
  isFinding,
  isGoverned,
  isInBracket,
  isLittle,
  isLook,
  isObject,
  isOperation,
  isSlashed,
  type Line,
  MOST_ITEMS,
  segmentFrom,
  segmentTo,
} from './line.ts';
import { areJoined, areOneThing } from './reach.ts';
import { isDash } from './tokenize.ts';

/** A trigger is as far from an object before it as these many unknown words at most. */
const WORDS_BACK = 2;

interface WalkBack {
  readonly line: Line;
  /** True if it looks for what a segment of its own speaks of. */
  readonly overBreak: boolean;
  /** True if it goes on over words with which something begins anew. */
  readonly overAnew: boolean;
  /** The trigger, if it speaks of an order and not of the complaint that the order is for. */
  readonly speaks: Group | undefined;
  /** As many unknown words as may stand between. */
  readonly mostWords: number;
  readonly objects: number[];
  words: number;
  closed: boolean;
}

/**
 * True for what ends a walk back: a reason, words with which something begins anew, and in its own segment what went before: "NAME after
 * rod removal".
 */
const endsBack = ({ overAnew, overBreak }: WalkBack, { role, group }: Item) =>
  role === 'reason' ||
  (role === 'fresh-start' && !overAnew) ||
  (!overBreak && group?.direction === 'next' && group.category === 'historical');

/** Returns a trigger that speaks of an order, and not of the complaint it is for, as most of what is past does: "NAME for LBP, no relief". */
function ofOrder(group?: Group): Group | undefined {
  const isLook = group?.category === 'not-ordering' && group.direction !== 'both';
  const isOfOrder = group?.kind === 'orderable' && (group.category !== 'historical' || group.ofTreatment) && !isLook;
  // The surgery for an implant is refused, what is wrong with one is not.
  return isOfOrder || (group?.kind === 'implant' && group.category === 'negated') ? group : undefined;
}

/** True for a reason, and for what stands behind it in its segment. */
function isOfReason(line: Line, at: number): boolean {
  const before = segmentTo(line, at);
  const lastOf = (wanted: Item['role']) => before.findLastIndex(({ role }) => role === wanted);
  return lastOf('reason') > lastOf('target');
}

/** True for a refusal, by anyone or by a payer. */
const isRefusal = (group?: Group) => group?.category === 'negated' || group?.reach === 'approval';

/**
 * True for a thing that was had before, which nobody refuses any more: "NAME, old one broken, declined". What is wrong is said of it: "old
 * one broken, no longer works".
 */
const isRefusedNoMore = ({ role, group }: Item, speaks: Group) =>
  role === 'other-thing' && group?.category === 'historical' && isRefusal(speaks);

/**
 * True for what such a trigger passes: a reason ("NAME for LBP - on hold"), and a finding ("NAME, LBP - on hold") unless that is denied; not
 * a treatment right before it ("NAME for LBP ESI cancelled").
 */
function passesComplaint({ speaks, line, overBreak }: WalkBack, at: number, item: Item): boolean {
  if (speaks === undefined || (item.role === 'other-thing' && !overBreak)) return false;
  return isOfReason(line, at) || (isFinding(item) && speaks.reach !== 'approval') || isRefusedNoMore(item, speaks);
}

/** Takes an object on the way back; false if the walk ends there. */
function takeObjectBack(walk: WalkBack, at: number, { role }: Item): boolean {
  if (walk.closed && !areJoined(walk.line, at, walk.objects.at(-1) ?? -1)) return false;
  walk.objects.push(at);
  walk.closed = true;
  // "NAME/fracture: none" and "NAME or fracture: none" are about both.
  const isJoined = glueAt(walk.line, at) === '/' || walk.line.items[at - 1]?.role === 'or';
  return role === 'target' || role === 'other-thing' || isJoined;
}

/** True for what a condition is known from: "NAME on outside CT", "NAME per old records". */
function isSource({ side, items, first }: Line, at: number, item: Item): boolean {
  if (side !== 'condition' || !isLook(item)) return false;
  let before = at - 1;
  while (before > (first[at] ?? at) && (items[before]?.role === 'word' || isDetail(items[before]))) before--;
  return items[before]?.role === 'preposition';
}

/**
 * True for a thing behind a preposition, for a talk, and for what a condition is known from: none is what a segment of its own speaks
 * of ("NAME reviewed w pt, declined", "NAME on CT, not confirmed").
 */
const isBeside = (line: Line, at: number, item: Item) =>
  (item.role === 'other-thing' && isGoverned(line, at)) ||
  (item.role === 'trigger' && item.group?.direction === 'both') ||
  isSource(line, at, item);

/** Looks at the item before; false if the walk ends there. */
function takeBack(walk: WalkBack, at: number, item: Item): boolean {
  const { line } = walk;
  if (passesComplaint(walk, at, item)) return true;
  if (endsBack(walk, item)) return false;
  // A condition is not over because its treatment is: "NAME s/p chemotherapy, in remission".
  if (isOperation(item) || (line.side === 'condition' && item.role === 'other-thing')) return true;
  if (walk.overBreak && isBeside(line, at, item)) return true;
  if (isObject(item)) return takeObjectBack(walk, at, item);
  if (item.role === 'and' || item.role === 'or') walk.closed = false;
  return item.role !== 'word' || (!walk.closed && ++walk.words <= walk.mostWords);
}

/** True for a trigger that is about all of a list before it: "all failed". */
const speaksOfAll = (item?: Item) => item?.group?.reach === 'list' && looksBack(item.group);

/** The segments of one item each, back over the commas of a list from the segment that begins here. */
function listBefore(line: Line, start: number): readonly number[] {
  const objects: number[] = [];
  for (let at = start; at > 0 && glueAt(line, at) === ',' && line.first[at - 1] === at - 1; at--) objects.push(at - 1);
  return objects;
}

/** True for a refusal right behind words with which something begins anew: "NAME approved but declined", not "NAME, then surgery declined". */
function refusesAnew(line: Line, at: number): boolean {
  const group = line.items[at]?.group;
  if (line.side !== 'order' || !isRefusal(group)) return false;
  const before = segmentTo(line, at).slice(0, -1);
  const anew = before.findLastIndex(({ role }) => role === 'fresh-start');
  return anew >= 0 && before.slice(anew).every(isLittle);
}

/**
 * Finds the objects before item `from` (exclusive), back to the beginning of its segment; past fresh starts if `overAnew`.
 */
export function lookBack(line: Line, from: number, overAnew = false): readonly number[] {
  const start = line.first[from] ?? 0;
  const { group } = line.items[from] ?? {};
  const mostWords = group?.reach === 'next-word' ? 0 : WORDS_BACK;
  const how = { line, overBreak: false, speaks: ofOrder(group), mostWords };
  const near = walkBack({ ...how, overAnew }, from, start);
  const objects =
    near.length === 0 && refusesAnew(line, from) ? walkBack({ ...how, overAnew: true }, from, start) : near;
  return speaksOfAll(line.items[from]) ? [...objects, ...listBefore(line, start)] : objects;
}

function walkBack(how: Omit<WalkBack, 'objects' | 'words' | 'closed'>, from: number, first: number): readonly number[] {
  const walk: WalkBack = { ...how, objects: [], words: 0, closed: false };
  const { line } = walk;
  const end = Math.max(first, from - MOST_ITEMS);
  for (let at = from - 1; at >= end; at--) {
    const item = line.items[at];
    if (!item || !takeBack(walk, at, item)) break;
  }
  return walk.objects;
}

/** A segment of its own speaks of the nearest segment before it that names anything, not further than these. */
const SEGMENTS_BACK = 3;

/** Finds the objects in the segment before item `end`. */
const segmentBefore = (line: Line, end: number, speaks?: Group, overAnew = false) =>
  walkBack({ line, overAnew, overBreak: true, speaks, mostWords: WORDS_BACK }, end, line.first[end - 1] ?? 0);

/** True for the answer to a field in brackets that names another thing: "NAME (pacemaker: no)". */
const answersInBracket = (line: Line, first: number, objects: readonly number[]) =>
  isFieldValue(line, first) && !objects.some((at) => line.items[at]?.target);

/** Finds in the segment before the objects of a bracket, or of another name of the same thing: "NAME (BRAND) - declined". */
function otherNames(line: Line, objects: readonly number[], start: number, first: number): readonly number[] {
  if (answersInBracket(line, first, objects)) return [];
  const before = start > 0 && line.side === 'order' ? segmentBefore(line, start) : [];
  const isSame = before.some((at) => objects.some((object) => areOneThing(line, at, object)));
  return glueAt(line, start) === '(' || isSame ? before : [];
}

/** As many names in a list of which nothing else is said are asked for. */
const LEAST_ASKED = 3;

/**
 * True if nothing but names stands from item `start` to `end`, three and more, or joined by "or" or slashes: what is asked of a patient, not
 * what one has. More may be said in front only, and not that it is so: "screened for NAME, NAME or NAME", not "NAME, pt has NAME".
 */
function isListAsked(line: Line, start: number, end: number): boolean {
  const list = line.items.slice(start, end);
  const names = list.flatMap(({ target }, at) => (target ? [start + at] : []));
  // "NAME / NAME - none / DM" says it of the second only.
  const isSlashes = !isSlashed(line, (line.last[end] ?? end) + 1) && names.slice(1).every((at) => isSlashed(line, at));
  const isJoined = isSlashes || list.some(({ role }) => role === 'or');
  const isOther = (item: Item, at: number) => {
    const isInFront = start + at < (names[0] ?? end);
    // "does pt have NAME or NAME: no" asks, "Dx: pt has NAME" does not.
    if (item.role === 'fresh-start') return isInFront && start === 0 && item.group?.reach !== 'doubt';
    return isLittle(item) && (isInFront || item.role !== 'trigger');
  };
  return (isJoined || names.length >= LEAST_ASKED) && list.every((item, at) => item.target || isOther(item, at));
}

/**
 * Finds the rest of a list behind which the trigger stands: one in brackets ("contraindications (bone cancer, osteoporosis): none"),
 * or where it is denied a list of names and nothing else ("bone cancer, severe osteoporosis, unstable fracture: none").
 */
function restOfList(line: Line, start: number, first: number, isDenied: boolean): readonly number[] {
  const glue = glueAt(line, first);
  if (line.side !== 'condition' || (glue !== '(' && glue !== ':' && !isDash(glue))) return [];
  const objects: number[] = [];
  let at = start;
  while (at > 0 && glueAt(line, at) === ',') {
    const before = line.first[at - 1] ?? 0;
    objects.push(...segmentBefore(line, at));
    at = before;
  }
  const isWhole = at > 0 && glueAt(line, at) === '(' ? !isDash(glue) : isDenied && isListAsked(line, at, first);
  return isWhole ? objects : [];
}

/** Finds the rest of a list of things ordered behind which the trigger stands: "NAME, ESI: no relief", "NAME, ESI - all failed". */
function restOfOrders(line: Line, start: number, first: number): readonly number[] {
  const isVerdict = glueAt(line, first) === ':' && !isFieldValue(line, first);
  const isOfAll = isVerdict || speaksOfAll(line.items[first]);
  return line.side === 'order' && isOfAll && start === first - 1 ? listBefore(line, start) : [];
}

/** True for a field of an order form that its answer speaks of: "special equipment: none", "replaces: none"; not for "NAME, order: no". */
const isOwnField = (line: Line, at: number, field: readonly Item[]) =>
  field.some(({ role }) => role === 'word' || role === 'trigger' || role === 'pseudo') && isFieldValue(line, at);

/**
 * True if the segment that ends before item `end` is what the trigger speaks of, and nothing before it: "NAME (yes), liver (no)", "NAME, meds:
 * none", "NAME, FH and SH: neg"; a word that nobody knows only of what is denied: not "NAME, course: resolved".
 */
function isOwnThing(line: Line, first: number, start: number, end: number): boolean {
  if (line.side !== 'condition') return end === first && isOwnField(line, first, line.items.slice(start, end));
  const isHeaded = end === first && glueAt(line, first) === ':';
  const isBracketed = isInBracket(line, first);
  if (!(isHeaded || isBracketed)) return false;
  const category = line.items[first]?.group?.category;
  const mayBeWord = isBracketed || category === 'negated' || category === 'other-person';
  const isSubject = ({ role, group }: Item) =>
    (role === 'word' && mayBeWord) ||
    role === 'other-thing' ||
    group?.category === 'other-person' ||
    (role === 'trigger' && isBeforeThing(line, first));
  return line.items.slice(start, end).some(isSubject);
}

/** True for a part that is there or is taken out, of whatever was put in before: "NAME for LBP, hardware removed". */
const isOfPart = (line: Line, first: number, group?: Group) =>
  group?.category === 'existing' && segmentFrom(line, first).some(({ role }) => role === 'class-noun');

/** Finds the objects of a trigger of this group in a segment of its own, back over breaks from the first item of its segment. */
export function lookBackOver(line: Line, first: number, group?: Group): readonly number[] {
  const speaks = isOfPart(line, first, group) ? undefined : ofOrder(group);
  let end = first;
  for (let segment = 0; segment < SEGMENTS_BACK && end > 0; segment++) {
    const start = line.first[end - 1] ?? 0;
    // "NAME requested - denied" is about the name, although something begins anew behind it.
    const near = segmentBefore(line, end, speaks);
    const objects = near.length > 0 || line.side === 'condition' ? near : segmentBefore(line, end, speaks, true);
    if (objects.length > 0)
      return [
        ...objects,
        ...otherNames(line, objects, start, first),
        ...restOfList(line, start, first, group?.category === 'negated'),
        ...restOfOrders(line, start, first),
      ];
    if (isOwnThing(line, first, start, end)) break;
    end = start;
  }
  return [];
}

/** True for a condition that is over, and how, said in a part behind it: "NAME - healed with kyphosis". */
export const endsPartBefore = ({ side, first }: Line, at: number, { category }: Group) =>
  side === 'condition' && category === 'historical' && first[at] === at && at > 0;

/** True at the beginning of a segment, past a number: not for "MI 2015 unstable L1 fx", which dates the word before it. */
export const nothingBefore = ({ items, first }: Line, at: number) =>
  items.slice(first[at] ?? at, at).every(({ role }) => role === 'number');
