import type { Assertion } from './assertion.ts';
import type { Category, Group, Side } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { type Item, isLittle, type Line } from './line.ts';
import { MOST_ITEMS } from './reach.ts';
import type { Target } from './targets.ts';

/** A condition that is there again or an order wanted after all, and the words that say so. */
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

/** True if a trigger from here to the end of the segment, or alone in the one behind it, denies or doubts what is said there. */
function isDoubted({ items, last, alone }: Line, from: number, at: number): boolean {
  const end = (last[at] ?? at) + 1;
  const beyond = alone[end] ? (last[end] ?? end) + 1 : end;
  return items.slice(from, Math.min(beyond, at + MOST_ITEMS)).some(isDoubt);
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

/** Categories that are taken back: a condition was past and is there again, an order was refused or held and is wanted after all. */
const TAKEN_BACK: { readonly [side in Side]: ReadonlySet<Category> } = {
  condition: new Set(['historical']),
  order: new Set(['negated', 'hypothetical', 'not-ordering']),
};

/** True for words that take back this category; "order again" also that an order is past. */
const takesBack = ({ side }: Line, { category: own }: Group, category: Category | undefined) =>
  category !== undefined && (TAKEN_BACK[side].has(category) || category === own);

/** True if another noun may be what came back ("recurrent pneumonia"), or what is wanted now ("now wants surgery"). */
function isAnothers({ side, items, last }: Line, at: number): boolean {
  const end = last[at] ?? at;
  if (side === 'order') return !items.slice(at + 1, end + 1).every(isLittle);
  return !NOT_ITS_NOUN.has(at < end ? items[at + 1]?.role : undefined);
}

/**
 * Conditions that are past and have come back ("NAME s/p resection, now recurrent"), and orders that were refused or held and
 * are wanted after all ("declined NAME, now agrees"). Not where it is denied or only feared.
 */
export function returnedIn(line: Line, assertions: ReadonlyMap<Target, Assertion>): readonly Returned[] {
  const { items, first } = line;
  return items.flatMap((item, at) => {
    if (item.group?.reach !== 'past') return [];
    const place = targetBefore(line, at);
    const target = items[place ?? -1]?.target;
    if (place === undefined || !target || !takesBack(line, item.group, assertions.get(target)?.category)) return [];
    const from = Math.max(first[at] ?? at, place + 1);
    const isIts = items.slice(from, at).every(isLittle) && !isAnothers(line, at);
    return isIts && !isDoubted(line, from, at) ? [{ target, words: wordsOf(line.clause, item) }] : [];
  });
}
