import { weekdayOf } from './history.ts';
import { numberAt, sumOf } from './numbers.ts';

/** Counts of a day by its number, and the calls of the site they come with. */
export interface Counted {
  count(day: number): number;
  calls(day: number): number;
}

/** Rates of a count for each call. */
export interface Rates {
  /** For each call of the site, by weekday from Monday. */
  readonly perCall: readonly number[];
  /** Average calls of each weekday. */
  readonly calls: readonly number[];
  /** Sum of the counts. */
  readonly total: number;
}

/** Counts by which the rate of a weekday is drawn towards that of all days, since one weekday alone has few. */
const DRAWN = 10;

function perWeekday(days: readonly number[], of: (day: number) => number): readonly number[] {
  const sums = Array.from({ length: 7 }, () => 0);
  for (const day of days) sums[weekdayOf(day)] = numberAt(sums, weekdayOf(day)) + of(day);
  return sums;
}

/** The rates of some days; undefined if there was no call on any. What was never counted counts once, since it might have been. */
export function ratesOf({ count, calls }: Counted, days: readonly number[]): Rates | undefined {
  const [countBy, callsBy, daysBy] = [perWeekday(days, count), perWeekday(days, calls), perWeekday(days, () => 1)];
  const [total, allCalls] = [sumOf(countBy), sumOf(callsBy)];
  if (allCalls === 0) return undefined;
  const rate = Math.max(total, 1) / allCalls;
  return {
    perCall: countBy.map((one, weekday) => (one + DRAWN) / (numberAt(callsBy, weekday) + DRAWN / rate)),
    calls: callsBy.map((one, weekday) => one / Math.max(1, numberAt(daysBy, weekday))),
    total,
  };
}
