import {
  doubtsPlace,
  emptyListOf,
  headsAnother,
  headsList,
  isBeforeLook,
  isBeforeReason,
  isHeading,
  isPersonInFront,
  namesPart,
  nothingFollows,
} from './following.ts';
import {
  askedIn,
  becomesHead,
  endsHead,
  headsNames,
  isAdded,
  isNamedPlace,
  isPutIn,
  mayReachOver,
  namesApposition,
  namesBefore,
  overOf,
  speaksAlone,
  standsLast,
  tiedTo,
  wasDone,
} from './head.ts';
import { CATEGORIES, type Category, type Group } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { type Item, isAnsweredField, isGoverned, isInBracket, type Line } from './line.ts';
import { endsPartBefore, lookBack, lookBackOver, nothingBefore } from './look-back.ts';
import { lookOn, type Reached } from './reach.ts';
import { replacedIn } from './replaced.ts';
import { returnedIn } from './returned.ts';
import { speaksOf } from './speaks-of.ts';
import type { Target } from './targets.ts';

/** Direction or position by which a trigger decided. */
export type How =
  | 'looked on'
  | 'looked back'
  | 'a heading'
  | 'the part before'
  | 'the part after'
  | 'head of the clause'
  | 'another in its place'
  | 'inside the name';

/** Assertion of a name, and its words; affirmed if no trigger reaches it. */
export interface Assertion {
  readonly category: Category;
  /** The deciding words, as they stand in the text, folded. */
  readonly words: string;
  /** The group of the language they belong to. */
  readonly group: string;
  readonly how: How;
}

/** A trigger that reached something else than a name, and so decides nothing. */
export interface Spent {
  readonly words: string;
  readonly group: string;
  readonly on: string;
}

/** Assertions on the targets of a line. */
export interface Asserted {
  readonly assertions: ReadonlyMap<Target, Assertion>;
  readonly spent: readonly Spent[];
  /** By place of an item: the item whose trigger is spent on it. */
  readonly claims: ReadonlyMap<number, number>;
}

interface Reading {
  readonly line: Line;
  readonly assertions: Map<Target, Assertion>;
  readonly spent: Spent[];
  readonly claims: Map<number, number>;
  /** Categories of triggers that are themselves negated, and the targets these reached. */
  readonly denied: Map<number, Category | 'none'>;
  readonly reopened: Set<Target>;
}

const isStronger = (one: Category, other: Category) => CATEGORIES.indexOf(one) < CATEGORIES.indexOf(other);

/** The strongest decides; but an exclusion that was itself denied outdoes all: "no metastases seen, cannot be excluded". */
function assert(target: Target, assertion: Assertion, isDenied: boolean, { assertions, reopened }: Reading): void {
  const before = assertions.get(target);
  if (isDenied) reopened.add(target);
  else if (reopened.has(target)) return;
  if (!before || isDenied || isStronger(assertion.category, before.category)) assertions.set(target, assertion);
}

/** Spends the trigger on these objects; true if one is a target it speaks of. */
function spend(reading: Reading, from: number, objects: readonly number[], how: How): boolean {
  const { line, claims, spent, denied } = reading;
  const trigger = line.items[from];
  const group = trigger?.group;
  if (!trigger || !group) return false;
  const overridden = denied.get(from);
  const category = overridden === undefined || overridden === 'none' ? group.category : overridden;
  const words = wordsOf(line.clause, trigger);
  let reached = false;
  for (const at of objects) {
    const object = line.items[at];
    if (!object) continue;
    if (object.target && category && speaksOf(line, trigger, group, object.target)) {
      assert(object.target, { category, words, group: group.code, how }, overridden !== undefined, reading);
      reached = true;
    } else if (!object.target) {
      claims.set(at, from);
      spent.push({ words, group: group.code, on: wordsOf(line.clause, object) });
    }
  }
  return reached;
}

/** A trigger that denies another one takes its force, and says nothing else ("not excluded"). */
function applyToTrigger({ line, denied, spent }: Reading, at: number, denies: number | undefined): boolean {
  const [trigger, deniedItem] = [line.items[at], line.items[denies ?? -1]];
  if (denies === undefined || !trigger?.group || !deniedItem?.group?.whenDenied) return false;
  denied.set(denies, deniedItem.group.whenDenied);
  spent.push({
    words: wordsOf(line.clause, trigger),
    group: trigger.group.code,
    on: wordsOf(line.clause, deniedItem),
  });
  return true;
}

function applyOn(reading: Reading, at: number, group: Group, over?: number): boolean {
  const { line, spent } = reading;
  const trigger = line.items[at];
  const reached: Reached = lookOn(line, at, group, over);
  if (!trigger) return false;
  const said = { words: wordsOf(line.clause, trigger), group: group.code };
  if (applyToTrigger(reading, at, reached.denies)) return true;
  const how = over === undefined ? (reached.heading ? 'a heading' : 'looked on') : 'the part after';
  if (reached.objects.length > 0) {
    spend(reading, at, reached.objects, how);
    return true;
  }
  const [first, lastWord] = [reached.words[0], reached.words.at(-1)];
  if (first === undefined || lastWord === undefined) return false;
  const start = line.items[first]?.start ?? 0;
  spent.push({ ...said, on: wordsOf(line.clause, { start, end: line.items[lastWord]?.end ?? start }) });
  return true;
}

function applyBack(reading: Reading, at: number): boolean {
  const { line, denied } = reading;
  if (isGoverned(line, at)) return false;
  // "none seen, but cannot be excluded" is about what stands before "but".
  const objects = lookBack(line, at, denied.has(at));
  spend(reading, at, objects, 'looked back');
  return objects.length > 0;
}

/** Spends a trigger in a segment of its own on the part before; false if that names nothing it could be about. */
function applyToPartBefore(reading: Reading, at: number, group: Group): boolean {
  const { line } = reading;
  const objects = lookBackOver(line, line.first[at] ?? at, group);
  const reached = spend(reading, at, objects, 'the part before');
  // "HTN, mother - NAME": the other thing is not the mother's.
  return reached || (objects.length > 0 && group.category !== 'other-person');
}

/** Spends the answer to a field on what the field names, and on nothing before it. */
function applyToField(reading: Reading, at: number, group: Group): void {
  const { line } = reading;
  const field = line.first[at - 1] ?? at;
  const objects = lookBackOver(line, at, group);
  if (objects.some((object) => object >= field)) spend(reading, at, objects, 'the part before');
}

/** A trigger in a segment of its own: a heading, else about the segment before, else about the one after. */
function applyAlone(reading: Reading, at: number, group: Group): boolean {
  const { line } = reading;
  const { items, first, last } = line;
  const [start, end] = [first[at] ?? at, last[at] ?? at];
  const next = end + 1 < items.length ? end + 1 : undefined;
  if (next !== undefined && headsNames(line, at, group, next)) return applyOn(reading, at, group, overOf(line, next));
  if (start > 0 && headsAnother(line, at, group)) return true;
  if (start > 0 && namesApposition(line, at, group)) return applyOn(reading, at, group);
  // "NAME (not cervical)" denies the part, not the name.
  const hasPart = (group.direction === 'next-first' || doubtsPlace(line, group)) && namesPart(line, at);
  const mayLookBack = group.direction !== 'next' || isInBracket(line, at);
  if (start > 0 && mayLookBack && !hasPart && applyToPartBefore(reading, at, group)) return true;
  return next !== undefined && mayReachOver(line, next, group) && applyOn(reading, at, group, next);
}

/** A trigger that looks on, back, or both ways, whatever follows. */
function applyOneWay(reading: Reading, at: number, group: Group): void {
  const { direction } = group;
  const { line } = reading;
  if (direction === 'last' && !standsLast(line, at, group)) return;
  if (direction === 'previous' && endsPartBefore(line, at, group))
    return void spend(reading, at, lookBackOver(line, at), 'the part before');
  const reached = direction !== 'next' && applyBack(reading, at);
  const mayLookOn = direction === 'previous-first' && (line.side === 'order' || nothingBefore(line, at));
  const looksOn = direction === 'next' || direction === 'both' || (mayLookOn && !reached);
  if (looksOn) applyOn(reading, at, group);
}

/** One trigger, by the rules of its direction (language rules 1 to 4). */
function apply(reading: Reading, at: number, group: Group): void {
  const { line } = reading;
  const empty = emptyListOf(line, at, group);
  if (empty !== undefined) return void reading.denied.set(empty, 'none');
  if (group.reach === 'thing' && isHeading(line, at)) return void applyOn(reading, at, group);
  // "cannot exclude" is one thing, also in a segment of its own.
  const denies = line.alone[at] && group.category === 'negated' && lookOn(line, at, group).denies !== undefined;
  if (denies) return void applyOn(reading, at, group);
  if (speaksAlone(line, at, group) && applyAlone(reading, at, group)) return;
  if (group.direction !== undefined && group.direction !== 'next-first') return void applyOneWay(reading, at, group);
  if (!nothingFollows(line, at, group)) return void applyOn(reading, at, group);
  if (applyBack(reading, at)) return;
  if (at === line.last[at]) return void (headsList(line, at, group) && applyOn(reading, at, group));
  applyOn(reading, at, group, isBeforeReason(line, at) ? at + 1 : undefined);
}

/** Imaging and papers that are no head: about the name before them, unless they show a finding; else about what follows. */
function applyRest(reading: Reading, at: number, group: Group): void {
  const { line } = reading;
  if (wasDone(line, at, group)) return;
  const [object] = lookOn(line, at, group).objects;
  const showsFinding = line.items[object ?? -1]?.role === 'finding';
  const isApart = isNamedPlace(line, at) || isAdded(line, at);
  if (group.direction === 'previous') return void (isApart || applyBack(reading, at));
  // "PT notes re NAME" are about the name.
  const looksOn = showsFinding || isApart || group.direction === 'next' || tiedTo(line, at).length > 0;
  if (looksOn || !applyBack(reading, at)) applyOn(reading, at, group);
}

function readTrigger(reading: Reading, at: number, group: Group): void {
  if (isAnsweredField(reading.line, at, group)) return void applyToField(reading, at, group);
  if (isPersonInFront(reading.line, at, group)) applyOn(reading, at, group, at + 1);
  if (group.reach === 'bracket') return;
  if (group.reach === 'rest' || group.reach === 'clause') applyRest(reading, at, group);
  else if (group.direction !== 'next' || !isBeforeLook(reading.line, at, group)) apply(reading, at, group);
}

const NOTHING: Asserted = { assertions: new Map(), spent: [], claims: new Map() };

/** Removes the assertion of conditions that came back, and of orders that are wanted after all. */
function takeBackPast({ line, assertions, spent }: Reading): void {
  for (const { target, words: on } of returnedIn(line, assertions)) {
    const past = assertions.get(target);
    if (past) spent.push({ words: past.words, group: past.group, on });
    assertions.delete(target);
  }
}

const DECIDING: ReadonlySet<Item['role']> = new Set(['trigger', 'or', 'reason']);

/** Reads the trigger at a place, unless another took its force; true if it governs the rest of the clause. */
function readAt(reading: Reading, at: number, group: Group): boolean {
  const { line, claims, denied } = reading;
  if (denied.get(at) === 'none') return false;
  if (claims.has(at)) {
    spend(reading, at, tiedTo(line, at), 'looked on');
    return false;
  }
  if (!becomesHead(line, at, group)) {
    readTrigger(reading, at, group);
    return false;
  }
  spend(reading, at, namesBefore(line, at, group), 'the part before');
  return true;
}

/** Reads all triggers of a line, in order. */
export function assertionsIn(line: Line): Asserted {
  if (!line.items.some(({ group }) => group?.category)) return NOTHING;
  const reading: Reading = {
    line,
    assertions: new Map(),
    spent: [],
    claims: new Map(),
    denied: new Map(),
    reopened: new Set(),
  };
  // The head of the clause governs all targets until something begins anew or a finding is named.
  let head: number | undefined;
  for (const [at, item] of line.items.entries()) {
    if (head !== undefined && endsHead(line, head, at)) head = undefined;
    if (item.target && head !== undefined && !isPutIn(line, at, head)) spend(reading, head, [at], 'head of the clause');
    if (item.group?.category && DECIDING.has(item.role) && readAt(reading, at, item.group)) head ??= at;
  }
  for (const { from, object } of replacedIn(line)) spend(reading, from, [object], 'another in its place');
  const asked = askedIn(line);
  if (asked) spend(reading, asked.opens, asked.names, 'head of the clause');
  takeBackPast(reading);
  return reading;
}
