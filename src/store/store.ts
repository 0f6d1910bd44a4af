import type { Monitoring } from '../monitoring/monitor.ts';
import type { Insights } from '../records/insight-rows.ts';
import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import type { Count } from '../records/roll-up.ts';
import type { AssertionStore } from './assertions.ts';
import type { AssertedExchange } from './exchanges.ts';
import type { MonitorQuestion } from './read-monitoring.ts';

/** Query for calls: all of one hookInstance, the one that sent a card, or the one with a request id. */
export type CallQuery = { readonly hookInstance: string } | { readonly card: string } | { readonly request: string };

/** A span of time; from inclusive, to exclusive, as instants in UTC. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** Days in UTC, such as `2026-11-22`; from inclusive, to exclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Instants before which records, used tokens, and the day before which counts are forgotten. */
export interface Horizon {
  readonly records: string;
  readonly tokens: string;
  readonly counts: string;
}

/**
 * Store of calls, feedback and used tokens. Every method rejects with StoreError if the store cannot be reached; what a
 * resolved promise acknowledged is on disk. All writes may be repeated: what is there already stays as it is. Instants are
 * texts as of Date.toISOString, which sort as they follow each other.
 */
export interface Store extends AssertionStore {
  /** Adds calls, and to the counts of their days. */
  keepCalls(calls: readonly CallRecord[]): Promise<void>;
  /** All of it or none. Adds to the counts of the days on which the cards were shown, too. */
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
  /**
   * Aggregates the calls of these days, with the feedback on their cards up to `now`. Stops reading once the signal is aborted.
   * Rejects with StoreError, `still-counting` while calls of an earlier version that fall into these days are not counted yet.
   */
  insights(days: Days, now: number, signal?: AbortSignal): Promise<Insights>;
  /**
   * Compares the counts of each day of the past year with those before it. Stops reading once the signal is aborted. Rejects with
   * StoreError, `still-counting` as insights do.
   */
  monitor(question: MonitorQuestion, signal?: AbortSignal): Promise<Monitoring>;
  /** Deletes what is older, with a rest between the parts. */
  forget(horizon: Horizon): Promise<void>;
  /** Takes over some of the calls that an earlier version left in its tables. False once none is left. */
  takeOverCalls(): Promise<boolean>;
  /** Says that this process, under an id of its own, uses the store now, and counts the others that did since an instant. */
  announce(id: string, since: string): Promise<number>;
  /** Resolves if the store can be written. */
  reach(): Promise<void>;
  close(): Promise<void>;
}

/** A store whose counts and records can be read from the first to the last: for insights, monitoring, exports and checks. */
export interface ReadableStore extends Store {
  /**
   * The counts of these days added up: all have the first of the days. Rejects with StoreError `still-counting` while calls of an
   * earlier version that fall into these days are not counted yet.
   */
  countsIn(days: Days): Promise<readonly Count[]>;
  /**
   * The counts of each of these days as far as monitoring needs them: of all services together (the service is empty), without
   * durations and steps, and all reasons as `reason:any`. Rejects with StoreError `still-counting` as countsIn does.
   */
  dailyCountsIn(days: Days): Promise<readonly Count[]>;
  /** Calls that arrived in a span, page by page. */
  callsIn(span: TimeSpan): AsyncIterable<readonly CallRecord[]>;
  /** CRD calls that arrived in a span, with their assertions, page by page in the order of time. */
  exchangesIn(span: TimeSpan): AsyncIterable<readonly AssertedExchange[]>;
  /** Feedback that arrived in a span, page by page. */
  feedbackIn(span: TimeSpan): AsyncIterable<readonly FeedbackRecord[]>;
}
