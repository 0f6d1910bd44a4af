import type { AssertionRecord } from '../../src/records/assertion.ts';
import { type CallRecord, cardIdsOf, type FeedbackRecord } from '../../src/records/record.ts';
import { type Count, counterOf, recount, SHADOW_ORDERS, summed, UNRECOGNIZED } from '../../src/records/roll-up.ts';
import { exchangeIn } from '../../src/store/exchanges.ts';
import { readInsights } from '../../src/store/read-insights.ts';
import { readMonitoring } from '../../src/store/read-monitoring.ts';
import type { CallQuery, Days, ReadableStore } from '../../src/store/store.ts';

const MONITORED = new Set(['calls', 'orders', 'shown', 'accepted', 'reason', 'missing', UNRECOGNIZED]);

/** A count as monitoring reads it, without its service and the name of a reason; undefined for one that it does not need. */
function countForMonitoring(entry: Count): Count | undefined {
  const { kind } = counterOf(entry);
  if (!MONITORED.has(kind) && entry.what !== SHADOW_ORDERS) return undefined;
  return { ...entry, service: '', what: kind === 'reason' ? 'reason:any' : entry.what };
}

function holds({ id, hookInstance, decisions }: CallRecord, query: CallQuery): boolean {
  if ('hookInstance' in query) return hookInstance === query.hookInstance;
  return 'request' in query ? id === query.request : decisions.some((made) => cardIdsOf(made).includes(query.card));
}

const inOrder = <T extends { readonly id: string }>(records: Iterable<T>, instantOf: (record: T) => string) => {
  const keyOf = (record: T) => `${instantOf(record)} ${record.id}`;
  return [...records].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
};

function addNew<T extends { readonly id: string }>(known: Map<string, T>, records: readonly T[]): void {
  for (const record of records) if (!known.has(record.id)) known.set(record.id, structuredClone(record));
}

function forgetOld<T>(known: Map<string, T>, isOld: (record: T) => boolean): void {
  for (const [key, record] of known) if (isOld(record)) known.delete(key);
}

/**
 * A store for tests: it forgets everything at the end, and grows without bound. `reasonOf` gives the reason of a report as it is
 * counted.
 */
export function createMemoryStore(
  reasonOf: (record: FeedbackRecord) => string = ({ reason = 'none' }) => reason,
): ReadableStore {
  const calls = new Map<string, CallRecord>();
  const feedback = new Map<string, FeedbackRecord>();
  const assertions = new Map<string, AssertionRecord>();
  const tokens = new Map<string, string>();
  const allCalls = () => inOrder(calls.values(), ({ at }) => at);
  const allFeedback = () => inOrder(feedback.values(), ({ received }) => received);
  const countsOf = ({ from, to }: Days) => {
    const reports = allFeedback().map((record) => ({ ...record, reason: reasonOf(record) }));
    return recount(allCalls(), reports).filter(({ day }) => from <= day && day < to);
  };
  const countsIn: ReadableStore['countsIn'] = async (days) =>
    summed(countsOf(days).map((entry) => ({ ...entry, day: days.from })));
  const dailyCountsIn: ReadableStore['dailyCountsIn'] = async (days) =>
    summed(countsOf(days).flatMap((entry) => countForMonitoring(entry) ?? []));
  return {
    keepCalls: async (records) => addNew(calls, records),
    keepFeedback: async (records) => addNew(feedback, records),
    keepAssertions: async (records) => addNew(assertions, records),
    assertionOf: async (id) => assertions.get(id),
    async useToken(key, expires) {
      if (tokens.has(key)) return false;
      tokens.set(key, expires);
      return true;
    },
    callsOf: async (query) =>
      allCalls()
        .filter((call) => holds(call, query))
        .slice(-1000),
    feedbackOn: async (cards) => allFeedback().filter(({ card }) => cards.includes(card)),
    countsIn,
    dailyCountsIn,
    monitor: (question, signal) => readMonitoring({ dailyCountsIn }, question, signal),
    insights: (days, now, signal) => readInsights({ countsIn }, days, now, signal),
    async *callsIn({ from, to }) {
      const found = allCalls().filter(({ at }) => from <= at && at < to);
      if (found.length > 0) yield found;
    },
    async *exchangesIn({ from, to }) {
      const exchanges = allCalls().flatMap((call) => (from <= call.at && call.at < to ? (exchangeIn(call) ?? []) : []));
      const assertionsOf = (id: string) => [...assertions.values()].filter(({ call }) => call === id);
      if (exchanges.length > 0)
        yield exchanges.map((exchange) => ({ exchange, assertions: assertionsOf(exchange.id) }));
    },
    async *feedbackIn({ from, to }) {
      const found = allFeedback().filter(({ received }) => from <= received && received < to);
      if (found.length > 0) yield found;
    },
    async forget(before) {
      forgetOld(calls, ({ at }) => at < before.records);
      for (const { id, received } of feedback.values()) if (received < before.records) feedback.delete(id);
      for (const { id, at } of assertions.values()) if (at < before.records) assertions.delete(id);
      forgetOld(tokens, (expires) => expires < before.tokens);
    },
    takeOverCalls: async () => false,
    announce: async () => 0,
    reach: async () => {},
    close: async () => {},
  };
}
