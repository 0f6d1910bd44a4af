import { asObject, asText, type JsonObject } from '../json.ts';
import type { Environment } from './variables.ts';

/**
 * The calendar day an order is for, YYYY-MM-DD as written by the client, or undefined if it names no single day.
 * A time zone is not converted: the day of a visit is the day on the clinic's calendar.
 */
function occurrenceDay(order: JsonObject): string | undefined {
  const timing = asObject(order['occurrenceTiming']);
  const events: unknown = timing?.['event'];
  const [event, ...more] = Array.isArray(events) ? (events as readonly unknown[]) : [];
  const written =
    asText(order['occurrenceDateTime']) ??
    asText(asObject(order['occurrencePeriod'])?.['start']) ??
    (more.length === 0 ? asText(event) : undefined);
  return /^\d{4}-\d{2}-\d{2}/.exec(written ?? '')?.[0];
}

/** The orders of one policy, by day, in the bundle's order. */
interface EarlierOrders {
  /** `%sameDayOrder`, an earlier order of the same day, or else `%undatedOrder`, an earlier one where either names no day. */
  of(order: JsonObject): Environment;
  add(order: JsonObject): void;
}

/** For an order that counts with no other. */
export const ALONE: Environment = { sameDayOrder: [], undatedOrder: [] };

/** Keeps the first order of each day, so that one look-up tells a later order of it. */
export function createEarlierOrders(): EarlierOrders {
  const firstOfDay = new Map<string, JsonObject>();
  let first: JsonObject | undefined;
  let firstUndated: JsonObject | undefined;
  return {
    of(order) {
      const day = occurrenceDay(order);
      const sameDay = day === undefined ? undefined : firstOfDay.get(day);
      const undated = day === undefined ? first : firstUndated;
      return { sameDayOrder: sameDay ?? [], undatedOrder: sameDay ? [] : (undated ?? []) };
    },
    add(order) {
      const day = occurrenceDay(order);
      first ??= order;
      if (day === undefined) firstUndated ??= order;
      else if (!firstOfDay.has(day)) firstOfDay.set(day, order);
    },
  };
}
