import { asObject, asText, type JsonObject } from '../json.ts';

/**
 * The calendar day an order is for, YYYY-MM-DD as written by the client, or nothing if it names no single day.
 * A time zone is not converted: the day of a visit is the day on the clinic's calendar.
 */
export function dayOf(order: JsonObject): string | undefined {
  const timing = asObject(order['occurrenceTiming']);
  const events: unknown = timing?.['event'];
  const [event, ...more] = Array.isArray(events) ? (events as readonly unknown[]) : [];
  const written =
    asText(order['occurrenceDateTime']) ??
    asText(asObject(order['occurrencePeriod'])?.['start']) ??
    (more.length === 0 ? asText(event) : undefined);
  return /^\d{4}-\d{2}-\d{2}/.exec(written ?? '')?.[0];
}
