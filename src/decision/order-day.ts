import { isDay } from '../calendar.ts';
import { asText } from '../json.ts';
import type { Order } from '../matching/order.ts';

/** The day of a call: which version of a policy is in force, and which coverage. */
export interface CallDay {
  /** YYYY-MM-DD, in the time zone of the site. */
  readonly today: string;
  readonly timeZone: string;
}

/** Formats days as YYYY-MM-DD; making one costs more than using it, and there are as many as the sites have time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function dayIn(timeZone: string, instant: number): string {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format.format(instant);
}

/** The day of a call at an instant (milliseconds since 1970) in a time zone (IANA name). */
export function callDay(now: number, timeZone = 'UTC'): CallDay {
  return { today: dayIn(timeZone, now), timeZone };
}

const NOON = 12;
const HOUR = 3_600_000;

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
