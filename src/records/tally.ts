import { nameOf, wordsOf } from './feedback-record.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import type { CallRecord, DecisionRecord, FeedbackRecord } from './record.ts';
import { type Counter, createCounter, weekOf } from './statistics.ts';

/** A card that was shown, and what was reported of it. */
export interface ShownCard {
  readonly ofPolicy: PolicyTally;
  accepted: boolean;
  /** The last override. */
  overridden: { readonly at: string; readonly reason: string } | undefined;
}

/** What has been counted of one policy at one site in one week. */
export interface PolicyTally {
  readonly week: string;
  readonly site: string;
  readonly policy: string;
  readonly cards: ShownCard[];
  /** Of each call in which the policy judged an order, in milliseconds. */
  readonly durations: number[];
  readonly unknownCauses: Counter;
  readonly unknownSteps: Counter;
  orders: number;
  unknown: number;
  feedback: number;
}

/** What has been counted of one site in one week. */
export interface SiteTally {
  readonly week: string;
  readonly site: string;
  /** Of each call that was answered, in milliseconds. */
  readonly durations: number[];
  readonly refused: Counter;
  silent: number;
}

/** All that has been counted. Grows with cards, and by a few numbers for each call. */
export interface Tallies {
  readonly policies: Map<string, PolicyTally>;
  readonly sites: Map<string, SiteTally>;
  /** By site and card. */
  readonly cards: Map<string, ShownCard>;
  /** Feedback on other cards, by site. */
  readonly unmatched: Counter;
}

/** Nothing counted yet. */
export function emptyTallies(): Tallies {
  return { policies: new Map(), sites: new Map(), cards: new Map(), unmatched: createCounter() };
}

const keyOf = (...parts: readonly string[]) => parts.join('\n');

function siteTally(sites: Tallies['sites'], week: string, site: string): SiteTally {
  const key = keyOf(week, site);
  const tally = sites.get(key) ?? { week, site, durations: [], refused: createCounter(), silent: 0 };
  sites.set(key, tally);
  return tally;
}

function policyTally(policies: Tallies['policies'], week: string, site: string, policy: string): PolicyTally {
  const key = keyOf(week, site, policy);
  const tally = policies.get(key) ?? {
    week,
    site,
    policy,
    cards: [],
    durations: [],
    unknownCauses: createCounter(),
    unknownSteps: createCounter(),
    orders: 0,
    unknown: 0,
    feedback: 0,
  };
  policies.set(key, tally);
  return tally;
}

function countDecision({ card, outcome, why, steps }: DecisionRecord, ofPolicy: PolicyTally, { cards }: Tallies): void {
  ofPolicy.orders += 1;
  if (card !== undefined) {
    const shown: ShownCard = { ofPolicy, accepted: false, overridden: undefined };
    ofPolicy.cards.push(shown);
    cards.set(keyOf(ofPolicy.site, card), shown);
  }
  if (outcome === 'unknown') {
    ofPolicy.unknown += 1;
    ofPolicy.unknownCauses.add(why ?? 'no reason');
  }
  for (const { truth, reason } of steps) if (truth === 'unknown') ofPolicy.unknownSteps.add(reason ?? 'no result');
}

/** Counts a call and the cards it showed, for the week it arrived. */
export function countCall({ at, site, outcome, milliseconds, decisions }: CallRecord, tallies: Tallies): void {
  const week = weekOf(at);
  const ofSite = siteTally(tallies.sites, week, site);
  if (outcome !== 'cards' && outcome !== 'nothing') {
    ofSite.refused.add(outcome);
    return;
  }
  ofSite.durations.push(milliseconds);
  if (outcome === 'nothing') ofSite.silent += 1;
  const judging = new Set<PolicyTally>();
  for (const decision of decisions) {
    const ofPolicy = policyTally(tallies.policies, week, site, decision.policy);
    countDecision(decision, ofPolicy, tallies);
    judging.add(ofPolicy);
  }
  for (const { durations } of judging) durations.push(milliseconds);
}

function reasonOf(record: FeedbackRecord, pseudonymizer: Pseudonymizer): string {
  if (record.reason !== undefined) return record.reason;
  const words = wordsOf(record, pseudonymizer);
  if (words === 'unreadable') return words;
  const name = words.reasons.map(nameOf).find((given) => given !== undefined);
  return name === undefined ? 'none' : `other: ${name}`;
}

/** Counts a report for the card it is about, if that site was shown this card in the calls counted before. */
export function countFeedback(
  record: FeedbackRecord,
  { cards, unmatched }: Tallies,
  pseudonymizer: Pseudonymizer,
): void {
  const card = cards.get(keyOf(record.site, record.card));
  if (!card) {
    unmatched.add(record.site);
    return;
  }
  card.ofPolicy.feedback += 1;
  if (record.outcome === 'accepted') card.accepted = true;
  else if (card.overridden === undefined || record.at >= card.overridden.at)
    card.overridden = { at: record.at, reason: reasonOf(record, pseudonymizer) };
}
