import { WEEKDAYS } from '../calendar.ts';
import { type ExpectedCount, expectedCount } from '../monitoring/expectation.ts';
import { type BacktestReport, countOrders, monthsOf } from './backtest-report.ts';
import { type CountKind, type OrderCount, UNDATED } from './tally.ts';

/** Orders of a week that a policy may be expected to speak of. Calls and overrides are in no export. */
export interface ExpectedWeek {
  readonly cards: ExpectedCount;
  /** Orders that it could not decide for want of data. */
  readonly unknown: ExpectedCount;
}

const WEEKS_A_MONTH = 365.25 / 12 / 7;
/** Months from year 0 on, of a month such as `2026-03`. */
const monthNumber = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));

const isOnWeekday = (day: string) => (count: OrderCount) => count.weekday === day;

/**
 * Averages the cards and undecided orders of a week by policy and weekday, from the first month of orders to the last; of those
 * without a date nothing is known. `expectedCards` are those of a week, where there are any.
 */
export function expectedIn(counts: readonly OrderCount[]): Pick<BacktestReport, 'expected' | 'expectedCards'> {
  const dated = counts.filter(({ month }) => month !== UNDATED);
  const months = monthsOf(dated).map(monthNumber);
  const weeks = (1 + (months.at(-1) ?? 0) - (months[0] ?? 0)) * WEEKS_A_MONTH;
  const aWeek = (of: readonly OrderCount[], kind: CountKind) =>
    expectedCount(WEEKDAYS.map((day) => countOrders(of.filter(isOnWeekday(day)), kind) / weeks));
  const told = dated.filter(({ kind }) => kind === 'card' || kind === 'unknown');
  const expected = [...Map.groupBy(told, ({ policy }) => policy)].map(
    ([policy, of]) => [policy, { cards: aWeek(of, 'card'), unknown: aWeek(of, 'unknown') }] as const,
  );
  return {
    expected: Object.fromEntries(expected),
    expectedCards: Object.fromEntries(
      expected.map(([policy, { cards }]) => [policy, cards.week] as const).filter(([, cards]) => cards > 0),
    ),
  };
}
