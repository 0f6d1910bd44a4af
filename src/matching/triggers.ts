import { type Asserted, noteSpent, type Reading, spend } from './assertion.ts';
import { isAnsweredField } from './field.ts';
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
  isOrderedBeside,
  mayReachOver,
  namesApposition,
  namesBefore,
  overOf,
  speaksAlone,
  standsLast,
  tiedTo,
  wasDone,
} from './head.ts';
import type { Group } from './language.ts';
import { type Item, isGoverned, isInBracket, type Line } from './line.ts';
import { endsPartBefore, lookBack, lookBackOver, nothingBefore } from './look-back.ts';
import { lookOn } from './reach.ts';
import { replacedIn } from './replaced.ts';
import { returnedIn } from './returned.ts';

/** A trigger that denies another one takes its force, and says nothing else ("not excluded"). */
function applyToTrigger(reading: Reading, at: number, denied: number): boolean {
  const item = reading.line.items[denied];
  if (!item?.group?.whenDenied) return false;
  reading.denied.set(denied, item.group.whenDenied);
  noteSpent(reading, at, item);
  return true;
}

/** Spends a trigger on what follows it, past the break or reason before item `over`, if given; false if that says nothing. */
function applyOn(reading: Reading, at: number, group: Group, over?: number): boolean {
  const { line } = reading;
  const { objects, denies, heading, words } = lookOn(line, at, group, over);
  if (denies !== undefined && applyToTrigger(reading, at, denies)) return true;
  if (objects.length > 0) {
    const how = heading ? 'a heading' : 'looked on';
    spend(reading, at, objects, over === undefined ? how : 'the part after');
    return true;
  }
  const [first, last] = [line.items[words[0] ?? -1], line.items[words.at(-1) ?? -1]];
  if (!first || !last) return false;
  noteSpent(reading, at, { start: first.start, end: last.end });
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

/** True for a trigger that may be about what stands before it: "NAME (has)" in an order is, too; not "NAME (after 10 visits)". */
const mayLookBack = (line: Line, at: number, { direction, category }: Group) =>
  direction !== 'next' || (line.side === 'order' && category === 'existing' && isInBracket(line, at));

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
  if (start > 0 && mayLookBack(line, at, group) && !hasPart && applyToPartBefore(reading, at, group)) return true;
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

/** One trigger, by the rules of its direction (docs/policies.md, *What a trigger speaks of*). */
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
  const showsFinding = group.reach === 'rest' && line.items[object ?? -1]?.role === 'finding';
  const isApart = isNamedPlace(line, at) || isAdded(line, at);
  if (group.direction === 'previous') return void (isApart || applyBack(reading, at));
  // "PT notes re NAME", "needs letter for NAME" are about the name.
  if (spend(reading, at, tiedTo(line, at), 'looked on')) return;
  const looksOn = showsFinding || isApart || group.direction === 'next';
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
    if (item.target && head !== undefined && !isOrderedBeside(line, at, head))
      spend(reading, head, [at], 'head of the clause');
    if (item.group?.category && DECIDING.has(item.role) && readAt(reading, at, item.group)) head ??= at;
  }
  for (const { from, object } of replacedIn(line)) spend(reading, from, [object], 'another in its place');
  const asked = askedIn(line);
  if (asked) spend(reading, asked.opens, asked.names, 'head of the clause');
  takeBackPast(reading);
  return reading;
}
