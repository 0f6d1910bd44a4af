import type { Insights, PolicyRow, SiteRow } from '../../records/insight-rows.ts';
import type { NamedCount } from '../../records/statistics.ts';
import type { Chart } from './chart.ts';

/** Filter of rows; an empty text means all. */
export interface Filter {
  readonly policy: string;
  readonly site: string;
}

/** The rows of a policy and a site. */
export function filtered(insights: Insights, { policy, site }: Filter): Insights {
  const isOfSite = (row: { readonly site: string }) => site === '' || row.site === site;
  return {
    policies: insights.policies.filter((row) => isOfSite(row) && (policy === '' || row.policy === policy)),
    sites: insights.sites.filter(isOfSite),
    unmatched: insights.unmatched.filter(({ name }) => site === '' || name === site),
  };
}

const sum = <Row>(rows: readonly Row[], value: (row: Row) => number) => rows.reduce((all, row) => all + value(row), 0);

/** Sums calls, cards and outcomes over all weeks. */
export function totalsOf({ policies, sites }: Insights) {
  return {
    calls: sum(sites, ({ calls }) => calls),
    silent: sum(sites, ({ silent }) => silent),
    shown: sum(policies, ({ shown }) => shown),
    accepted: sum(policies, ({ accepted }) => accepted),
    overridden: sum(policies, ({ overridden }) => overridden),
    unreported: sum(policies, ({ unreported }) => unreported),
  };
}

/** A share in percent, where there is anything to share. One that is not all is never written as all, nor any as none. */
export function percentOf(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  if (percent > 99 && percent < 100) return 'over 99 %';
  if (percent > 0 && percent < 1) return 'under 1 %';
  return `${Math.round(percent)} %`;
}

const byWeek = <Row extends { readonly week: string }>(rows: readonly Row[]) =>
  [...Map.groupBy(rows, ({ week }) => week)].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Cards by week, by what became of them. Unreported ones stand apart: nobody says that they were overridden. */
export function cardsChart(rows: readonly PolicyRow[]): Chart {
  return {
    title: 'Cards by week',
    unit: 'cards',
    series: [
      { id: 'accepted', title: 'Accepted' },
      { id: 'overridden', title: 'Overridden' },
      { id: 'unreported', title: 'Not reported' },
    ],
    points: byWeek(rows).map(([label, week]) => ({
      label,
      values: {
        accepted: sum(week, ({ accepted }) => accepted),
        overridden: sum(week, ({ overridden }) => overridden),
        unreported: sum(week, ({ unreported }) => unreported),
      },
    })),
  };
}

/** Charts latency by week. Percentiles cannot be added, so of several sites it is the slowest. */
export function latencyChart(rows: readonly SiteRow[]): Chart {
  const slowest = (week: readonly SiteRow[], name: 'p50' | 'p95') =>
    Math.max(...week.flatMap(({ latency }) => latency?.[name] ?? []));
  return {
    title: 'Milliseconds to answer',
    unit: 'milliseconds, of the slowest site',
    series: [
      { id: 'p50', title: 'Half of the calls took at most' },
      { id: 'p95', title: '95 of 100 took at most' },
    ],
    points: byWeek(rows)
      .filter(([, week]) => week.some(({ latency }) => latency !== null))
      .map(([label, week]) => ({ label, values: { p50: slowest(week, 'p50'), p95: slowest(week, 'p95') } })),
  };
}

/** Counts of several rows together, the most frequent first. */
export function summedByName(lists: readonly (readonly NamedCount[])[]): readonly NamedCount[] {
  const byName = Map.groupBy(lists.flat(), ({ name }) => name);
  return [...byName]
    .map(([name, counts]) => ({ name, count: sum(counts, ({ count }) => count) }))
    .toSorted((a, b) => b.count - a.count);
}
