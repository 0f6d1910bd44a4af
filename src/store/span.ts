import { dayAfter, dayAt, daysBetween, isDay, weekdayNumber } from '../calendar.ts';
import type { Days } from './store.ts';

/** The last day that can be written as YYYY-MM-DD: people write it for a span without an end. */
const LAST_DAY = '9999-12-31';

/** Most days for which calls, feedback and counts are kept. */
export const MOST_DAYS_KEPT = 36_500;

/** Twelve weeks. */
const DAYS = 84;

/** A fault of a span that was asked for. */
export interface SpanFault {
  readonly element: 'from' | 'to';
  readonly text: string;
}

/** The days from `from` to `to` (YYYY-MM-DD, in UTC, both inclusive); without them the last twelve weeks; or what is wrong. */
export function daysOf(from: unknown, to: unknown, now: number): Days | SpanFault {
  const [first, last] = [from ?? dayAt(now, -DAYS), to ?? dayAt(now)];
  const text = 'must be a day, YYYY-MM-DD';
  if (typeof first !== 'string' || !isDay(first)) return { element: 'from', text };
  if (typeof last !== 'string' || !isDay(last)) return { element: 'to', text };
  if (first > last) return { element: 'from', text: `must not be after ${last}` };
  return { from: first, to: last === LAST_DAY ? last : dayAfter(last, 1) };
}

/** The part of a span in which something may be kept: up to tomorrow, and no further back than anything is kept. */
export function withinKept({ from, to }: Days, now: number): Days {
  const [first, end] = [dayAt(now, -MOST_DAYS_KEPT), dayAt(now, 2)];
  return { from: from < first ? first : from, to: to > end ? end : to };
}

/** The days of a span week by week (ISO 8601, from Monday); the first and the last may be parts of one. */
export function weeksOf({ from, to }: Days): readonly Days[] {
  const weeks: Days[] = [];
  for (let start = from; start < to; ) {
    const untilMonday = 7 - weekdayNumber(start);
    const end = untilMonday < daysBetween(start, to) ? dayAfter(start, untilMonday) : to;
    weeks.push({ from: start, to: end });
    start = end;
  }
  return weeks;
}

/** The days of a span one by one. */
export function eachDay({ from, to }: Days): readonly Days[] {
  const days: Days[] = [];
  for (let day = from; day < to; day = dayAfter(day, 1)) days.push({ from: day, to: dayAfter(day, 1) });
  return days;
}

/** The span behind another, up to tomorrow. */
export function daysAfter({ to }: Days, now: number): Days {
  return { from: to, to: dayAt(now, 2) };
}
