import { DateTime } from 'luxon';

/** The ISO 8601 week of a day or an instant, in UTC, such as `2026-W47`. Weeks begin on Monday; the first holds January 4. */
export function weekOf(instant: string): string {
  // Without a locale luxon asks the system for its own, for 15 ms.
  return DateTime.fromISO(instant, { zone: 'utc', locale: 'en-US' }).toFormat("kkkk-'W'WW");
}

/** A name and its number of occurrences. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Counts by name. A map, since some names come from clients. */
export interface Counter {
  add(name: string, count?: number): void;
  /** The count of one name. */
  of(name: string): number;
  total(): number;
  /** The most frequent first, then by name. */
  counts(): readonly NamedCount[];
}

/** An empty counter. */
export function createCounter(): Counter {
  const counted = new Map<string, number>();
  return {
    add: (name, count = 1) => void counted.set(name, (counted.get(name) ?? 0) + count),
    of: (name) => counted.get(name) ?? 0,
    total: () => [...counted.values()].reduce((sum, count) => sum + count, 0),
    counts: () =>
      [...counted]
        .map(([name, count]) => ({ name, count }))
        .filter(({ count }) => count > 0)
        .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  };
}

/** A part of a whole, from 0 to 1; null if there is no whole, since then nothing is known. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
