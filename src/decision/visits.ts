import { daysBetween } from '../calendar.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

/** Days in a unit of time (FHIR R4 units-of-time, UCUM). */
const DAYS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, wk: 7, mo: 30, a: 365 };
/** Words that stand for a unit where a client gives no code. */
const WORDS: Readonly<Record<string, string>> = {
  day: 'd',
  days: 'd',
  week: 'wk',
  weeks: 'wk',
  month: 'mo',
  months: 'mo',
  year: 'a',
  years: 'a',
};

const asNumber = (value: unknown) => (typeof value === 'number' && value > 0 ? value : undefined);

function daysIn({ value, code, unit }: JsonObject): number | undefined {
  const word = (asText(code) ?? asText(unit) ?? '').toLowerCase();
  const days = DAYS[WORDS[word] ?? word];
  const amount = asNumber(value);
  return days === undefined || amount === undefined ? undefined : amount * days;
}

/** The days from the start to the end of a Period, both included; undefined if it ends before it starts. */
function daysOf(period: JsonObject | undefined): number | undefined {
  const dayIn = (date: unknown) => asText(date)?.slice(0, 10) ?? '';
  const days = daysBetween(dayIn(period?.['start']), dayIn(period?.['end'])) + 1;
  return days > 0 ? days : undefined;
}

function boundsOf(repeat: JsonObject): number | undefined {
  const duration = asObject(repeat['boundsDuration'] ?? asObject(repeat['boundsRange'])?.['high']);
  return duration ? daysIn(duration) : daysOf(asObject(repeat['boundsPeriod']));
}

/** Frequency within one period, and its length in days. Weekdays narrow a daily frequency, and tell one of whole weeks that is lower. */
function rateOf(repeat: JsonObject): { readonly times: number; readonly days: number } | undefined {
  const listed: unknown = repeat['dayOfWeek'];
  const weekdays = Array.isArray(listed) ? listed.length : 0;
  const days = daysIn({ value: repeat['period'] ?? 1, code: repeat['periodUnit'] });
  const times = asNumber(repeat['frequencyMax']) ?? asNumber(repeat['frequency']) ?? 1;
  if (days !== undefined && days % 7 === 0) return { times: Math.max(times, weekdays), days };
  if (weekdays > 0 && (days ?? 1) < 7) return { times: times * weekdays, days: 7 };
  return days === undefined ? undefined : { times, days };
}

/**
 * Counts the visits of an order's Timing (FHIR R4 Timing): the dates it lists, its count, or its frequency over its
 * bounds; the most of them where it gives a range. Undefined if it does not say.
 */
export function visitsOf(order: JsonObject): number | undefined {
  const timing = asObject(order['occurrenceTiming']);
  const events: unknown = timing?.['event'];
  const [repeat = {}] = objectsIn(timing?.['repeat']);
  const count = asNumber(repeat['countMax']) ?? asNumber(repeat['count']);
  if (count !== undefined) return count;
  const [bounds, rate] = [boundsOf(repeat), rateOf(repeat)];
  if (bounds !== undefined && rate) return Math.round((rate.times * bounds) / rate.days);
  return Array.isArray(events) && events.length > 0 ? events.length : undefined;
}
