import type { Pseudonymizer } from './pseudonymizer.ts';
import type { CallRecord, FeedbackRecord } from './record.ts';
import { type Count, createCounter, type Latency, latencyOf, rateOf } from './statistics.ts';
import { countCall, countFeedback, emptyTallies, type PolicyTally, type SiteTally } from './tally.ts';

/** What one policy did at one site in one ISO week, counted by the arrival of the calls. */
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
  readonly reasons: readonly Count[];
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
  readonly unknownCauses: readonly Count[];
  /** Expressions without a result, by reason, also where a decision could be made without them. */
  readonly unknownSteps: readonly Count[];
  readonly latency: Latency | null;
}

/** What one site asked in one ISO week. */
export interface SiteRow {
  readonly week: string;
  readonly site: string;
  /** Calls that were answered. */
  readonly calls: number;
  /** Those that had nothing to say. */
  readonly silent: number;
  /** Calls that were refused, by error code. */
  readonly refused: readonly Count[];
  /** Of the answered calls: a refusal is quick and would flatter. */
  readonly latency: Latency | null;
}

/** Rows in the order of week, site and policy. Plain JSON: the form for machines; export.ts has the one for spreadsheets. */
export interface Insights {
  readonly policies: readonly PolicyRow[];
  readonly sites: readonly SiteRow[];
  /** Reports by site on cards that are not the site's, or were not shown in these calls: in another span, or never. */
  readonly unmatched: readonly Count[];
}

function policyRow(tally: PolicyTally, reporting: ReadonlySet<string>): PolicyRow {
  const { week, site, policy, cards, durations, orders, feedback, unknown, unknownCauses, unknownSteps } = tally;
  const accepted = cards.filter((card) => card.accepted).length;
  const reasons = createCounter();
  let overridden = 0;
  for (const card of cards) {
    if (card.accepted || !card.overridden) continue;
    overridden += 1;
    reasons.add(card.overridden.reason);
  }
  const shown = cards.length;
  const reported = accepted + overridden;
  const rate = (part: number, whole: number) => (reporting.has(site) ? rateOf(part, whole) : null);
  return {
    week,
    site,
    policy,
    calls: durations.length,
    orders,
    shown,
    accepted,
    overridden,
    reasons: reasons.counts(),
    unreported: shown - reported,
    feedback,
    acceptance: rate(accepted, shown),
    override: rate(overridden, reported),
    reportedShare: rate(reported, shown),
    unknown,
    unknownCauses: unknownCauses.counts(),
    unknownSteps: unknownSteps.counts(),
    latency: latencyOf(durations),
  };
}

function siteRow({ week, site, durations, refused, silent }: SiteTally): SiteRow {
  return { week, site, calls: durations.length, silent, refused: refused.counts(), latency: latencyOf(durations) };
}

const inOrder = <T>(tallies: ReadonlyMap<string, T>): readonly T[] =>
  [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);

/**
 * Counts what calls and feedback say of policies and sites. Reads all calls, then all feedback, page by page; keeps one entry
 * for each card and a few numbers for each call. Feedback counts for the week its card was shown, so it should be given from
 * the first call to the present.
 */
export async function insightsOf(
  calls: AsyncIterable<readonly CallRecord[]>,
  feedback: AsyncIterable<readonly FeedbackRecord[]>,
  pseudonymizer: Pseudonymizer,
): Promise<Insights> {
  const tallies = emptyTallies();
  for await (const page of calls) for (const call of page) countCall(call, tallies);
  for await (const page of feedback) for (const record of page) countFeedback(record, tallies, pseudonymizer);
  const policies = inOrder(tallies.policies);
  const reporting = new Set(policies.filter((tally) => tally.feedback > 0).map(({ site }) => site));
  return {
    policies: policies.map((tally) => policyRow(tally, reporting)),
    sites: inOrder(tallies.sites).map(siteRow),
    unmatched: tallies.unmatched.counts(),
  };
}
