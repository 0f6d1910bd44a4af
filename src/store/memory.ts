import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import { recount, summed } from '../records/roll-up.ts';
import type { CallQuery, ReadableStore } from './store.ts';

function holds({ id, hookInstance, decisions }: CallRecord, query: CallQuery): boolean {
  if ('hookInstance' in query) return hookInstance === query.hookInstance;
  return 'request' in query ? id === query.request : decisions.some(({ card }) => card === query.card);
}

const inOrder = <T extends { readonly id: string }>(records: Iterable<T>, instantOf: (record: T) => string) => {
  const keyOf = (record: T) => `${instantOf(record)} ${record.id}`;
  return [...records].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
};

function addNew<T extends { readonly id: string }>(known: Map<string, T>, records: readonly T[]): void {
  for (const record of records) if (!known.has(record.id)) known.set(record.id, structuredClone(record));
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
  const tokens = new Map<string, string>();
  const allCalls = () => inOrder(calls.values(), ({ at }) => at);
  const allFeedback = () => inOrder(feedback.values(), ({ received }) => received);
  return {
    keepCalls: async (records) => addNew(calls, records),
    keepFeedback: async (records) => addNew(feedback, records),
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
    async countsIn({ from, to }) {
      const reports = allFeedback().map((record) => ({ ...record, reason: reasonOf(record) }));
      const counts = recount(allCalls(), reports).filter(({ day }) => from <= day && day < to);
      return summed(counts.map((entry) => ({ ...entry, day: from })));
    },
    async *callsIn({ from, to }) {
      const found = allCalls().filter(({ at }) => from <= at && at < to);
      if (found.length > 0) yield found;
    },
    async *feedbackIn({ from, to }) {
      const found = allFeedback().filter(({ received }) => from <= received && received < to);
      if (found.length > 0) yield found;
    },
    async forget(before) {
      for (const { id, at } of calls.values()) if (at < before.records) calls.delete(id);
      for (const { id, received } of feedback.values()) if (received < before.records) feedback.delete(id);
      for (const [key, expires] of tokens) if (expires < before.tokens) tokens.delete(key);
    },
    takeOverCalls: async () => false,
    announce: async () => 0,
    reach: async () => {},
    close: async () => {},
  };
}
