import type { MissingReason, Truth } from '../decision/facts.ts';
import type { Outcome } from '../decision/trace.ts';
import type { ErrorCode } from '../errors.ts';
import type { Category } from '../matching/language.ts';
import type { CrdRecord } from './exchange.ts';

/*
 * Records of calls and of feedback (CRD found-37): enough to say later what was answered and why, and nothing of the
 * patient. Ids that a client chose are kept as pseudonyms (see pseudonymizer.ts), but for UUIDs, which say nothing.
 */

/** One expression that was evaluated for an order. */
export interface StepRecord {
  readonly name: string;
  readonly truth: Truth;
  readonly reason?: string;
  /** Pseudonyms of the first resources it found, such as `Condition/~1b9d…`. */
  readonly references: readonly string[];
  /** Number of resources beyond these. */
  readonly moreReferences?: number;
  /** The names it asked about, as they were read. */
  readonly readings?: readonly ReadingRecord[];
}

/** Assertion of a name in the words of a resource: the knowledge's own codes, and none of the words. */
export interface ReadingRecord {
  /** Pseudonym of the resource. */
  readonly reference: string;
  /** CodeSystem and code of the name, such as `system/name`. */
  readonly name: string;
  readonly category: Category | 'affirmed' | 'cancelled';
  /** The group of the language that decided, and how its trigger came to decide. */
  readonly group?: string;
  readonly how?: string;
  /** Groups whose triggers were spent on something else. */
  readonly spent: readonly string[];
}

/** Outcome of one policy for one order. */
export interface DecisionRecord {
  /** Pseudonym of the order, such as `ServiceRequest/~1b9d…`; its type alone where the order has no id. */
  readonly order: string;
  /** The order's place in draftOrders, from 0. */
  readonly place: number;
  readonly policy: string;
  readonly policyVersion: string;
  /** SHA-256 of the policy's files, in hex. */
  readonly policyHash: string;
  /** Only of a policy in shadow, which was judged and not shown. */
  readonly mode?: 'shadow';
  readonly outcome: Outcome['kind'];
  /** The action that answered, or would have. */
  readonly action?: string;
  /** Reason why there was no card. */
  readonly why?: string;
  /** Empty beyond the first five hundred decisions of a call. */
  readonly steps: readonly StepRecord[];
  /** UUID of the card that was sent. */
  readonly card?: string;
  /** UUIDs of the further cards on it: a CRD client gets a card for each kind of advice. */
  readonly furtherCards?: readonly string[];
  /** UUIDs of the suggestions on its cards. */
  readonly suggestions: readonly string[];
}

/** UUIDs of all cards that were sent for a decision. */
export function cardIdsOf({
  card,
  furtherCards = [],
}: Pick<DecisionRecord, 'card' | 'furtherCards'>): readonly string[] {
  return card === undefined ? [] : [card, ...furtherCards];
}

/** One call of a service and what became of it, also when there was nothing to say. */
export interface CallRecord {
  /** The request id: a UUID, also in the log. */
  readonly id: string;
  /** Time at which the call arrived, as an instant in UTC. */
  readonly at: string;
  readonly site: string;
  readonly service: string;
  /** A UUID as it came, another text as a pseudonym; undefined if the call was refused before it could be read. */
  readonly hookInstance?: string;
  /** Pseudonym of the patient id. */
  readonly patient?: string;
  readonly outcome: 'cards' | 'nothing' | ErrorCode;
  /** From the first byte read to the answer, in milliseconds. */
  readonly milliseconds: number;
  /** Number of orders in the draft of a kind that is judged. */
  readonly orders: number;
  /** SHA-256 of all knowledge, in hex. */
  readonly knowledge: string;
  /** The facts that were asked for and did not arrive, or not completely. */
  readonly missing: Readonly<Record<string, MissingReason>>;
  readonly decisions: readonly DecisionRecord[];
  /** Code systems and payers that the knowledge does not know. Counted with the call, and not kept with it. */
  readonly unrecognized?: readonly string[];
  /** Of a call by a CRD client: what CRD's metrics ask. Kept apart from the call. */
  readonly crd?: CrdRecord;
}

/** True for the outcome of a call that was answered, with cards or without; others are codes of errors. */
export function isAnswered(outcome: string): outcome is 'cards' | 'nothing' {
  return outcome === 'cards' || outcome === 'nothing';
}

/** Outcome of a card, as a client reported it (CDS Hooks §Feedback). */
export interface FeedbackRecord {
  /** Keyed hash of site and content: the same report sent twice has the same id. */
  readonly id: string;
  readonly site: string;
  readonly service: string;
  /** UUID of the card, or a pseudonym of what came in its place. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** outcomeTimestamp, as an instant in UTC. */
  readonly at: string;
  /** Time of arrival, as an instant in UTC. */
  readonly received: string;
  /** UUIDs of the accepted suggestions, or pseudonyms. */
  readonly suggestions: readonly string[];
  /** Code of the override reason, if it is one that this server offers. */
  readonly reason?: string;
  /** Comment of the clinician or the client, encrypted. */
  readonly sealed?: string;
}
