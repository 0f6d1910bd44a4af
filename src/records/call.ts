import type { Decision, Screening } from '../decision/decide.ts';
import { type Facts, factNamed, lackingIn } from '../decision/facts.ts';
import type { Step, WordReading } from '../decision/trace.ts';
import type { ErrorCode } from '../errors.ts';
import { referenceTo } from '../hooks/reference.ts';
import type { HookRequest } from '../hooks/request.ts';
import { memoize } from '../matching/memoize.ts';
import { categoryOf } from '../matching/mentions.ts';
import type { Fingerprint } from '../policies/content-hash.ts';
import { versionKey } from '../policies/policy.ts';
import type { DecidedCard } from '../response/respond.ts';
import type { Pseudonymizer } from './pseudonymizer.ts';
import type { CallRecord, DecisionRecord, ReadingRecord, StepRecord } from './record.ts';

/** Number of references whose pseudonym is memoized: the orders of a call name the same Conditions. */
const MOST_REFERENCES = 1000;
/** Most resources and words that are kept of one step, and most decisions of a call whose steps are kept. A chart may hold thousands. */
const MOST_OF_STEP = 20;
const MOST_TRACED = 500;

/** Members of any call's record, refused ones too. */
export interface CallFrame {
  /** The request id, a UUID. */
  readonly id: string;
  /** Time of arrival, as an instant in UTC. */
  readonly at: string;
  readonly site: string;
  readonly service: string;
  readonly milliseconds: number;
}

/** A call that was answered, as far as it is recorded: what it asked, what was known, what was decided and what was shown. */
interface CallToRecord extends CallFrame {
  readonly request: Pick<HookRequest, 'hookInstance' | 'patientId'>;
  readonly screening: Screening;
  readonly facts: Facts;
  readonly decisions: readonly Decision[];
  readonly cards: readonly DecidedCard[];
  /** Decisions of the policies in shadow, of which nothing was shown. */
  readonly shadow?: readonly Decision[];
  /** Code systems and payers that the knowledge does not know. */
  readonly unrecognized?: readonly string[];
}

/** Converts a mention to its record, without the words it was read in. */
function readingRecord({ reference, mention }: WordReading, referenceOf: (reference: string) => string): ReadingRecord {
  const { name, assertion, cancelled, spent } = mention;
  return {
    reference: referenceOf(reference),
    name: `${name.system.split('/').at(-1) ?? ''}/${name.code}`,
    category: cancelled ? 'cancelled' : categoryOf(mention),
    ...(assertion === undefined ? {} : { group: assertion.group, how: assertion.how }),
    spent: [...new Set(spent.map(({ group }) => group))],
  };
}

function stepRecord(
  { name, truth, reason, references, readings = [] }: Step,
  referenceOf: (reference: string) => string,
): StepRecord {
  return {
    name,
    truth,
    ...(reason === undefined ? {} : { reason }),
    references: references.slice(0, MOST_OF_STEP).map(referenceOf),
    ...(references.length > MOST_OF_STEP ? { moreReferences: references.length - MOST_OF_STEP } : {}),
    ...(readings.length === 0
      ? {}
      : { readings: readings.slice(0, MOST_OF_STEP).map((reading) => readingRecord(reading, referenceOf)) }),
  };
}

/** Context that the records of a call's decisions share. */
interface DecisionContext {
  readonly placeOf: ReadonlyMap<unknown, number>;
  readonly cardsOf: ReadonlyMap<Decision, readonly DecidedCard[]>;
  readonly fingerprint: Fingerprint;
  readonly referenceOf: (reference: string) => string;
}

/** The record of a decision, with its steps if it is among the first of the call. */
function decisionRecord(
  decision: Decision,
  at: number,
  { placeOf, cardsOf, fingerprint: { policies }, referenceOf }: DecisionContext,
): DecisionRecord {
  const { order, policy, trace, outcome } = decision;
  const decided = cardsOf.get(decision) ?? [];
  const all = at < MOST_TRACED ? [trace.scope, trace.facts, ...trace.attempts.map(({ steps }) => steps)] : [];
  const [first, ...further] = decided.map(({ card }) => card.uuid);
  return {
    order: referenceOf(order.reference ?? referenceTo(order.resource)),
    place: placeOf.get(order.resource) ?? -1,
    policy: policy.id,
    policyVersion: policy.version,
    policyHash: policies.get(versionKey(policy.id, policy.version)) ?? 'unknown',
    outcome: outcome.kind,
    ...('action' in outcome ? { action: outcome.action.id } : {}),
    ...('why' in outcome ? { why: outcome.why } : {}),
    steps: all.flat().map((step) => stepRecord(step, referenceOf)),
    ...(first === undefined ? {} : { card: first }),
    ...(further.length === 0 ? {} : { furtherCards: further }),
    suggestions: decided.flatMap(({ card }) => card.suggestions ?? []).map(({ uuid }) => uuid),
  };
}

/**
 * Builds the record of a call that was answered, also with nothing (CRD found-37). Names, reasons and actions are the knowledge's
 * and this server's own words; whatever the client said is a pseudonym.
 */
export function recordCall(answered: CallToRecord, fingerprint: Fingerprint, pseudonymizer: Pseudonymizer): CallRecord {
  const { id, at, site, service, milliseconds, request, screening, facts, decisions, cards, shadow = [] } = answered;
  const context: DecisionContext = {
    placeOf: new Map(screening.draft.resources.map((resource, place) => [resource, place])),
    cardsOf: Map.groupBy(cards, ({ decision }) => decision),
    fingerprint,
    referenceOf: memoize(MOST_REFERENCES, (reference: string) => pseudonymizer.reference(reference, site)),
  };
  const missing = [...screening.needs].flatMap((name) => {
    const fact = factNamed(facts, name);
    const reason = lackingIn(fact);
    return reason === undefined ? [] : [[name, reason] as const];
  });
  return {
    id,
    at,
    site,
    service,
    hookInstance: pseudonymizer.uuidOrPseudonym(request.hookInstance),
    patient: pseudonymizer.pseudonym(request.patientId, site),
    outcome: cards.length > 0 ? 'cards' : 'nothing',
    milliseconds,
    orders: screening.orders.length,
    knowledge: fingerprint.knowledge,
    missing: Object.fromEntries(missing),
    ...(answered.unrecognized?.length ? { unrecognized: answered.unrecognized } : {}),
    decisions: [
      ...decisions.map((decision, at) => decisionRecord(decision, at, context)),
      ...shadow.map((decision, at) => ({
        ...decisionRecord(decision, decisions.length + at, context),
        mode: 'shadow' as const,
      })),
    ],
  };
}

/** Builds the record of a refused call: that it came, and its error code. */
export function recordRefusal(
  { id, at, site, service, milliseconds, code }: CallFrame & { readonly code: ErrorCode },
  { knowledge }: Fingerprint,
): CallRecord {
  return { id, at, site, service, outcome: code, milliseconds, orders: 0, knowledge, missing: {}, decisions: [] };
}
