import type { Chart } from '../pages/insights/chart.ts';
import type { NamedCount } from '../records/statistics.ts';
import { type BacktestReport, monthsOf, summedBy } from './backtest-report.ts';

/** Colours that a chart tells apart; further policies share the last. */
const COLOURS = 6;

/** Cards by month, one on the other by policy. */
export function cardsByMonth({ counts, about }: BacktestReport): Chart {
  const ids = [
    ...new Set([
      ...about.policies.map(({ id }) => id),
      ...summedBy(counts, ['card'], ['policy']).map(({ policy }) => policy),
    ]),
  ];
  const shown = ids.filter((id) => counts.some(({ kind, policy }) => kind === 'card' && policy === id));
  const seriesOf = new Map(shown.map((id, at) => [id, `series-${Math.min(at + 1, COLOURS)}`]));
  const bySeries = Map.groupBy(shown, (id) => seriesOf.get(id) ?? '');
  const cards = summedBy(counts, ['card'], ['month', 'policy']);
  const sum = (month: string, policies: readonly string[]) =>
    cards
      .filter((each) => each.month === month && policies.includes(each.policy))
      .reduce((all, { orders }) => all + orders, 0);
  return {
    title: 'Cards by month',
    unit: 'cards',
    column: 'Month',
    series: [...bySeries].map(([id, policies]) => ({ id, title: policies.join(', ') })),
    points:
      shown.length === 0
        ? []
        : monthsOf(counts).map((month) => ({
            label: month,
            values: Object.fromEntries([...bySeries].map(([id, policies]) => [id, sum(month, policies)])),
          })),
  };
}

/** Orders that were read and ask for something, by month. */
export function ordersByMonth({ counts }: BacktestReport): Chart {
  const orders = new Map(
    summedBy(
      counts.filter(({ reason }) => reason === ''),
      ['order'],
      ['month'],
    ).map((each) => [each.month, each.orders]),
  );
  return {
    title: 'Orders by month',
    unit: 'orders',
    column: 'Month',
    series: [{ id: 'series-6', title: 'Orders read' }],
    points: [...orders.keys()].toSorted().map((label) => ({ label, values: { 'series-6': orders.get(label) ?? 0 } })),
  };
}

/** Payers that are none of the knowledge. */
const NO_PAYER: Readonly<Record<string, string>> = {
  other: 'a payer that the knowledge does not know',
  several: 'several coverages, and nothing tells which pays',
  none: 'no coverage in force on the day',
  unknown: 'the export holds no coverages',
};

/** Cards by the payer of the order on its day. */
export function payers({ counts, about }: BacktestReport): readonly NamedCount[] {
  return summedBy(counts, ['card'], ['payer']).map(({ payer, orders }) => ({
    name: NO_PAYER[payer] ?? about.payers[payer] ?? payer,
    count: orders,
  }));
}

/** Causes of what was not known: no finding for it, or a finding beside it. */
export function causes({ counts }: BacktestReport): readonly NamedCount[] {
  return summedBy(counts, ['unknown', 'unchecked'], ['kind', 'policy', 'reason']).map(
    ({ kind, policy, reason, orders }) => ({
      name: `${policy}: ${reason}${kind === 'unknown' ? ', and so no finding' : ''}`,
      count: orders,
    }),
  );
}
