import { daysIn, type SiteHistory } from './history.ts';
import { median, numberAt } from './numbers.ts';
import { HALF_A_YEAR } from './watch.ts';

/** Calls have risen or fallen by a step when weeks in a row have more, or fewer, by this factor than is usual. */
const STEP = 1.3;
/** Weeks in a row. A holiday makes two weeks quiet, and none busy. */
const RISEN = 2;
const FALLEN = 3;
/** The calls of a week before them are the median of so many weeks, of at least SHORTEST. */
const WEEKS = 8;
const SHORTEST = 4;

/** True if each of so many weeks, of which the last comes first, is as `is` says beside the median of those before them. */
function areAll(weeks: readonly number[], first: number, is: (week: number, usual: number) => boolean): boolean {
  const before = weeks.slice(first, first + WEEKS);
  const usual = median(before);
  return before.length >= SHORTEST && weeks.slice(0, first).every((week) => is(week, usual));
}

/**
 * Finds the days since which the calls of a site rose or fell by a step, as when a clinic joins or leaves, for half a year each: so
 * long what is usual is learned from days of before, too. Seasons are no step.
 */
export function daysAfterStep({ days }: SiteHistory): ReadonlySet<number> {
  const calls = days.map((_day, last) =>
    days.slice(Math.max(0, last - 6), last + 1).reduce((sum, one) => sum + one.calls, 0),
  );
  /** The weeks that end on a day, the last first; whole weeks only. */
  const weeksTo = (last: number, number: number) =>
    daysIn(0, number)
      .map((week) => last - 7 * week)
      .filter((end) => end >= 6)
      .map((end) => numberAt(calls, end));
  const isStep = (today: number) => {
    const weeks = weeksTo(today, FALLEN + WEEKS);
    const hasRisen = areAll(weeks, RISEN, (week, usual) => week > STEP * usual);
    return hasRisen || areAll(weeks, FALLEN, (week, usual) => STEP * week < usual);
  };
  return new Set(
    daysIn(0, days.length)
      .filter(isStep)
      .flatMap((day) => daysIn(day, day + HALF_A_YEAR)),
  );
}
