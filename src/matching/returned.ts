import type { Assertion } from './assertion.ts';
import { type Category, type Side, takesBack } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { breaksAt, type Item, isLittle, isLook, type Line, MOST_ITEMS, segmentFrom } from './line.ts';
import type { Target } from './targets.ts';

/** A condition that is there again or after all, or an order wanted after all, and the words that say so. */
export interface Returned {
  readonly target: Target;
  readonly words: string;
}

/** The place of the last target before this one. */
function targetBefore({ items }: Line, at: number): number | undefined {
  for (let place = at - 1; place >= Math.max(0, at - MOST_ITEMS); place--) if (items[place]?.target) return place;
  return undefined;
}

const isDoubt = ({ role, group }: Item) => role === 'trigger' && group?.category !== 'historical';

/**
 * True for a doubt in a part of its own; what comes along with an order is none there, nor what speaks of what follows only: "NAME, now
 * agrees, covers x2", "NAME, now recurrent (VA)".
 */
const isDoubtApart = (item: Item) =>
  isDoubt(item) && item.group?.category !== 'not-ordering' && item.group?.direction !== 'next';

/**
 * True if a trigger from here to the end of the segment, or alone in the one behind it, denies or doubts what is said there; before
 * it stand also the doubts that it settles.
 */
function isDoubted(line: Line, from: number, at: number, settled: readonly Category[]): boolean {
  const { items, last, alone } = line;
  const end = (last[at] ?? at) + 1;
  const beyond = alone[end] ? (last[end] ?? end) + 1 : end;
  const isSettled = ({ group }: Item) => group?.category !== undefined && settled.includes(group.category);
  return (
    items.slice(from, at).some((item) => isDoubt(item) && !isSettled(item)) ||
    segmentFrom(line, at).some(isDoubt) ||
    items.slice(end, Math.min(beyond, at + MOST_ITEMS)).some(isDoubtApart)
  );
}

const NOT_ITS_NOUN: ReadonlySet<Item['role'] | undefined> = new Set([
  'number',
  'place',
  'time',
  'link',
  'preposition',
  'trigger',
  undefined,
]);

/**
 * Categories that are taken back: a condition was past and is there again, an order was refused or held and is wanted after all; or
 * a condition was in doubt or looked for, and was found; an order was talked about, and is agreed to.
 */
const TAKEN_BACK: { readonly [reach in 'past' | 'doubt']: { readonly [side in Side]: readonly Category[] } } = {
  past: { condition: ['historical'], order: ['negated', 'hypothetical', 'not-ordering'] },
  doubt: { condition: ['uncertain', 'hypothetical'], order: ['not-ordering', 'hypothetical'] },
};

/** A thing that was had before, and is ordered again. */
const HAD: readonly Category[] = ['historical', 'existing'];

/** The categories that a word takes back; none, if it is no such word. Words that order again have one themselves. */
function takenBackBy({ side }: Line, { group }: Item): readonly Category[] {
  if (group?.reach !== 'past' && group?.reach !== 'doubt') return [];
  const taken = TAKEN_BACK[group.reach][side];
  return group.category === undefined ? taken : [...taken, ...HAD];
}

/** The groups of denials in a line, which an approval ends: "NAME denied, approved on appeal"; no other refusal. */
const denialsIn = ({ items }: Line): ReadonlySet<string> =>
  new Set(items.flatMap(({ group }) => (group?.reach === 'approval' ? [group.code] : [])));

/** True for the part of the body that a condition lies in: "osteosarcoma of the tibia, now recurrent". */
const isPart = (items: readonly Item[], at: number) => items[at]?.role === 'word' && items[at - 1]?.role === 'link';

/** True if nothing between a condition and what is said of it is another noun. */
function isItsOwn({ items }: Line, from: number, at: number): boolean {
  return items.slice(from, at).every((one, place) => isLittle(one) || isLook(one) || isPart(items, from + place));
}

/** True if another noun may be what came back ("recurrent pneumonia"), or what is wanted now ("now wants surgery"). */
function isAnothers({ side, items, last }: Line, at: number): boolean {
  const end = last[at] ?? at;
  if (side === 'order') return !items.slice(at + 1, Math.min(end, at + MOST_ITEMS) + 1).every(isLittle);
  return !NOT_ITS_NOUN.has(at < end ? items[at + 1]?.role : undefined);
}

/**
 * The place behind a denial, or behind words with which something began anew, which settle what was said before them: "denied then
 * authorized", "denied but approved".
 */
function anewBefore({ items }: Line, at: number): number {
  const before = items.slice(Math.max(0, at - MOST_ITEMS), at);
  const settles = ({ role, group }: Item) => role === 'fresh-start' || group?.reach === 'approval';
  return at - before.length + before.findLastIndex(settles) + 1;
}

/** True for a name ordered again, and what is said behind it of the one before: "redo NAME, loose screws", "reorder NAME, lost". */
function isOrderedAgain(line: Line, at: number, said: Assertion | undefined): boolean {
  const group = breaksAt(line, at) ? undefined : line.items[at - 1]?.group;
  if (group?.reach !== 'past' || group.category === undefined || !said) return false;
  return HAD.includes(said.category) && (said.how === 'the part before' || said.how === 'looked back');
}

/** The name that a word takes back what was said of: the last before it. */
function targetOf(line: Line, at: number, assertions: ReadonlyMap<Target, Assertion>, denials: ReadonlySet<string>) {
  const item = line.items[at];
  if (!item) return undefined;
  const place = takesBack(item.group?.reach) ? targetBefore(line, at) : undefined;
  const target = line.items[place ?? -1]?.target;
  const assertion = target && assertions.get(target);
  if (place === undefined || !assertion) return undefined;
  const isTaken = takenBackBy(line, item).includes(assertion.category) || denials.has(assertion.group);
  return isTaken ? { place, target } : undefined;
}

/**
 * Conditions that are past and have come back ("NAME s/p resection, now recurrent") or were in doubt and found ("suspected NAME,
 * confirmed on CT"), and orders that were refused or held and are wanted after all ("declined NAME, now agrees"), or denied and then
 * approved. Not where it is denied or only feared.
 */
export function returnedIn(line: Line, assertions: ReadonlyMap<Target, Assertion>): readonly Returned[] {
  const { side, items, first } = line;
  const denials = denialsIn(line);
  return items.flatMap((item, at) => {
    if (item.target && isOrderedAgain(line, at, assertions.get(item.target)))
      return [{ target: item.target, words: wordsOf(line.clause, items[at - 1] ?? item) }];
    const taken = targetOf(line, at, assertions, denials);
    if (!taken) return [];
    const from = Math.max(first[at] ?? at, taken.place + 1);
    const isIts = isItsOwn(line, from, at) && !isAnothers(line, at);
    const settled = side === 'condition' ? takenBackBy(line, item) : [];
    return isIts && !isDoubted(line, Math.max(from, anewBefore(line, at)), at, settled)
      ? [{ target: taken.target, words: wordsOf(line.clause, item) }]
      : [];
  });
}
