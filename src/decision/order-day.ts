import { HOUR, isDay } from '../calendar.ts';
import { asText } from '../json.ts';
import { memoize } from '../matching/memoize.ts';
import type { Order } from '../matching/order.ts';

/** The day of a call: which version of a policy is in force, and which coverage. */
export interface CallDay {
  /** YYYY-MM-DD, in the time zone of the site. */
  readonly today: string;
  readonly timeZone: string;
}

/** Number of time zones, and of quarters of an hour in each, whose day is memoized: formatting one costs more than all else here. */
const MOST_ZONES = 1000;
const MOST_QUARTERS = 10_000;
/** In milliseconds. A day begins at a whole quarter of an hour of UTC in every time zone of today. */
const QUARTER = 900_000;

const daysIn = memoize(MOST_ZONES, (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return memoize(MOST_QUARTERS, (quarter: number) => format.format(quarter * QUARTER));
});

const dayIn = (timeZone: string, instant: number) => daysIn(timeZone)(Math.floor(instant / QUARTER));

/** The day of a call at an instant (milliseconds since 1970) in a time zone (IANA name). */
export function callDay(now: number, timeZone = 'UTC'): CallDay {
  return { today: dayIn(timeZone, now), timeZone };
}

const NOON = 12;

/** An instant of a day, YYYY-MM-DD, in a time zone, in milliseconds since 1970: no zone is a whole day from UTC. */
export function instantOn(day: string, timeZone: string | undefined): number {
  const noon = Date.parse(day) + NOON * HOUR;
  const nearby = [0, -NOON, NOON].map((hours) => noon + hours * HOUR);
  return nearby.find((instant) => callDay(instant, timeZone).today === day) ?? noon;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/**
 * The day of an order, YYYY-MM-DD: its `authoredOn` (FHIR R4 ServiceRequest.authoredOn) in the time zone of the site, else the
 * day of the call. A month or a year alone names no day, and neither does one that no calendar has.
 */
export function dayOfOrder({ resource }: Pick<Order, 'resource'>, { today, timeZone }: CallDay): string {
  const authored = asText(resource['authoredOn']) ?? '';
  if (isDay(authored)) return authored;
  const [, day = ''] = INSTANT.exec(authored) ?? [];
  const instant = isDay(day) ? Date.parse(authored) : Number.NaN;
  return Number.isNaN(instant) ? today : dayIn(timeZone, instant);
}
