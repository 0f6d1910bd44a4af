import { numberAt, sumOf } from './numbers.ts';
import { type Counted, ratesOf } from './rates.ts';

/** A number expected in a week, and on each weekday from Monday to Sunday. */
export interface ExpectedCount {
  readonly week: number;
  readonly byWeekday: readonly number[];
}

/** Expected counts at a site. */
export interface Expectation {
  readonly site: string;
  /** Undefined for the calls of the site, of which the others are a part. */
  readonly policy?: string;
  /** Calls, of a policy those in which it judges an order. */
  readonly calls: ExpectedCount;
  readonly cards?: ExpectedCount;
  /** Orders that it cannot decide. */
  readonly unknown?: ExpectedCount;
  /** Cards that are overridden. */
  readonly overridden?: ExpectedCount;
}

const rounded = (value: number) => Math.round(value * 100) / 100;

/** A count by weekday and of the week, with two decimals. */
export function expectedCount(byWeekday: readonly number[]): ExpectedCount {
  return { week: rounded(sumOf(byWeekday)), byWeekday: byWeekday.map(rounded) };
}

/** Estimates the expected count for the usual calls of each weekday, at the rates of these days. */
export function expectedWith(counted: Counted, days: readonly number[], usualCalls: readonly number[]): ExpectedCount {
  const rates = ratesOf(counted, days);
  // A count that was always zero is expected to stay zero.
  const isNone = !rates || rates.total === 0;
  return expectedCount(usualCalls.map((calls, weekday) => (isNone ? 0 : calls * numberAt(rates.perCall, weekday))));
}
