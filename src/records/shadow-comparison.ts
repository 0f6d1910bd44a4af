import type { Insights, PolicyRow } from './insight-rows.ts';
import { createCounter, type NamedCount, rateOf } from './statistics.ts';

/** Orders that a policy judged in one mode, and how many of them had a card of it. */
export interface ModeTotals {
  readonly orders: number;
  readonly cards: number;
  /** cards / orders; null without orders. */
  readonly rate: number | null;
}

/** A policy at a site over all weeks of a span: what it did live beside what it would have done in shadow. */
export interface ShadowComparison {
  readonly site: string;
  readonly policy: string;
  /** Calls of the site that were answered, in all these weeks. */
  readonly calls: number;
  /** Cards that all policies showed at the site. */
  readonly shown: number;
  readonly live: ModeTotals;
  readonly shadow: ModeTotals & {
    /** Cards for orders that another policy showed a card for. */
    readonly beside: number;
    readonly unknown: number;
    readonly findings: readonly NamedCount[];
  };
}

const modeTotals = (orders: number, cards: number): ModeTotals => ({ orders, cards, rate: rateOf(cards, orders) });

function compare({ site, policy }: PolicyRow, { policies, sites }: Insights): ShadowComparison {
  const ofSite = policies.filter((row) => row.site === site);
  const rows = ofSite.filter((row) => row.policy === policy);
  const sum = <Row>(all: readonly Row[], value: (row: Row) => number) =>
    all.reduce((total, row) => total + value(row), 0);
  const ofShadow = (name: 'orders' | 'cards' | 'beside' | 'unknown') => sum(rows, ({ shadow }) => shadow?.[name] ?? 0);
  const findings = createCounter();
  for (const { shadow } of rows) for (const { name, count } of shadow?.findings ?? []) findings.add(name, count);
  return {
    site,
    policy,
    calls: sum(
      sites.filter((row) => row.site === site),
      ({ calls }) => calls,
    ),
    shown: sum(ofSite, ({ shown }) => shown),
    live: modeTotals(
      sum(rows, ({ orders }) => orders),
      sum(rows, ({ shown }) => shown),
    ),
    shadow: {
      ...modeTotals(ofShadow('orders'), ofShadow('cards')),
      beside: ofShadow('beside'),
      unknown: ofShadow('unknown'),
      findings: findings.counts(),
    },
  };
}

/** Compares each policy that was in shadow at a site in the span of these insights, in the order of site and policy. */
export function compareShadow(insights: Insights): readonly ShadowComparison[] {
  const inShadow = insights.policies.filter(({ shadow }) => shadow !== null);
  return [...new Map(inShadow.map((row) => [`${row.site}\n${row.policy}`, row])).values()]
    .map((row) => compare(row, insights))
    .toSorted((one, other) => one.site.localeCompare(other.site) || one.policy.localeCompare(other.policy));
}
