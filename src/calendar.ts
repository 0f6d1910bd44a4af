import { memoize } from './matching/memoize.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
/** Number of texts that are memoized: the days of some years. */
const MOST_DAYS = 10_000;

/** True for a day that the calendar has, as YYYY-MM-DD. */
export const isDay = memoize(
  MOST_DAYS,
  // The engine reads February 30 as March 2.
  (text: string) => DAY.test(text) && new Date(text).toJSON()?.startsWith(text) === true,
);

/** The earlier of two days, of which either may be left open. */
export function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}
