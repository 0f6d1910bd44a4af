import type { CallRecord, FeedbackRecord } from '../records/record.ts';

/** Which calls to look up: all of one hook firing, or the one that sent a card. */
export type CallQuery = { readonly hookInstance: string } | { readonly card: string };

/** A span of time; from inclusive, to exclusive, as instants in UTC. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/**
 * Where calls, feedback and used tokens are kept. Every method rejects with StoreError if the store cannot be reached; what a
 * resolved promise acknowledged is on disk. All writes may be repeated: what is there already stays as it is. Instants are
 * texts as of Date.toISOString, which sort as they follow each other.
 */
export interface Store {
  keepCalls(calls: readonly CallRecord[]): Promise<void>;
  /** All of them or none. */
  keepFeedback(feedback: readonly FeedbackRecord[]): Promise<void>;
  /**
   * True for the first use of a token, false for every other, across all replicas. `key` is a hash of issuer and jti;
   * `expires` is an instant in UTC after which it may be forgotten.
   */
  useToken(key: string, expires: string): Promise<boolean>;
  /** The oldest first; of more than 1000, the newest. */
  callsOf(query: CallQuery): Promise<readonly CallRecord[]>;
  /** Feedback on any of these cards, the first that arrived first. */
  feedbackOn(cards: readonly string[]): Promise<readonly FeedbackRecord[]>;
  /** Calls that arrived in a span, page by page, so that a long reading does not hold up the answers. */
  callsIn(span: Span): AsyncIterable<readonly CallRecord[]>;
  /** Feedback that arrived in a span, page by page. */
  feedbackIn(span: Span): AsyncIterable<readonly FeedbackRecord[]>;
  /** Deletes calls and feedback that arrived before the one instant, and tokens that expired before the other. */
  forget(before: { readonly records: string; readonly tokens: string }): Promise<void>;
  /** Resolves if the store can be reached. */
  reach(): Promise<void>;
  close(): Promise<void>;
}
