import type { CallRecord, FeedbackRecord, StepRecord } from '../records/record.ts';
import type { CallRow, DecisionRow, FeedbackRow } from './schema.ts';

// Records as rows. Each function makes its rows with the same members in the same order, on which the inserts rely.

/** A call as a row; its decisions have rows of their own. */
export function rowOfCall(call: CallRecord): CallRow {
  return {
    id: call.id,
    at: call.at,
    site: call.site,
    service: call.service,
    hook_instance: call.hookInstance ?? null,
    patient: call.patient ?? null,
    outcome: call.outcome,
    milliseconds: call.milliseconds,
    orders: call.orders,
    knowledge: call.knowledge,
    missing: JSON.stringify(call.missing),
  };
}

/** The rows of a call's decisions, in their order. */
export function rowsOfDecisions({ id, at, decisions }: CallRecord): readonly DecisionRow[] {
  return decisions.map((decision, number) => ({
    at,
    call: id,
    number,
    order_ref: decision.order,
    place: decision.place,
    policy: decision.policy,
    policy_version: decision.policyVersion,
    policy_hash: decision.policyHash,
    outcome: decision.outcome,
    action: decision.action ?? null,
    why: decision.why ?? null,
    steps: JSON.stringify(decision.steps satisfies readonly StepRecord[]),
    card: decision.card ?? null,
    suggestions: JSON.stringify(decision.suggestions),
  }));
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
