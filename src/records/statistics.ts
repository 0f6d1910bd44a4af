import { DateTime } from 'luxon';

/** The ISO 8601 week of an instant, in UTC, such as `2026-W47`. Weeks begin on Monday; the first holds January 4. */
export function weekOf(instant: string): string {
  return DateTime.fromISO(instant, { zone: 'utc' }).toFormat("kkkk-'W'WW");
}

/** Milliseconds that half, 95 and 99 of 100 calls did not exceed (nearest rank). */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The percentiles of some durations in milliseconds; null without any. */
export function latencyOf(durations: readonly number[]): Latency | null {
  const sorted = durations.toSorted((a, b) => a - b);
  const rank = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? 0;
  return sorted.length === 0 ? null : { p50: rank(50), p95: rank(95), p99: rank(99) };
}

/** How often something with a name occurred. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** Counts by name. A map, since some names come from clients. */
export interface Counter {
  add(name: string): void;
  /** The most frequent first, then by name. */
  counts(): readonly Count[];
}

/** An empty counter. */
export function createCounter(): Counter {
  const counted = new Map<string, number>();
  return {
    add: (name) => void counted.set(name, (counted.get(name) ?? 0) + 1),
    counts: () =>
      [...counted]
        .map(([name, count]) => ({ name, count }))
        .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  };
}

/** A part of a whole, from 0 to 1; null if there is no whole, since then nothing is known. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
