import type { Assertion } from './assertion.ts';
import { wordsOf } from './lexicon.ts';
import { type Item, isLittle, type Line } from './line.ts';
import { MOST_ITEMS } from './reach.ts';
import type { Target } from './targets.ts';

/** A condition that is there again, and the words that say so. */
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
  'time',
  'link',
  'preposition',
  'trigger',
  undefined,
]);

/**
 * Conditions that are past and have come back: "osteosarcoma s/p resection, now recurrent". Not where another noun may be what came
 * back ("recurrent pneumonia"), nor where it is denied or only feared.
 */
export function returnedIn(line: Line, assertions: ReadonlyMap<Target, Assertion>): readonly Returned[] {
  const { items, first, last } = line;
  return items.flatMap((item, at) => {
    if (item.group?.reach !== 'past') return [];
    const place = targetBefore(line, at);
    const target = items[place ?? -1]?.target;
    if (place === undefined || !target || assertions.get(target)?.category !== 'historical') return [];
    const from = Math.max(first[at] ?? at, place + 1);
    const next = at < (last[at] ?? at) ? items[at + 1]?.role : undefined;
    const isIts = items.slice(from, at).every(isLittle) && NOT_ITS_NOUN.has(next);
    return isIts && !isDoubted(line, from, at) ? [{ target, words: wordsOf(line.clause, item) }] : [];
  });
}
