/*
 * The tables, the same in SQLite and PostgreSQL. Instants are texts as of Date.toISOString, which sort as they follow each
 * other; lists and objects are JSON texts. Calls and decisions have the call's instant in their keys: rows are then added at
 * the end of a table, which costs half as much as adding them where a random id falls, and pages are read in this order.
 */

export interface CallRow {
  readonly id: string;
  readonly at: string;
  readonly site: string;
  readonly service: string;
  readonly hook_instance: string | null;
  readonly patient: string | null;
  readonly outcome: string;
  readonly milliseconds: number;
  readonly orders: number;
  readonly knowledge: string;
  readonly missing: string;
}

export interface DecisionRow {
  /** When the call arrived, and its id. */
  readonly at: string;
  readonly call: string;
  /** Its place among the call's decisions, from 0. */
  readonly number: number;
  readonly order_ref: string;
  readonly place: number;
  readonly policy: string;
  readonly policy_version: string;
  readonly policy_hash: string;
  readonly outcome: string;
  readonly action: string | null;
  readonly why: string | null;
  readonly steps: string;
  readonly card: string | null;
  readonly suggestions: string;
}

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

export interface TokenRow {
  readonly key: string;
  readonly expires: string;
}
