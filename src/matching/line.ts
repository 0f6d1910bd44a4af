import { type Group, type Language, type Role, type Said, type Side, sideOf } from './language.ts';
import type { Span } from './lexicon.ts';
import { KINDS_OF, type Kind } from './names.ts';
import type { NameMatch, Target } from './targets.ts';
import { type Clause, type Glue, isBracket, isBreak } from './tokenize.ts';

/** No trigger looks further, however little the words between say. */
export const MOST_ITEMS = 24;

/** A word or phrase of a line: a target, a phrase of the language, a number (any word with a digit), or another word. */
export interface Item extends Span {
  readonly role: Role | 'target' | 'number' | 'word';
  readonly group?: Group;
  readonly target?: Target;
  /** True for a thing without force here that is done to a patient, and no look or paper: "appendectomy". */
  readonly isDone?: boolean;
}

/** A clause as items in order, read for one side. */
export interface Line {
  readonly side: Side;
  readonly clause: Clause;
  /** Places of the spine, with their order from the top down. */
  readonly levels: ReadonlyMap<string, number>;
  /** Words behind which a person is named. */
  readonly honorifics: ReadonlySet<string>;
  /** Single words that join two things: "and", "with". */
  readonly joiners: ReadonlySet<string>;
  readonly items: readonly Item[];
  /** For each word the place of the item that holds it. */
  readonly itemOfWord: readonly number[];
  /** The first and last item of the segment each item stands in; segments are cut at breaks. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** For each item: true if its segment holds only triggers and little words, and so speaks of the one beside it. */
  readonly alone: readonly boolean[];
  /** For each item: true if a list goes on over commas from here to a word like "or". */
  readonly orAhead: readonly boolean[];
}

/** The place of the item that holds a word. */
export const itemPlaceOf = ({ itemOfWord }: Line, word: number) => itemOfWord[word] ?? 0;

/** True for a target that assertions of this side are about. */
export function isOn(side: Side, target: Target): boolean {
  return target.names.some(({ entry }) => sideOf(entry.kind) === side);
}

/**
 * A phrase of the language on one side: the group for the very kind of the names here, else the one for all kinds. What has
 * no force here is still a thing, if it is one.
 */
function itemOf({ start, end, groups }: Said, kinds: readonly Kind[]): Item | undefined {
  const group =
    kinds.map((kind) => groups.find((one) => one.kind === kind)).find((one) => one !== undefined) ??
    groups.find(({ kind }) => kind === undefined);
  if (group) return { start, end, role: group.role, group };
  const things = groups.filter(({ reach }) => reach === 'thing' || reach === 'rest');
  if (things.length === 0) return undefined;
  return { start, end, role: 'finding', isDone: things.every(({ category }) => category !== 'not-ordering') };
}

/** The kinds of names that the targets are of on a side, the narrowest first. */
export function kindsOf(targets: readonly Target[], side: Side): readonly Kind[] {
  const names = targets.flatMap((target) => target.names.filter(({ entry }) => sideOf(entry.kind) === side));
  return names.length === 0 ? [side === 'order' ? 'orderable' : 'condition'] : kindsOfNames(names);
}

/** The same of names of one side. */
export function kindsOfNames(names: readonly NameMatch[]): readonly Kind[] {
  return names
    .map(({ entry }) => KINDS_OF[entry.kind])
    .reduce((one, other) => (other.length > one.length ? other : one));
}

const isNumber = (text: string) => /\d/.test(text);

/** Matches in a clause: targets, look-alikes, and phrases of the language. */
export interface Found {
  readonly targets: readonly Target[];
  readonly lookAlikes: readonly Span[];
  readonly said: readonly Said[];
  /** The kinds of names it is read beside, if not those of the targets. */
  readonly kinds?: readonly Kind[];
}

/** Adds a thing where no phrase of the language stands: what stands in one is read as that. */
function addThing({ start, end }: Span, role: Item['role'], spoken: readonly Item[], byStart: Map<number, Item>): void {
  let [low, high] = [0, spoken.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spoken[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = spoken[low];
  if (!next || next.start > start) byStart.set(start, { start, end, role });
}

/** The items that are more than a word, by where they start. */
function phrasesByStart(found: Found, side: Side): ReadonlyMap<number, Item> {
  const { targets, lookAlikes, said, kinds = kindsOf(targets, side) } = found;
  const byStart = new Map<number, Item>();
  const spoken = said.flatMap((phrase) => itemOf(phrase, kinds) ?? []);
  for (const lookAlike of lookAlikes) addThing(lookAlike, 'other-thing', spoken, byStart);
  for (const target of targets)
    if (!isOn(side, target)) addThing(target, side === 'order' ? 'finding' : 'other-thing', spoken, byStart);
  for (const item of spoken) byStart.set(item.start, item);
  for (const target of targets) {
    const { start, end } = target;
    if (isOn(side, target)) byStart.set(start, { start, end, role: 'target', target });
  }
  return byStart;
}

/** Returns the end of an item: a target is never cut, what overlaps the next item is. */
function endOf({ role, end, start }: Item, byStart: ReadonlyMap<number, Item>): number {
  if (role === 'target') return end;
  for (let inner = start + 1; inner < end; inner++) if (byStart.has(inner)) return inner;
  return end;
}

/** The items in order; the name of a person is a little word, like the title before it: "ruled out by Dr. Lee". */
function itemsOf(clause: Clause, found: Found, side: Side, honorifics: ReadonlySet<string>): readonly Item[] {
  const byStart = phrasesByStart(found, side);
  const items: Item[] = [];
  for (let at = 0; at < clause.length; ) {
    const isName = honorifics.has(clause[at - 1]?.text ?? '') && !isBreak(clause[at]?.glue ?? ' ');
    const plain = isNumber(clause[at]?.text ?? '') ? 'number' : 'word';
    const role = isName ? 'link' : plain;
    const item = byStart.get(at) ?? { start: at, end: at + 1, role };
    const end = endOf(item, byStart);
    items.push(end === item.end ? item : { ...item, end });
    at = end;
  }
  return items;
}

type Separated = Pick<Line, 'side' | 'clause' | 'items'>;

/** True for an item behind a slash between spaces: "no DM / HTN". */
export const isSlashed = ({ clause, items }: Separated, at: number) => clause[items[at]?.start ?? 0]?.glue === '//';

/** True for the name of an order, or for another treatment; not for an illness. */
export const isTreatment = (item: Item | undefined) =>
  item?.role === 'target' || (item?.role === 'other-thing' && item.group?.ofTreatment === true);

/** True for treatments that a slash joins, of which one thing is said: "NAME / PT on hold", "tried PT / NAME"; not "no fever / NAME". */
const isJoined = ({ side, items }: Separated, at: number) =>
  side === 'order' && isTreatment(items[at - 1]) && isTreatment(items[at]);

/** Returns the separator before an item; a slash between spaces is the comma of a list, unless it joins treatments. */
export function glueAt(line: Separated, at: number): Glue {
  if (isSlashed(line, at)) return isJoined(line, at) ? '/' : ',';
  const { glue } = line.clause[line.items[at]?.start ?? 0] ?? {};
  return glue === '),' ? '(' : (glue ?? ' ');
}

/** True if a break stands before the item. */
export function breaksAt(line: Separated, at: number): boolean {
  return at > 0 && isBreak(glueAt(line, at));
}

const RIVALS: ReadonlySet<Item['role']> = new Set(['other-thing', 'finding', 'symptom']);

/** True for what a trigger can be spent on: a target, a rival, or a trigger that is a thing of its own. */
export function isObject({ role, group }: Item): boolean {
  return (
    role === 'target' ||
    RIVALS.has(role) ||
    (role === 'trigger' && (group?.reach === 'thing' || group?.reach === 'rest'))
  );
}

/** True for an "or" that joins what else a condition may be: "or infection". */
const isOrElse = ({ role, group }: Item) => role === 'or' && group?.category !== undefined;

/** The items from a place to the end of its segment, as many as are looked at. */
export const segmentFrom = ({ items, last }: Pick<Line, 'items' | 'last'>, at: number) =>
  items.slice(at, Math.min((last[at] ?? at) + 1, at + MOST_ITEMS));

/** The items of its segment up to a place and with it, as many as are looked at. */
export const segmentTo = ({ items, first }: Pick<Line, 'items' | 'first'>, at: number) =>
  items.slice(Math.max(first[at] ?? at, at - MOST_ITEMS), at + 1);

const DETAILS: ReadonlySet<Item['role'] | undefined> = new Set(['class-noun', 'place', 'number', 'link']);

/** True for a part, a level, a number or a little word, which belongs to the thing beside it: "NAME L4-5 screws x4". */
export const isDetail = (item: Item | undefined) => DETAILS.has(item?.role);

/** True for what only joins or qualifies other words. */
export const isLittle = (item: Item) => item.role !== 'word' && !isObject(item) && !isOrElse(item);

/** True behind a preposition of the same segment: what is "under fluoroscopy" or "by report" is not what stands before it. */
export const isGoverned = ({ items, first }: Pick<Line, 'items' | 'first'>, at: number) =>
  (first[at] ?? 0) < at && items[at - 1]?.role === 'preposition';

/** True for items that hold one of these things, and little words besides. */
export const areOnly = (items: readonly Item[], isOne: (item: Item) => boolean) =>
  items.some(isOne) && items.every((item) => isOne(item) || (isLittle(item) && item.role !== 'trigger'));

/** True for a finding or a symptom, and for a look at a condition. */
export const isFinding = (item: Item | undefined) => item?.role === 'finding' || item?.role === 'symptom';

/** True for a look at a condition, or a paper on it, which is no finding: "suspected on CT and confirmed by biopsy". */
export const isLook = ({ role, group }: Item) => role === 'finding' && group === undefined;

/** True for what a patient complains of, which a look is not. */
export const isComplaint = (item: Item) => isFinding(item) && !isLook(item);

/** True for a word like "surgery" or "therapy", which behind a name is part of it ("NAME surgery cancelled"). */
export const isOperation = ({ role, group }: Item) => role === 'other-thing' && group?.direction === 'next';

/** The first item of the segment each item stands in. */
function firstOfSegment(line: Separated): readonly number[] {
  const first: number[] = [];
  for (let at = 0; at < line.items.length; at++) first.push(breaksAt(line, at) || at === 0 ? at : (first[at - 1] ?? 0));
  return first;
}

/** A bracket farther away than these words is not looked for. */
const MOST_IN_BRACKET = 40;

/** True for an item in a bracket of its own, which ends before what follows: "pain (no surgery): NAME". */
export function isInBracket(line: Separated & Pick<Line, 'first'>, at: number): boolean {
  const start = line.first[at] ?? at;
  const word = line.items[start]?.start ?? 0;
  const before = line.clause.slice(Math.max(0, word - MOST_IN_BRACKET), word + 1);
  const brackets = before.filter(({ glue }) => isBracket(glue)).length;
  return glueAt(line, start) === '(' && brackets % 2 === 1;
}

/** True behind a bracket that a comma follows, which belongs to what stands before it: "wrist fx, old (healed), NAME". */
export const isBehindBracket = ({ clause, items, first }: Line, at: number) =>
  clause[items[at]?.start ?? 0]?.glue === '),' && (first[at - 1] ?? 0) > 0;

/** True for a bracket that stands in front of a thing, and belongs to it: "history of (healed) NAME"; not "suspected (ruled out) on CT". */
export function isBeforeThing(line: Line, at: number): boolean {
  const next = (line.last[at] ?? at) + 1;
  const named = segmentFrom(line, next);
  const isThing = named.some(isObject) && named[0]?.role !== 'preposition';
  return isThing && isInBracket(line, at) && !isBehindBracket(line, next);
}

/** For each item whether a list goes on over commas from there to a word like "or". */
function orsAhead(line: Separated): readonly boolean[] {
  const { items } = line;
  const orAhead: boolean[] = new Array(items.length);
  let ahead = false;
  for (let at = items.length - 1; at >= 0; at--) {
    const role = items[at]?.role;
    ahead = role === 'or' || (ahead && role !== 'fresh-start' && role !== 'trigger');
    orAhead[at] = ahead;
    ahead &&= !breaksAt(line, at) || glueAt(line, at) === ',';
  }
  return orAhead;
}

/**
 * True for what begins the reason of a refusal, which says nothing of its own: "contraindicated due to AAA", "deferred until cleared"; not
 * for what was refused: "declined for surgery".
 */
function givesReason(items: readonly Item[], at: number): boolean {
  const [{ role, group } = {}, word, next] = items.slice(at - 1, at + 2);
  if (role !== 'trigger' || !group || group.direction) return false;
  const isCause = word?.role === 'reason' && word.group?.direction === 'previous';
  if (group.category === 'hypothetical') return isCause && group.reach === undefined;
  if (group.category !== 'negated') return false;
  if (group.reach === 'list' ? !isCause && next?.role === 'other-thing' : group.reach) return false;
  return word?.role === 'reason' || word?.role === 'preposition';
}

/** A clause read for one side. */
export function lineOf(
  clause: Clause,
  found: Found,
  side: Side,
  language: Pick<Language, 'levels' | 'honorifics' | 'joiners'>,
): Line {
  const items = itemsOf(clause, found, side, language.honorifics);
  const line: Separated = { side, clause, items };
  const first = firstOfSegment(line);
  const last: number[] = new Array(items.length);
  for (let at = items.length - 1; at >= 0; at--) last[at] = first[at + 1] === first[at] ? (last[at + 1] ?? at) : at;
  const mixed: boolean[] = [];
  let reasoned: number | undefined;
  for (const [at, item] of items.entries()) {
    if (side === 'order' && givesReason(items, at) && first[at] !== at) reasoned = first[at];
    if (!isLittle(item) && (item.target || reasoned !== first[at])) mixed[first[at] ?? at] = true;
  }
  const alone = first.map((at) => mixed[at] !== true);
  const itemOfWord = items.flatMap(({ start, end }, at) => new Array<number>(end - start).fill(at));
  const { levels, honorifics, joiners } = language;
  const orAhead = orsAhead(line);
  return { ...line, levels, honorifics, joiners, itemOfWord, first, last, alone, orAhead };
}
