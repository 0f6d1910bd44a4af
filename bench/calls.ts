import type { CallRecord, DecisionRecord, FeedbackRecord } from '../src/records/record.ts';
import { aCall, aDecision } from '../test/support/records.ts';

// Records for a store, as the product keeps them: of twenty calls nineteen have nothing to say.

const SITES = ['mercy', 'st-mary', 'lakeside', 'north-clinic', 'valley'];
const SERVICES = ['spine-coverage-order-sign', 'spine-coverage-order-select'];
const OUTCOMES = ['applies', 'applies', 'applies', 'suppressed', 'unknown', 'not-applicable'] as const;
const REASONS = ['separate-visits', 'coverage-confirmed', 'self-pay-agreed'];
const CAUSE = 'coverage: unreachable';
const met = (name: string) => ({ name, truth: 'met' as const, references: [] });
const STEPS = Array.from({ length: 9 }, (_, at) => met(`conditionNumber${at}`));

const one = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;
const pseudonym = () => `~${crypto.randomUUID().replaceAll('-', '')}`;

function decisionOf(number: number): DecisionRecord {
  const outcome = one(OUTCOMES, number);
  const order = `ServiceRequest/${pseudonym()}`;
  const last = { ...met('conditionNumber9'), references: [order] };
  const policy = `policy-${1 + (number % 4)}`;
  const { why, card, ...decision } = aDecision({ order, policy, outcome, steps: [...STEPS, last], suggestions: [] });
  if (outcome === 'applies') return { ...decision, card: crypto.randomUUID(), suggestions: [crypto.randomUUID()] };
  if (outcome !== 'unknown') return decision;
  return { ...decision, why: CAUSE, steps: [...STEPS, { ...last, truth: 'unknown', reason: CAUSE }] };
}

/** The call with this number, at a time in milliseconds. */
export function recordedCall(time: number, number: number): CallRecord {
  const decisions = number % 20 === 0 ? [decisionOf(number / 20)] : [];
  const hasCard = decisions.some(({ outcome }) => outcome === 'applies');
  return aCall({
    at: new Date(time).toISOString(),
    site: one(SITES, number),
    service: one(SERVICES, Math.floor(number / 7)),
    patient: pseudonym(),
    outcome: number % 500 === 1 ? 'invalid-request' : hasCard ? 'cards' : 'nothing',
    milliseconds: 1 + (number % 97) / 7,
    orders: decisions.length,
    missing: {},
    decisions,
  });
}

/** Feedback on three of ten cards, some hours later. */
export function recordedFeedback(
  { at, site, service, decisions: [decision] }: CallRecord,
  number: number,
): readonly FeedbackRecord[] {
  const card = decision?.card;
  if (card === undefined || (number / 20) % 10 >= 3) return [];
  const received = new Date(Date.parse(at) + (number % 240) * 60_000).toISOString();
  const report = { id: pseudonym().slice(1).repeat(2), site, service, card, at: received, received, suggestions: [] };
  if (number % 100 === 0) return [{ ...report, outcome: 'accepted' }];
  return [{ ...report, outcome: 'overridden', reason: one(REASONS, Math.floor(number / 20)) }];
}
