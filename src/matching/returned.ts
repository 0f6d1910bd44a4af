import type { Assertion } from './assertion.ts';
import type { Category, Side } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { type Item, isLittle, type Line } from './line.ts';
import { MOST_ITEMS } from './reach.ts';
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

/**
 * Categories that are taken back: a condition was past and is there again, an order was refused or held and is wanted after all; or
 * a condition was in doubt or looked for, and was found.
 */
const TAKEN_BACK: { readonly [reach in 'past' | 'doubt']: { readonly [side in Side]: readonly Category[] } } = {
  past: { condition: ['historical'], order: ['negated', 'hypothetical', 'not-ordering'] },
  doubt: { condition: ['uncertain', 'hypothetical'], order: [] },
};

/** True if another noun may be what came back ("recurrent pneumonia"), or what is wanted now ("now wants surgery"). */
function isAnothers({ side, items, last, alone }: Line, at: number): boolean {
  if (side === 'order') return alone[at] !== true;
  return !NOT_ITS_NOUN.has(at < (last[at] ?? at) ? items[at + 1]?.role : undefined);
}

/**
 * Conditions that are past and have come back ("NAME s/p resection, now recurrent") or were in doubt and found ("suspected NAME,
 * confirmed on CT"), and orders that were refused or held and are wanted after all ("declined NAME, now agrees"). Not where it is
 * denied or only feared.
 */
export function returnedIn(line: Line, assertions: ReadonlyMap<Target, Assertion>): readonly Returned[] {
  const { items, first } = line;
  return items.flatMap((item, at) => {
    const reach = item.group?.reach;
    if (reach !== 'past' && reach !== 'doubt') return [];
    const place = targetBefore(line, at);
    const target = items[place ?? -1]?.target;
    const before = target && assertions.get(target)?.category;
    if (place === undefined || !before || !TAKEN_BACK[reach][line.side].includes(before)) return [];
    const from = Math.max(first[at] ?? at, place + 1);
    const isIts = items.slice(from, at).every(isLittle) && !isAnothers(line, at);
    return isIts && !isDoubted(line, from, at) ? [{ target, words: wordsOf(line.clause, item) }] : [];
  });
}
