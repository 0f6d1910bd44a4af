import { isFieldValue } from './field.ts';
import type { Group } from './language.ts';
import {
  glueAt,
  type Item,
  isBeforeThing,
  isDetail,
  isInBracket,
  isLittle,
  isLook,
  isObject,
  type Line,
  MOST_ITEMS,
  segmentFrom,
} from './line.ts';
import { lookOn, type Reached } from './reach.ts';

const NO_OBJECTS: ReadonlySet<Item['role']> = new Set([
  'number',
  'time',
  'preposition',
  'reason',
  'fresh-start',
  'and',
  'or',
  'pseudo',
]);

/** True for what belongs to places, and for what joins two of them; not for the "and" of "removal L4-5 and fusion". */
const isOfPlaces = (items: readonly Item[], at: number) =>
  isDetail(items[at]) || ((items[at]?.role === 'and' || items[at]?.role === 'or') && isDetail(items[at + 1]));

/** The first item behind the places that stand here, if any do: "failed L4-5 fusion" speaks of the fusion. */
function behindPlaces({ items }: Line, from: number, end: number): number {
  let at = from;
  if (items[at]?.role === 'place') while (at <= end && isOfPlaces(items, at)) at++;
  return at;
}

/** The next item of the segment that says something: triggers and places are passed over, and little words before a number or the end. */
function nextWord(line: Line, at: number): Item | undefined {
  const { items, last } = line;
  const end = Math.min(last[at] ?? at, at + MOST_ITEMS);
  let start = at + 1;
  while (start <= end && items[start]?.role === 'trigger' && items[start]?.group?.reach === undefined) start++;
  let beyond = start;
  while (beyond <= end && items[beyond]?.role === 'link') beyond++;
  const behind = behindPlaces(line, beyond, end);
  if (start > end || behind > end) return undefined;
  const isTime = items[beyond]?.role === 'number' || items[beyond]?.role === 'time';
  return isTime || behind > beyond ? items[behind] : items[start];
}

/** True before a look at an implant, which is not what is said of it: "NAME loosening CT", "NAME pre-op teaching". */
export const isBeforeLook = (line: Line, at: number, { kind }: Group) =>
  kind === 'implant' && nextWord(line, at)?.role === 'trigger';

/** True for a trigger that meets no object, and no word: "NAME not available in area". */
const meetsNothing = ({ objects, words, denies }: Reached) =>
  objects.length === 0 && words.length === 0 && denies === undefined;

/** True if nothing follows in the segment that the trigger could be about; a particle looks back from the very end only. */
export function nothingFollows(line: Line, at: number, group: Group): boolean {
  if (group.direction === 'next-first') return at === (line.last[at] ?? at);
  // "NAME on hold/home exercise".
  if (line.side === 'order' && line.items[at + 1]?.role === 'other-thing' && glueAt(line, at + 1) === '/') return true;
  const next = nextWord(line, at);
  if (doubtsPlace(line, group) && namesPart(line, at)) return false;
  if (line.side === 'order' && meetsNothing(lookOn(line, at, group))) return true;
  // "NAME would be next step if PT fails".
  const isBeforeIf = next?.group?.reach === 'clause' && group.category === 'hypothetical';
  const isBeforeOther = isBeforeIf || next?.group?.reach === 'bracket' || isBeforeLook(line, at, group);
  return next === undefined || NO_OBJECTS.has(next.role) || isBeforeOther;
}

/** True if a part or place follows in the segment, past links. */
export function namesPart({ items, last }: Line, at: number): boolean {
  let next = at + 1;
  while (items[next]?.role === 'link') next++;
  const role = items[next]?.role;
  return next <= (last[at] ?? at) && (role === 'class-noun' || role === 'place');
}

/** True for a doubt about an order that may be one of a place only: "NAME L4-5, possible L3-4". */
export const doubtsPlace = ({ side }: Line, { category }: Group) => side === 'order' && category === 'uncertain';

/** True for a trigger that a list follows behind a colon: "screened negative for: NAME, NAME". */
export const headsList = (line: Line, at: number, { reach }: Group) =>
  line.side === 'condition' && reach === 'list' && at + 1 < line.items.length && glueAt(line, at + 1) === ':';

const TREATMENTS: ReadonlySet<Item['role']> = new Set(['class-noun', 'place', 'number', 'time', 'link', 'and', 'or']);

/** True for a heading in an order over nothing but other treatments, which are what is past: "NAME - failed: PT, ESI". */
export function headsTreatments({ side, items, last }: Line, at: number, { category }: Group): boolean {
  if (side !== 'order' || category !== 'historical') return false;
  const next = (last[at] ?? at) + 1;
  const listed = items.slice(next, (last[next] ?? next) + 1);
  // "PT" beside an implant may be the patient; as a field of its own it is the treatment.
  const isThing = ({ role, group }: Item) => role === 'other-thing' || group?.direction === 'last';
  return listed.some(isThing) && listed.every((item) => isThing(item) || TREATMENTS.has(item.role));
}

/** True before a colon, and for one person of several before a dash: "FHx: father - gout, mother - NAME". */
export const isHeadOf = (line: Line, at: number, next: number, { category }: Group) =>
  glueAt(line, next) === ':' ||
  (category === 'other-person' && glueAt(line, next) === '–' && glueAt(line, line.first[at] ?? at) === ',');

/** True for the heading of a section: a family or a past history. */
const isSection = ({ category, kind }: Group) =>
  category === 'other-person' || (category === 'historical' && kind === undefined);

/** True for one of the family, and what is the matter with that one behind a dash or in brackets: "NAME, FHx: mother - gout". */
function goesOnWithOne(line: Line, at: number): boolean {
  const next = (line.last[at] ?? at) + 1;
  const isPerson = segmentFrom(line, at).some(({ group }) => group?.category === 'other-person');
  if (!isPerson || next >= line.items.length || glueAt(line, next) === ',') return false;
  return segmentFrom(line, next).some(isObject);
}

/** True for a section that has something behind its colon which is no look at the condition before it. */
function headsSection(line: Line, next: number, thing: Item | undefined): boolean {
  return thing ? !isLook(thing) || thing.isDone === true : goesOnWithOne(line, next);
}

/**
 * True for a trigger in a segment of its own that heads another thing behind a colon: "NAME, FHx: CAD", "NAME, negative for: infection";
 * not for one that says of the name how it was found: "NAME, resolved: MRI 2024", "NAME, suspected: abnormal signal".
 */
export function headsAnother(line: Line, at: number, group: Group): boolean {
  const { side, items, first, last } = line;
  const next = (last[at] ?? at) + 1;
  if (side !== 'condition' || next >= items.length) return false;
  // "severe osteoporosis - history of (healed) NAME".
  if (isSection(group) && line.alone[next] && isInBracket(line, next)) return isBeforeThing(line, next);
  if (glueAt(line, next) !== ':') return false;
  const thing = segmentFrom(line, next).find((item) => item.role === 'word' || isObject(item));
  if (isSection(group)) return headsSection(line, next, thing);
  if (!thing || group.category === 'historical') return false;
  // "NAME - absent: degenerative changes" says what is there instead.
  const isListApart = group.reach === 'list' && glueAt(line, first[at] ?? at) !== '–';
  return thing.role === 'other-thing' || thing.role === 'symptom' || (isListApart && !isLook(thing));
}

/**
 * The place of the word behind the colon that says of relatives that they have nothing, and so neither speaks of a condition: "FHx: none,
 * NAME", "NAME, FHx: none".
 */
export function emptyListOf(line: Line, at: number, { category }: Group): number | undefined {
  const { side, items, alone, last } = line;
  const next = (last[at] ?? at) + 1;
  if ((side === 'condition' && category !== 'other-person') || !alone[at] || !alone[next]) return undefined;
  const isEmpty = side === 'condition' ? items[next]?.group?.category === 'negated' : isFieldValue(line, next);
  return glueAt(line, next) === ':' && isEmpty ? next : undefined;
}

/** True for a person right before a bracket, which says what is the matter with that person: "lives with sister (bone cancer)". */
export const isPersonInFront = (line: Line, at: number, { category }: Group) =>
  line.side === 'condition' && category === 'other-person' && at + 1 < line.items.length && isInBracket(line, at + 1);

/** True for a trigger that is a thing of its own where it alone stands before a colon: "Risk: severe osteoporosis". */
export function isHeading(line: Line, at: number): boolean {
  const { side, items, first, last } = line;
  const [start, end] = [first[at] ?? at, last[at] ?? at];
  if (side !== 'condition' || end + 1 >= items.length || glueAt(line, end + 1) !== ':') return false;
  // "Screening positive: NAME" says that it was found.
  const isBare = (item: Item) => isLittle(item) && item.role !== 'fresh-start';
  return items.slice(start, end + 1).every((item, place) => start + place === at || isBare(item));
}

/** As many little words stand at most before a trigger with which a clause begins: "pt on waitlist for NAME". */
const MOST_BEFORE = 3;

/**
 * True where nothing stands before a trigger and a reason behind it: "not indicated for NAME", "pt on waitlist for NAME"; of conditions
 * in any part: "HTN, s/p fusion for NAME".
 */
export function isBeforeReason({ side, items, first }: Line, at: number): boolean {
  const begins = at <= MOST_BEFORE && first[at] === 0 && items.slice(0, at).every(isLittle);
  return (begins || (side === 'condition' && first[at] === at)) && items[at + 1]?.role === 'reason';
}
