import { memoize } from './matching/memoize.ts';

const DAY_FORM = /^\d{4}-\d\d-\d\d$/;
/** Number of texts that are memoized: the days of some years. */
const MOST_DAYS = 10_000;

/** Length of YYYY-MM-DD. */
const DAY_LENGTH = 10;
/** In milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const YEAR_OR_MONTH = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/;

/** The first day of a FHIR date: of `2025` January 1, of `2025-02` February 1. Other texts than a year or a month stay as they are. */
export function firstDayIn(date: string): string {
  const [, year, month = '01'] = YEAR_OR_MONTH.exec(date) ?? [];
  return year === undefined ? date : `${year}-${month}-01`;
}

/** True for a FHIR date or instant that is after a day (YYYY-MM-DD) wherever in its year or month it falls; false for what is no date. */
export function isAfter(date: unknown, day: string): boolean {
  const [written] = /^\d{4}(?:-\d\d(?:-\d\d)?)?/.exec(typeof date === 'string' ? date : '') ?? [];
  return written !== undefined && firstDayIn(written) > day;
}

/** The last day of a FHIR date: of `2025` December 31, of `2025-02` February 28. Other texts than a year or a month stay as they are. */
export function lastDayIn(date: string): string {
  const [, year, month = '12'] = YEAR_OR_MONTH.exec(date) ?? [];
  return year === undefined
    ? date
    : `${year}-${month}-${new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()}`;
}

/** The day of a time in milliseconds, in UTC, with days added. */
export function dayAt(time: number, days = 0): string {
  return new Date(time + days * DAY).toISOString().slice(0, DAY_LENGTH);
}

/** The day so many days after another (YYYY-MM-DD). */
export const dayAfter = (day: string, days: number): string => dayAt(Date.parse(day), days);

/** Number of days from one day to another (YYYY-MM-DD). */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

/** Names of the days of a week. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The weekday of a day (YYYY-MM-DD), 0 for Monday to 6 for Sunday. */
export function weekdayNumber(day: string): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** True for a day that the calendar has, as YYYY-MM-DD. */
export const isDay = memoize(
  MOST_DAYS,
  // The engine reads February 30 as March 2.
  (text: string) => DAY_FORM.test(text) && new Date(text).toJSON()?.startsWith(text) === true,
);

// The engine takes 24:00, and FHIR does not.
const INSTANT = /^(\d{4}-\d\d-\d\d)T(?!24)\d\d:[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** True for a day that the calendar has, alone or with a time and its zone behind it (FHIR dateTime). */
export function isDayOrInstant(text: string): boolean {
  const [, day = text] = INSTANT.exec(text) ?? [];
  return isDay(day) && !Number.isNaN(Date.parse(text));
}

/** True for a FHIR dateTime: a year, a month, a day or an instant. */
export const isDateTime = (text: string): boolean => YEAR_OR_MONTH.test(text) || isDayOrInstant(text);

/** The earlier of two days, of which either may be left open. */
export function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}
