import type { CallRecord, DecisionRecord, FeedbackRecord } from '../src/records/record.ts';

// Records for a store, as the product keeps them: of twenty calls nineteen have nothing to say.

const SITES = ['mercy', 'st-mary', 'lakeside', 'north-clinic', 'valley'];
const SERVICES = ['spine-coverage-order-sign', 'spine-coverage-order-select'];
const POLICIES = ['policy-1', 'policy-2', 'policy-3', 'policy-4'];
const OUTCOMES = ['applies', 'applies', 'applies', 'suppressed', 'unknown', 'not-applicable'] as const;
const REASONS = ['separate-visits', 'coverage-confirmed', 'self-pay-agreed'];
const CAUSE = 'coverage: unreachable';
const STEPS = Array.from({ length: 10 }, (_, at) => `conditionNumber${at}`);

const one = <T>(items: readonly T[], at: number): T => items[at % items.length] as T;
const pseudonym = () => `~${crypto.randomUUID().replaceAll('-', '')}`;

function decisionOf(number: number): DecisionRecord {
  const outcome = one(OUTCOMES, number);
  const order = `ServiceRequest/${pseudonym()}`;
  const isUnknown = outcome === 'unknown';
  return {
    order,
    place: 0,
    policy: one(POLICIES, number),
    policyVersion: '1.0.0',
    policyHash: 'a1'.repeat(32),
    outcome,
    action: 'offer',
    ...(isUnknown ? { why: CAUSE } : {}),
    steps: STEPS.map((name, at) =>
      isUnknown && at === 8
        ? { name, truth: 'unknown', reason: CAUSE, references: [] }
        : { name, truth: at % 2 === 0 ? 'met' : 'not-met', references: at === 9 ? [order] : [] },
    ),
    ...(outcome === 'applies' ? { card: crypto.randomUUID() } : {}),
    suggestions: outcome === 'applies' ? [crypto.randomUUID()] : [],
  };
}

/** The call with this number, at a time in milliseconds. */
export function callAt(time: number, number: number): CallRecord {
  const isJudged = number % 20 === 0;
  const isRefused = number % 500 === 1;
  return {
    id: crypto.randomUUID(),
    at: new Date(time).toISOString(),
    site: one(SITES, number),
    service: one(SERVICES, Math.floor(number / 7)),
    hookInstance: crypto.randomUUID(),
    patient: pseudonym(),
    outcome: isRefused ? 'invalid-request' : isJudged && one(OUTCOMES, number / 20) === 'applies' ? 'cards' : 'nothing',
    milliseconds: 1 + (number % 97) / 7,
    orders: isJudged ? 1 : 0,
    knowledge: 'b2'.repeat(32),
    missing: {},
    decisions: isJudged ? [decisionOf(number / 20)] : [],
  };
}

/** Feedback on three of ten cards, some hours later. */
export function feedbackOn(
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
