import { beginsOrder, isFieldValue } from './field.ts';
import { headsTreatments, isHeadOf } from './following.ts';
import { type Category, type Group, looksBack } from './language.ts';
import {
  glueAt,
  type Item,
  isBehindBracket,
  isDetail,
  isGoverned,
  isLook,
  isObject,
  type Line,
  segmentFrom,
} from './line.ts';
import { lookBackOver } from './look-back.ts';
import { lookOn } from './reach.ts';
import type { Glue } from './tokenize.ts';

/** True behind a preposition and words of its own: "NAME from Hanger Clinic" is no visit, "NAME with preop MRI" no MRI. */
export function isNamedPlace({ items, first }: Line, at: number): boolean {
  const start = Math.max(first[at] ?? at, at - 3);
  const isPassed = (item?: Item) => item?.role === 'word' || (item?.role === 'trigger' && !isObject(item));
  let before = at - 1;
  while (before > start && isPassed(items[before])) before--;
  return before < at - 1 && (items[before]?.role === 'preposition' || items[before]?.role === 'link');
}

/** True right behind "and", or with one thing between: "NAME and MRI" are two orders; not "PT and NAME records". */
export function isAdded({ items, first }: Line, at: number): boolean {
  const start = first[at] ?? at;
  const isBehindName = items[at - 1]?.target !== undefined;
  return !isBehindName && [at - 1, at - 2].some((before) => before > start && items[before]?.role === 'and');
}

const BEFORE_HEAD: ReadonlySet<Item['role']> = new Set(['time', 'fresh-start', 'trigger']);
const MOST_BEFORE_HEAD = 6;

/** True for imaging, a letter, teaching where it stands first in its segment: it governs the rest of the clause. */
function isHead(line: Line, at: number): boolean {
  const { items, first } = line;
  const start = first[at] ?? at;
  if (at - start > MOST_BEFORE_HEAD) return false;
  const before = items.slice(start, at).filter((item) => !isDetail(item) && !BEFORE_HEAD.has(item.role));
  return before.length === 0 || (before.length === 1 && before[0]?.role === 'word');
}

const IS_OVER: ReadonlySet<Category | undefined> = new Set(['historical', 'negated']);

/** True where the segment says that it is over or did not help: "ESI without relief, NAME". */
function isOver({ items, first, last }: Line, at: number): boolean {
  const segment = items.slice(first[at] ?? at, (last[at] ?? at) + 1);
  return segment.some(({ role, group }) => role === 'trigger' && IS_OVER.has(group?.category));
}

/** True for what was done so many times, and is past: "ESI x3, NAME". */
const isCounted = ({ clause, items }: Line, at: number) => /^x\d*$/.test(clause[items[at]?.end ?? -1]?.text ?? '');

/** True for a talk that was had, and a name behind a comma: "discussed with pt, NAME x 20"; not "discussed with pt: NAME". */
function isTalkHad(line: Line, at: number, { direction }: Group): boolean {
  const [preposition, ...others] = segmentFrom(line, at + 1);
  if (line.side !== 'order' || direction !== 'both' || preposition?.role !== 'preposition') return false;
  const isPerson = ({ role }: Item) => role === 'word' || role === 'link' || role === 'other-thing';
  return others.every(isPerson) && commaFollows(line, at);
}

/** True for what stands so many times at the end of its segment: "straps x2"; not "harness x 15 min". */
function isNumbered({ clause, items, last }: Line, at: number): boolean {
  const behind = clause.slice(items[at]?.end, items[last[at] ?? at]?.end);
  return /^x\d+$/.test(behind.map(({ text }) => text).join(''));
}

const WANTED: ReadonlySet<Item['role']> = new Set(['fresh-start', 'link']);

/** True for what stands at the end of its segment but for words that say that it is wanted: "NAME straps needed". */
const isWanted = ({ items, last }: Line, at: number) =>
  items.slice(at + 1, (last[at] ?? at) + 1).every(({ role }) => WANTED.has(role));

/** True for what is past, and no more behind it in its segment than the day: "NAME done 3/1". */
const isDated = ({ items, last }: Line, at: number, { category }: Group) =>
  category === 'historical' && items.slice(at + 1, (last[at] ?? at) + 1).every(({ role }) => role === 'number');

/**
 * True for what is said at the end of a segment; an accessory also where it is said to be wanted, or how many of it: "NAME straps x2"; not
 * for "NAME and straps", nor for "NAME, no straps".
 */
export function standsLast(line: Line, at: number, group: Group): boolean {
  const isAccessory = group.category === 'not-ordering' && (isWanted(line, at) || isNumbered(line, at));
  const isDenied = line.items[at - 1]?.group?.category === 'negated';
  const isBesides = isAdded(line, at) || isNamedPlace(line, at) || isGoverned(line, at - 1);
  return (at === line.last[at] || isAccessory || isDated(line, at, group)) && !isDenied && !isBesides;
}

const commaFollows = (line: Line, at: number) => {
  const next = (line.last[at] ?? at) + 1;
  return next < line.items.length && glueAt(line, next) === ',';
};

/** True for a procedure that was done, and says nothing of what is ordered now: "ESI x3, NAME", "ESI failed: NAME". */
export const wasDone = (line: Line, at: number, { category }: Group) =>
  category === 'existing' && (isOver(line, at) || isCounted(line, at));

/** True for a trigger that governs the rest of the clause from here (`reach` of its group). */
export function becomesHead(line: Line, at: number, group: Group): boolean {
  const { reach, direction } = group;
  if ((reach !== 'rest' && reach !== 'clause') || direction === 'previous' || isTalkHad(line, at, group)) return false;
  return isHead(line, at) && !wasDone(line, at, group);
}

const DASH_OR_COLON: ReadonlySet<Glue> = new Set(['–', '|', ':']);

/** True for "no planned surgery" beside a condition, "no belts needed" beside a thing: the little word denies the phrase behind it. */
function deniesPhrase({ side, items, last }: Line, at: number, { direction }: Group): boolean {
  if (direction !== 'next-first' || at === last[at]) return false;
  const { role, group } = items[at + 1] ?? {};
  return side === 'condition' ? role === 'pseudo' : group?.category === 'not-ordering' && group.direction === 'last';
}

/** True for a trigger with which a part begins that tells no more than by what it was seen: "NAME: no evidence on CT". */
function tellsSource(line: Line, at: number): boolean {
  if (line.side !== 'condition' || at === 0 || at !== line.first[at]) return false;
  const [preposition, ...source] = segmentFrom(line, at + 1);
  return (
    preposition?.role === 'preposition' && source.some(isLook) && source.every((item) => isLook(item) || isDetail(item))
  );
}

/**
 * True in a segment of triggers and little words; for what is said at the end only behind a dash or a colon: not
 * "NAME (harness, table)".
 */
export const speaksAlone = (line: Line, at: number, group: Group) =>
  (line.alone[at] === true || tellsSource(line, at)) &&
  !deniesPhrase(line, at, group) &&
  (group.direction !== 'last' || DASH_OR_COLON.has(glueAt(line, line.first[at] ?? at)));

const TIES: ReadonlySet<Item['role']> = new Set(['link', 'preposition', 'reason']);

/**
 * True for a word like "requested" that belongs to the head: right behind it and before what it is for ("records requested for NAME"), or
 * at the end of its segment before a dash or a colon ("records requested - NAME").
 */
function isOfHead(line: Line, head: number, at: number): boolean {
  const { first, last, items } = line;
  if (at === head + 1 && at < (last[at] ?? at) && TIES.has(items[at + 1]?.role ?? 'word')) return true;
  return (
    first[at] === first[head] && at === last[at] && at + 1 < items.length && DASH_OR_COLON.has(glueAt(line, at + 1))
  );
}

/**
 * True for what ends the force of a head: a finding, or words with which something begins anew. Nothing ends that of a condition at
 * the very beginning or behind a colon, or in its own segment: "if PT fails, order NAME", "PT, if no better add NAME".
 */
export function endsHead(line: Line, head: number, at: number): boolean {
  const { items, first } = line;
  const start = first[head] ?? head;
  const holds = start === 0 || start === first[at] || glueAt(line, start) === ':';
  if (items[head]?.group?.reach === 'clause' && holds) return false;
  const role = items[at]?.role;
  return role === 'finding' || (role === 'fresh-start' && !isOfHead(line, head, at));
}

/** True for an implant that is put in beside the procedure that heads the clause: "ESI L5-S1, NAME L4-5 planned". */
function isPutIn({ items, first, last }: Line, at: number, head: number): boolean {
  if (items[head]?.group?.category !== 'existing' || first[head] === first[at]) return false;
  return items.slice(at, (last[at] ?? at) + 1).some(({ role }) => role === 'fresh-start');
}

/** True for a treatment that "and" adds to a look before it: "MRI lumbar and NAME x 20"; not "XR of NAME", "MRI for PT and NAME". */
function isAddedToLook({ items }: Line, at: number, head: number): boolean {
  const { category, direction } = items[head]?.group ?? {};
  const isLook = category === 'not-ordering' && direction === undefined;
  return (
    isLook && !isImplant(items[at]) && items[at - 1]?.role === 'and' && items.slice(head + 1, at - 1).every(isDetail)
  );
}

/** True for a name that is ordered beside the head of the clause, which does not govern it. */
export const isOrderedBeside = (line: Line, at: number, head: number) =>
  isPutIn(line, at, head) || isAddedToLook(line, at, head);

/** A word that opens a question, and the names between it and the mark that ends it: "Is NAME safe here?", "Order: is NAME safe?" */
export function askedIn(line: Line): { readonly opens: number; readonly names: readonly number[] } | undefined {
  const { side, clause, items } = line;
  if (side !== 'order') return undefined;
  const opens = items.findIndex(({ group }, at) => group?.reach === 'question' && beginsOrder(line, at));
  const end = items.findIndex(({ start }) => clause[start]?.text === '?');
  if (opens < 0 || end < opens) return undefined;
  return { opens, names: items.slice(0, end).flatMap(({ target }, at) => (target && at > opens ? [at] : [])) };
}

/** The name that a look or a paper is tied to: who denies these orders nothing ("declined eval for NAME", "no info on NAME"). */
export function tiedTo({ items, last }: Line, at: number): readonly number[] {
  if (items[at]?.group?.category !== 'not-ordering') return [];
  const end = last[at] ?? at;
  let next = at + 1;
  while (next <= end && TIES.has(items[next]?.role ?? 'word')) next++;
  return next <= end && items[next]?.target ? [next] : [];
}

/**
 * The names that what ends the clause apart from them is about: implants before a look at them ("NAME - XR", "NAME L4-5: CT"), any
 * name before a paper or a lesson ("NAME - appeal").
 */
export function namesBefore(line: Line, at: number, group: Group): readonly number[] {
  const { direction } = group;
  const { items, first, last } = line;
  const start = first[at] ?? at;
  const isInLook = (item: Item) => isDetail(item) || item.role === 'trigger' || item.role === 'time';
  const endsClause = last[at] === items.length - 1 && items.slice(start).every(isInLook);
  if (direction === 'next' || !endsClause || !DASH_OR_COLON.has(glueAt(line, start))) return [];
  const isMeant = (place: number) =>
    direction === 'both' || items[place]?.target?.names.some(({ entry }) => entry.kind === 'implant');
  return lookBackOver(line, start, group).filter(isMeant);
}

const isImplant = (item: Item | undefined) =>
  item?.target?.names.every(({ entry }) => entry.kind === 'implant') === true;

/** True for a title that names the act before a comma, and the thing behind it: "Removal, NAME L4-5", "Hardware removal, NAME L4-5". */
function isTurnedTitle(line: Line, next: number, { direction }: Group): boolean {
  const { side, items, first, last } = line;
  if (side !== 'order' || direction !== undefined) return false;
  const start = first[next - 1] ?? next;
  const isOfPart = items.slice(start, next - 1).every(({ role }) => role === 'class-noun') && isImplant(items[next]);
  const isWhole = beginsOrder(line, start) && last[next] === items.length - 1;
  return isWhole && (start === next - 1 || isOfPart) && items.slice(next + 1).every(isDetail);
}

/** True for a trigger that may look on; one that is said at the end only looks back. */
const mayHead = ({ direction }: Group) => direction !== 'previous' && direction !== 'last';

/** True for words of a chart that answer the field they name. */
const holdsAnswer = ({ side, clause }: Line, { start, end }: Item) =>
  side === 'condition' && clause.slice(start + 1, end).some(({ glue }) => glue === ':');

/**
 * True for "HOLD - NAME" and "history of (healed) NAME"; not where something begins anew ("revision surgery: place NAME"), nor behind an
 * answered field ("family hx: neg - NAME").
 */
export function mayReachOver(line: Line, next: number, group: Group): boolean {
  const { category, reach } = group;
  // "no red flags (known NAME)" says what is there.
  if (reach === 'heading') return glueAt(line, next) === '(' && line.items[next]?.role !== 'fresh-start';
  const trigger = line.items[next - 1];
  const isField = isFieldValue(line, line.first[next - 1] ?? next, group) || (trigger && holdsAnswer(line, trigger));
  // "cancer: no (NAME)" says more of the field.
  if (isField && (line.side === 'order' || glueAt(line, next) !== '(')) return false;
  const beginsAnew = line.items[next]?.role === 'fresh-start' && category !== 'negated';
  if (group.direction === 'last') return false;
  // "FHx: breast ca (mother), NAME" goes on with the family.
  const isOfBefore = category !== 'other-person' && isBehindBracket(line, next);
  const isBehindComma = glueAt(line, next) === ',' && !isTurnedTitle(line, next, group);
  return !isOfBefore && !isBehindComma && !looksBack(group) && !beginsAnew;
}

/** The item to look on from past the break before it; a colon is passed in any case. */
export const overOf = (line: Line, next: number) => (glueAt(line, next) === ':' ? undefined : next);

/** True for a part of an implant that is named behind a comma: "PT, removal of hardware, NAME". */
export function namesApposition(line: Line, at: number, group: Group): boolean {
  const next = (line.last[at] ?? at) + 1;
  return isImplant(line.items[next]) && group.direction === undefined && lookOn(line, at, group).objects.includes(next);
}

/** True for a trigger that heads names, or treatments that are past, in the part behind it. */
export function headsNames(line: Line, at: number, group: Group, next: number): boolean {
  if (!mayHead(group) || !isHeadOf(line, at, next, group)) return false;
  const { objects } = lookOn(line, at, group, overOf(line, next));
  return objects.some((place) => line.items[place]?.target) || headsTreatments(line, at, group);
}
