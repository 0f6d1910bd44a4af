import { type Item, isObject, type Line, MOST_ITEMS } from './line.ts';

/** Roles of words that others may belong to. */
export const NOUNS: ReadonlySet<Item['role']> = new Set(['word', 'other-thing', 'finding', 'symptom', 'target']);

const PARTS: ReadonlySet<Item['role']> = new Set(['class-noun']);

/** The noun that follows in the same segment, past parts and sides, and past what joins them where `passing` says so. */
export function nounFollows(line: Line, at: number, passing = PARTS): Item | undefined {
  const { items, last } = line;
  for (let place = at + 1; place <= Math.min(last[at] ?? at, at + MOST_ITEMS); place++) {
    const item = items[place];
    if (!item) return undefined;
    // "traction, mechanical treatment" is the thing itself.
    const isPart = passing.has(item.role) || (item.role === 'other-thing' && item.group?.direction === 'next');
    if ((NOUNS.has(item.role) || isObject(item)) && !isPart) return item;
    if (!isPart) return undefined;
  }
  return undefined;
}

/** The noun before a place in its segment, past links. */
export function nounBefore(line: Line, at: number): Item | undefined {
  const { items, first } = line;
  for (let place = at - 1; place >= Math.max(first[at] ?? at, at - MOST_ITEMS); place--) {
    const item = items[place];
    if (!item) return undefined;
    if (NOUNS.has(item.role)) return item;
    if (item.role !== 'link') return undefined;
  }
  return undefined;
}
