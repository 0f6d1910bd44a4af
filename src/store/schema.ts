/*
 * The tables, the same in SQLite and PostgreSQL. A call's instant is in milliseconds since 1970, its ids are packed into bytes
 * (packed-id.ts), and what many calls share stands once in `origins`: so a call without a decision takes less than 300 bytes.
 * Calls and decisions have the call's instant in their keys: rows are then added at the end of a table, which costs half as much
 * as adding them where a random id falls. Lists and objects are JSON texts.
 */

/** A call; site, service and knowledge stand in the row of its origin. */
export interface CallRow {
  readonly at: number;
  readonly id: Uint8Array;
  readonly origin: number;
  readonly hook_instance: Uint8Array | null;
  readonly patient: Uint8Array | null;
  readonly outcome: string;
  readonly milliseconds: number;
  readonly orders: number;
  /** Null where nothing is missing. */
  readonly missing: string | null;
}

/** Columns of `origins` beside its id. */
export interface OriginRow {
  readonly site: string;
  readonly service: string;
  readonly knowledge: string;
}

/** A decision of a call; lists are JSON texts. */
export interface DecisionRow {
  /** Time at which the call arrived, and its id. */
  readonly at: number;
  readonly call: Uint8Array;
  /** Its place among the call's decisions, from 0. */
  readonly number: number;
  readonly order_ref: string;
  readonly place: number;
  readonly policy: string;
  readonly policy_version: string;
  readonly policy_hash: string;
  /** Null for a policy that was live. */
  readonly mode: string | null;
  readonly outcome: string;
  readonly action: string | null;
  readonly why: string | null;
  readonly steps: string;
  readonly card: Uint8Array | null;
  readonly suggestions: string;
}

/** A further card of a decision, which is found by `at`, `call` and `number`. */
export interface FurtherCardRow {
  readonly card: Uint8Array;
  readonly at: number;
  readonly call: Uint8Array;
  readonly number: number;
}

/** Instants are texts as of Date.toISOString. */
export interface FeedbackRow {
  readonly id: string;
  readonly site: string;
  readonly service: string;
  readonly card: string;
  readonly outcome: string;
  readonly at: string;
  readonly received: string;
  readonly suggestions: string;
  readonly reason: string | null;
  readonly sealed: string | null;
}

/** A used token: the hash of its issuer and jti, and the instant after which it may be forgotten. */
export interface TokenRow {
  readonly key: string;
  readonly expires: string;
}

/** Columns of `subjects` beside its id; `roll_up` counts by day, subject and what (records/roll-up.ts). */
export interface SubjectRow {
  readonly site: string;
  readonly service: string;
  readonly policy: string;
  readonly outcome: string;
}
