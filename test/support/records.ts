import { randomUUID } from 'node:crypto';
import type { AssertionRecord } from '../../src/records/assertion.ts';
import type { CallRecord, DecisionRecord, FeedbackRecord } from '../../src/records/record.ts';

/** An instant, some seconds after noon. */
export const instant = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 12) + seconds * 1000).toISOString();

/** A decision with every member. */
export function aDecision(members: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    order: 'ServiceRequest/~1b9d6bcd',
    place: 0,
    policy: 'mechanical-traction',
    policyVersion: '1.0.0',
    policyHash: 'a1'.repeat(32),
    outcome: 'applies',
    action: 'unsafe',
    why: 'boneCancer: the client sent none',
    steps: [
      { name: 'isTraction', truth: 'met', references: ['ServiceRequest/~1b9d6bcd'] },
      { name: 'boneCancer', truth: 'unknown', reason: 'late', references: [] },
    ],
    card: randomUUID(),
    suggestions: [randomUUID()],
    ...members,
  };
}

/** A decision of a policy in shadow, that would have shown a card unless the members say otherwise. */
export function aShadowDecision(members: Partial<DecisionRecord> = {}): DecisionRecord {
  const { card: _, ...decision } = aDecision({ policy: 'unseen', suggestions: [], ...members });
  return { ...decision, mode: 'shadow' };
}

/** A call with every member and no decisions. */
export function aCall(members: Partial<CallRecord> = {}): CallRecord {
  return {
    id: randomUUID(),
    at: instant(0),
    site: 'mercy',
    service: 'spine-coverage-order-sign',
    hookInstance: randomUUID(),
    patient: '~5d41402a',
    outcome: 'cards',
    milliseconds: 12.345678,
    orders: 2,
    knowledge: 'b2'.repeat(32),
    missing: { conditions: 'late' },
    decisions: [],
    ...members,
  };
}

/** An assertion with every member. */
export function anAssertion(members: Partial<AssertionRecord> = {}): AssertionRecord {
  return {
    id: randomUUID(),
    call: randomUUID(),
    at: instant(0),
    site: 'mercy',
    payer: 'a-plan',
    order: 'ServiceRequest/~1b9d6bcd',
    coverage: 'Coverage/~5d41402a',
    version: '2.2',
    knowledge: 'b2'.repeat(32),
    parts: [{ url: 'covered', valueCode: 'not-covered' }],
    ...members,
  };
}

/** Feedback with every member. */
export function aFeedback(members: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    id: randomUUID(),
    site: 'mercy',
    service: 'spine-coverage-order-sign',
    card: randomUUID(),
    outcome: 'overridden',
    at: instant(10),
    received: instant(20),
    suggestions: [randomUUID()],
    reason: 'separate-visits',
    sealed: 'v1.Zm9v',
    ...members,
  };
}

/** Ten calls each day of two months up to 2026-11-21, of which six show a card until a policy falls silent on a day. */
export function silentFrom(day: string): readonly CallRecord[] {
  const days = Array.from({ length: 62 }, (_, ago) => new Date(Date.UTC(2026, 10, 21 - ago, 12)).toISOString());
  return days.flatMap((at) =>
    Array.from({ length: 10 }, (_, number) =>
      number < 6 && at < day ? aCall({ at, decisions: [aDecision()] }) : aCall({ at, outcome: 'nothing' }),
    ),
  );
}
