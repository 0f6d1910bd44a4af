import type { DetectedChange } from './cusum.ts';
import { dispersionOf } from './evidence.ts';
import { type SiteHistory, siteOn, weekdayOf } from './history.ts';
import { median, numberAt, sumOf } from './numbers.ts';

/** The usual calls of a weekday are the median of so many of them, of at least SHORTEST. */
const WEEKS = 8;
const SHORTEST = 4;
/** A day with no more than this part of the usual calls is quiet. */
const QUIET = 0.05;
/** Days with fewer usual calls say nothing, as of a clinic on Sundays. */
const LEAST = 1;
/** On a holiday at least this part of the calls of the quietest weekday come. */
const HOLIDAY = 0.5;
/** A clinic may be closed for a week. More usual weeks than this without calls is no holiday. */
const LONGEST_HOLIDAY = 1.2;

/** Calls that have ended, how many a week were usual, and the day on which they came again; undefined while they do not. */
interface CallsEnded extends DetectedChange {
  readonly usual: number;
  readonly ended: number | undefined;
}

/** The calls of a site. */
export interface CallsWatch {
  readonly changes: readonly CallsEnded[];
  /** Usual calls by weekday from Monday, after the last day; undefined while they are not known. */
  readonly byWeekday: readonly number[] | undefined;
}

/** Calls of the last weeks by weekday. */
function createUsualCalls() {
  const past = Array.from({ length: 7 }, (): readonly number[] => []);
  return {
    add(weekday: number, calls: number) {
      past.splice(weekday, 1, [...(past[weekday] ?? []), calls].slice(-WEEKS));
    },
    /** True once they tell what is usual on each weekday. */
    isKnown: () => past.every(({ length }) => length >= SHORTEST),
    /** From Monday; 0 for a weekday of which too little is known. */
    week: () => past.map((counts) => (counts.length < SHORTEST ? 0 : median(counts))),
    /** Evidence that a day without calls gives for each call that was usual. */
    weight() {
      const fitted = past.flatMap((counts) => {
        const mean = median(counts);
        return counts.map((count) => ({ count, mean, variance: mean }));
      });
      const dispersion = dispersionOf(fitted);
      return dispersion === 1 ? 1 : Math.log(dispersion) / (dispersion - 1);
    },
  };
}

/** Days in a row without calls. */
interface QuietRun {
  readonly since: number;
  readonly days: readonly number[];
  /** As it was before the run, by weekday. */
  readonly week: readonly number[];
  readonly weight: number;
  /** Usual calls that did not come, and those that would have come even if each day was a holiday. */
  readonly missed: number;
  readonly missedOnHolidays: number;
  readonly noticed?: number;
}

function isTelling({ missed, missedOnHolidays, weight, week }: QuietRun, threshold: number): boolean {
  if (missedOnHolidays * weight >= threshold) return true;
  return missed * weight >= threshold && missed > LONGEST_HOLIDAY * sumOf(week);
}

/**
 * Watches a site for the end of its calls by the usual calls that did not come since the last one, as a g chart counts cases
 * between events (Benneyan 2001). A holiday looks like the quietest weekday: only where calls come on every day is one day
 * without telling; a clinic must miss more than a week. Fewer calls are no alarm, since months and holidays differ.
 */
export function watchCalls(history: SiteHistory, threshold: number): CallsWatch {
  const past = createUsualCalls();
  const changes: CallsEnded[] = [];
  let run: QuietRun | undefined;
  const end = (day: number, { since, noticed, week, days: quiet }: QuietRun) => {
    if (noticed !== undefined) changes.push({ since, noticed, usual: sumOf(week), ended: day });
    else for (const one of quiet) past.add(weekdayOf(one), siteOn(history, one).calls);
    run = undefined;
  };
  history.days.forEach(({ calls }, day) => {
    const weekday = weekdayOf(day);
    const week = run?.week ?? past.week();
    const expected = numberAt(week, weekday);
    const saysNothing = expected < LEAST;
    const isQuiet = !saysNothing && calls <= QUIET * expected;
    if (isQuiet || (run && saysNothing && calls === 0)) {
      const before = run ?? { since: day, days: [], week, weight: past.weight(), missed: 0, missedOnHolidays: 0 };
      run = {
        ...before,
        days: [...before.days, day],
        missed: before.missed + expected,
        missedOnHolidays: before.missedOnHolidays + HOLIDAY * Math.min(...week),
      };
      if (run.noticed === undefined && isTelling(run, threshold)) run = { ...run, noticed: day };
      return;
    }
    if (run) end(day, run);
    past.add(weekday, calls);
  });
  const byWeekday = past.isKnown() ? (run?.week ?? past.week()) : undefined;
  if (run?.noticed !== undefined)
    changes.push({ since: run.since, noticed: run.noticed, usual: sumOf(run.week), ended: undefined });
  return { changes, byWeekday };
}
