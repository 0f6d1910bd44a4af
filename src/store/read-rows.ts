import * as Type from 'typebox';
import { MISSING_REASONS, type Truth } from '../decision/facts.ts';
import { ERRORS } from '../errors.ts';
import { tryParse } from '../json.ts';
import type { CallRecord, DecisionRecord, FeedbackRecord, ReadingRecord } from '../records/record.ts';
import { record } from '../schema/members.ts';
import { validatorOf } from '../schema/validator.ts';
import { unpackId } from './packed-id.ts';
import type { CallRow, DecisionRow, FeedbackRow, FurtherCardRow, OriginRow } from './schema.ts';
import { StoreError } from './store-error.ts';

/** A call's row with that of its origin. */
export type StoredCall = CallRow & OriginRow;
/** A decision's row as its texts stand in both releases. */
type DecisionTexts = Omit<DecisionRow, 'at' | 'call' | 'number' | 'mode' | 'card'> & {
  readonly mode?: string | null;
  readonly card: string | null;
};

// Rows as records. What comes back is checked: other versions of this program, and people, may have written it.

const text = Type.String();
const texts = Type.Array(text);
const optional = Type.Optional(text);
const count = Type.Integer({ minimum: 0 });
/** One of the keys; the type has the compiler see that none is left out. */
const keyOf = <T extends string>(known: Readonly<Record<T, unknown>>) => Type.Unsafe<T>({ enum: Object.keys(known) });

const ReadingShape = Type.Object({
  reference: text,
  name: text,
  category: keyOf<ReadingRecord['category']>({
    affirmed: 0,
    cancelled: 0,
    negated: 0,
    'other-person': 0,
    historical: 0,
    existing: 0,
    'not-ordering': 0,
    hypothetical: 0,
    uncertain: 0,
  }),
  group: optional,
  how: optional,
  spent: texts,
});

const StepShape = Type.Object({
  name: text,
  truth: keyOf<Truth>({ met: 0, 'not-met': 0, unknown: 0 }),
  reason: optional,
  references: texts,
  moreReferences: Type.Optional(count),
  readings: Type.Optional(Type.Array(ReadingShape)),
});

const DecisionShape = Type.Object({
  order: text,
  place: count,
  policy: text,
  policyVersion: text,
  policyHash: text,
  mode: Type.Optional(Type.Literal('shadow')),
  outcome: keyOf<DecisionRecord['outcome']>({ applies: 0, suppressed: 0, 'not-applicable': 0, unknown: 0 }),
  action: optional,
  why: optional,
  steps: Type.Array(StepShape),
  card: optional,
  furtherCards: Type.Optional(texts),
  suggestions: texts,
});

const missingReason = Type.Optional(keyOf(MISSING_REASONS));
const CallShape = Type.Object({
  id: text,
  at: text,
  site: text,
  service: text,
  hookInstance: optional,
  patient: optional,
  outcome: keyOf<CallRecord['outcome']>({ cards: 0, nothing: 0, ...ERRORS }),
  milliseconds: Type.Number({ minimum: 0 }),
  orders: count,
  knowledge: text,
  missing: record(missingReason),
  decisions: Type.Array(DecisionShape),
});

const FeedbackShape = Type.Object({
  id: text,
  site: text,
  service: text,
  card: text,
  outcome: keyOf<FeedbackRecord['outcome']>({ accepted: 0, overridden: 0 }),
  at: text,
  received: text,
  suggestions: texts,
  reason: optional,
  sealed: optional,
});

const isCall = validatorOf(CallShape);
const isFeedback = validatorOf(FeedbackShape);

/** Leaves out the members that are null: in a record, what is not there is absent. */
export const present = (members: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

/** The members as a call, if they are one. Throws StoreError `faulty-store`. */
export function checkedCall(members: unknown): CallRecord {
  if (!isCall(members)) throw new StoreError('faulty-store', `a row of calls: ${isCall.errors[0]?.instancePath}`);
  return members;
}

/** A decision's members from its row, whose lists are not checked yet. */
export function decisionMembers({
  order_ref,
  policy_version,
  policy_hash,
  steps,
  suggestions,
  ...same
}: DecisionTexts) {
  return {
    ...present({ ...same }),
    order: order_ref,
    policyVersion: policy_version,
    policyHash: policy_hash,
    steps: tryParse(steps),
    suggestions: tryParse(suggestions),
  };
}

/**
 * A call from its row, those of its decisions, which come in their order, and those of their further cards. Throws StoreError
 * `faulty-store`.
 */
export function callFrom(
  { hook_instance, missing, ...row }: StoredCall,
  decisions: readonly DecisionRow[],
  further: readonly FurtherCardRow[] = [],
): CallRecord {
  const { site, service, knowledge, outcome, milliseconds, orders } = row;
  const furtherOf = Map.groupBy(further, ({ number }) => number);
  const unpacked = (id: Uint8Array | null) => (id === null ? null : unpackId(id));
  return checkedCall({
    ...present({ hookInstance: unpacked(hook_instance), patient: unpacked(row.patient) }),
    site,
    service,
    knowledge,
    outcome,
    milliseconds,
    orders,
    id: unpackId(row.id),
    at: new Date(row.at).toISOString(),
    missing: missing === null ? {} : tryParse(missing),
    decisions: decisions.map(({ at: _at, call: _call, number, card, ...same }) => {
      const furtherCards = furtherOf.get(number)?.map((row) => unpackId(row.card));
      return { ...decisionMembers({ ...same, card: unpacked(card) }), ...(furtherCards && { furtherCards }) };
    }),
  });
}

/** Feedback from its row. Throws StoreError `faulty-store`. */
export function feedbackFrom({ suggestions, ...same }: FeedbackRow): FeedbackRecord {
  const feedback = { ...present({ ...same }), suggestions: tryParse(suggestions) };
  if (!isFeedback(feedback))
    throw new StoreError('faulty-store', `a row of feedback: ${isFeedback.errors[0]?.instancePath}`);
  return feedback;
}
