import { startOfDay } from '../calendar.ts';
import type { Span } from './store.ts';

const DAY = 86_400_000;
/** Twelve weeks. */
const DAYS = 84;
const FORM = /^\d{4}-\d\d-\d\d$/;

const startOf = (day: unknown) => (typeof day === 'string' && FORM.test(day) ? startOfDay(day) : undefined);

/**
 * The days from `from` to `to` (YYYY-MM-DD, in UTC, both inclusive); without them the last twelve weeks. Returns the name of
 * the one that is no day instead.
 */
export function spanOf(from: unknown, to: unknown, now: number): Span | 'from' | 'to' {
  const first = from === undefined ? new Date(now - DAYS * DAY).toISOString() : startOf(from);
  const last = to === undefined ? new Date(now).toISOString() : startOf(to);
  if (!first) return 'from';
  if (!last) return 'to';
  return { from: first, to: new Date(Date.parse(last) + DAY).toISOString() };
}
