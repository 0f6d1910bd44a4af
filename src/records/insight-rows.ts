import { type Latency, latencyOf } from './histogram.ts';
import { isAnswered } from './record.ts';
import { type Count, counterOf, SHADOW } from './roll-up.ts';
import { type Counter, createCounter, type NamedCount, rateOf } from './statistics.ts';

/** Counts of a policy in shadow, at one site in one ISO week; none of its cards was shown. */
interface ShadowCounts {
  /** Calls in which the policy judged an order. */
  readonly calls: number;
  readonly orders: number;
  /** Cards that would have been shown. */
  readonly cards: number;
  /** Those of orders that another policy showed a card for. */
  readonly beside: number;
  /** The cards by the action that would have answered. */
  readonly findings: readonly NamedCount[];
  /** Decisions that could not be made, and why. */
  readonly unknown: number;
  readonly unknownCauses: readonly NamedCount[];
  readonly unknownSteps: readonly NamedCount[];
}

/** One policy at one site in one ISO week, counted by the arrival of the calls. */
export interface PolicyRow {
  readonly week: string;
  readonly site: string;
  readonly policy: string;
  /** Calls in which the policy judged an order. */
  readonly calls: number;
  readonly orders: number;
  readonly shown: number;
  /** Cards with an accepted suggestion, whatever else was reported of them. */
  readonly accepted: number;
  /** Cards that were overridden and not accepted. */
  readonly overridden: number;
  /** By the last reason given: an offered code, `other: …` for a client's own, `none`, or `unreadable`. */
  readonly reasons: readonly NamedCount[];
  /** Cards of which nothing is known. Nobody says that they were overridden: clients do not report what is ignored. */
  readonly unreported: number;
  /** Reports that arrived, several for one card counted each. */
  readonly feedback: number;
  /** accepted / shown; null if the site reports nothing. */
  readonly acceptance: number | null;
  /** overridden / (accepted + overridden). */
  readonly override: number | null;
  /** (accepted + overridden) / shown. */
  readonly reportedShare: number | null;
  /** Decisions that could not be made, and why. */
  readonly unknown: number;
  readonly unknownCauses: readonly NamedCount[];
  /** Expressions without a result, by reason, also where a decision could be made without them. */
  readonly unknownSteps: readonly NamedCount[];
  readonly latency: Latency | null;
  /** Null if the policy was not in shadow. All other members count what was live. */
  readonly shadow: ShadowCounts | null;
}

/** One site in one ISO week, over all policies. */
export interface SiteRow {
  readonly week: string;
  readonly site: string;
  /** Calls that were answered. */
  readonly calls: number;
  /** Those that had nothing to say. */
  readonly silent: number;
  /** Calls that were refused, by error code. */
  readonly refused: readonly NamedCount[];
  /** Facts that were not complete, with the reason: `conditions: withheld`. */
  readonly incomplete: readonly NamedCount[];
  /** Code systems and payers that the knowledge does not know, by calls. */
  readonly unrecognized: readonly NamedCount[];
  /** Of the answered calls: a refusal is quick and would flatter. */
  readonly latency: Latency | null;
}

/** Rows in the order of week, site and policy. Plain JSON: the form for machines; export.ts has the one for spreadsheets. */
export interface Insights {
  readonly policies: readonly PolicyRow[];
  readonly sites: readonly SiteRow[];
  /** Reports by site on cards that are not the site's, or were not shown in these calls: in another span, or never. */
  readonly unmatched: readonly NamedCount[];
}

const NAMED_KINDS = ['cause', 'step', 'reason', 'missing', 'unrecognized', 'finding'] as const;
type NamedKind = (typeof NAMED_KINDS)[number];

/** Counts, parsed: `totals` by the word before the colon. */
interface Tally {
  readonly totals: Counter;
  readonly histogram: Map<number, number>;
  readonly named: Readonly<Record<NamedKind | 'refused', Counter>>;
}

/** Counts of one policy or site in one week, those in shadow apart. */
interface Subject {
  readonly site: string;
  readonly policy: string;
  readonly live: Tally;
  readonly shadow: Tally;
}

function emptyTally(): Tally {
  const named = {
    cause: createCounter(),
    step: createCounter(),
    reason: createCounter(),
    missing: createCounter(),
    unrecognized: createCounter(),
    finding: createCounter(),
    refused: createCounter(),
  };
  return { totals: createCounter(), histogram: new Map(), named };
}

function addTo({ totals, histogram, named }: Tally, entry: Count): void {
  const { policy, outcome, count } = entry;
  const { kind, name } = counterOf(entry);
  totals.add(kind, count);
  totals.add(`${kind} ${outcome}`, count);
  if (kind === 'ms') histogram.set(Number(name), (histogram.get(Number(name)) ?? 0) + count);
  const namedKind = NAMED_KINDS.find((known) => known === kind);
  if (namedKind) named[namedKind].add(name, count);
  if (kind === 'calls' && policy === '' && !isAnswered(outcome)) named.refused.add(outcome, count);
}

function shadowCounts({ totals, named }: Tally): ShadowCounts | null {
  if (totals.of('calls') === 0) return null;
  return {
    calls: totals.of('calls'),
    orders: totals.of('orders'),
    cards: totals.of('cards'),
    beside: totals.of('beside'),
    findings: named.finding.counts(),
    unknown: totals.of('orders unknown'),
    unknownCauses: named.cause.counts(),
    unknownSteps: named.step.counts(),
  };
}

function policyRow(week: string, { site, policy, live, shadow }: Subject): PolicyRow {
  const { totals, histogram, named } = live;
  const [shown, accepted, overridden] = [totals.of('shown'), totals.of('accepted'), named.reason.total()];
  const reported = accepted + overridden;
  return {
    week,
    site,
    policy,
    calls: totals.of('calls'),
    orders: totals.of('orders'),
    shown,
    accepted,
    overridden,
    reasons: named.reason.counts(),
    unreported: shown - reported,
    feedback: totals.of('feedback'),
    acceptance: rateOf(accepted, shown),
    override: rateOf(overridden, reported),
    reportedShare: rateOf(reported, shown),
    unknown: totals.of('orders unknown'),
    unknownCauses: named.cause.counts(),
    unknownSteps: named.step.counts(),
    latency: latencyOf(histogram),
    shadow: shadowCounts(shadow),
  };
}

function siteRow(week: string, { site, live: { totals, histogram, named } }: Subject): SiteRow {
  const refused = named.refused;
  const calls = totals.of('calls') - refused.total();
  return {
    week,
    site,
    calls,
    silent: totals.of('calls nothing'),
    refused: refused.counts(),
    incomplete: named.missing.counts(),
    unrecognized: named.unrecognized.counts(),
    latency: latencyOf(histogram),
  };
}

/** Makes the rows of insights, week by week. */
interface InsightBuilder {
  /** The counts of one week, or of a part of it at either end of the span. */
  addWeek(week: string, counts: readonly Count[]): void;
  /** Reports that arrived from the first day of the span to the present, by site. */
  build(arrived: readonly Count[]): Insights;
}

/** A builder without rows. */
export function createInsightBuilder(): InsightBuilder {
  const policies: PolicyRow[] = [];
  const sites: SiteRow[] = [];
  return {
    addWeek(week, counts) {
      const subjects = new Map<string, Subject>();
      for (const entry of counts) {
        if (entry.what === 'reports') continue;
        const key = `${entry.site}\n${entry.policy}`;
        const { site, policy, what } = entry;
        const subject = subjects.get(key) ?? { site, policy, live: emptyTally(), shadow: emptyTally() };
        subjects.set(key, subject);
        if (what.startsWith(SHADOW)) addTo(subject.shadow, { ...entry, what: what.slice(SHADOW.length) });
        else addTo(subject.live, entry);
      }
      const inOrder = [...subjects].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, subject]) => subject);
      policies.push(...inOrder.filter(({ policy }) => policy !== '').map((subject) => policyRow(week, subject)));
      sites.push(...inOrder.filter(({ policy }) => policy === '').map((subject) => siteRow(week, subject)));
    },
    build(arrived) {
      const reported = createCounter();
      for (const { site, feedback } of policies) reported.add(site, feedback);
      const unmatched = createCounter();
      for (const { site, what, count } of arrived) if (what === 'reports') unmatched.add(site, count);
      for (const { site, feedback } of policies) unmatched.add(site, -feedback);
      // A site that never reports has not rejected anything.
      const unknown = { acceptance: null, override: null, reportedShare: null };
      return {
        policies: policies.map((row) => (reported.of(row.site) > 0 ? row : { ...row, ...unknown })),
        sites,
        unmatched: unmatched.counts(),
      };
    },
  };
}
