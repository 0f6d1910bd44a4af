import type { CallRecord, FeedbackRecord, StepRecord } from '../records/record.ts';
import { packId } from './packed-id.ts';
import type { CallRow, DecisionRow, FeedbackRow, FurtherCardRow, OriginRow } from './schema.ts';
import { StoreError } from './store-error.ts';

// Records as rows. Each function makes its rows with the same members in the same order, on which the inserts rely.

const packed = (id: string | undefined) => (id === undefined ? null : packId(id));

/** PostgreSQL would take what is not a number, which no histogram can. */
function finite(milliseconds: number): number {
  if (!Number.isFinite(milliseconds)) throw new StoreError('refused-record', 'milliseconds');
  return milliseconds;
}

/** Returns the members of a call that are stored once for many calls. */
export function originOf({ site, service, knowledge }: CallRecord): OriginRow {
  return { site, service, knowledge };
}

/** A call as a row, with the number of its origin; its decisions have rows of their own. */
export function rowOfCall(call: CallRecord, origin: number): CallRow {
  return {
    at: Date.parse(call.at),
    id: packId(call.id),
    origin,
    hook_instance: packed(call.hookInstance),
    patient: packed(call.patient),
    outcome: call.outcome,
    milliseconds: finite(call.milliseconds),
    orders: call.orders,
    missing: Object.keys(call.missing).length === 0 ? null : JSON.stringify(call.missing),
  };
}

/** The rows of a call's decisions, in their order. */
export function rowsOfDecisions({ id, at, decisions }: CallRecord): readonly DecisionRow[] {
  return decisions.map((decision, number) => ({
    at: Date.parse(at),
    call: packId(id),
    number,
    order_ref: decision.order,
    place: decision.place,
    policy: decision.policy,
    policy_version: decision.policyVersion,
    policy_hash: decision.policyHash,
    mode: decision.mode ?? null,
    outcome: decision.outcome,
    action: decision.action ?? null,
    why: decision.why ?? null,
    steps: JSON.stringify(decision.steps satisfies readonly StepRecord[]),
    card: packed(decision.card),
    suggestions: JSON.stringify(decision.suggestions),
  }));
}

/** The rows of the further cards of a call's decisions. */
export function rowsOfFurtherCards({ id, at, decisions }: CallRecord): readonly FurtherCardRow[] {
  return decisions.flatMap(({ furtherCards = [] }, number) =>
    furtherCards.map((card) => ({ card: packId(card), at: Date.parse(at), call: packId(id), number })),
  );
}

/** Feedback as a row. */
export function rowOfFeedback(feedback: FeedbackRecord): FeedbackRow {
  return {
    id: feedback.id,
    site: feedback.site,
    service: feedback.service,
    card: feedback.card,
    outcome: feedback.outcome,
    at: feedback.at,
    received: feedback.received,
    suggestions: JSON.stringify(feedback.suggestions),
    reason: feedback.reason ?? null,
    sealed: feedback.sealed ?? null,
  };
}
