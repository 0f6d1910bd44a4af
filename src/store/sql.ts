import { createSql, insertsInto, type Mark, type Read, type Write } from './query.ts';
import { rowOfCall, rowOfFeedback, rowsOfDecisions } from './rows.ts';
import type { CallRow, DecisionRow, FeedbackRow, TokenRow } from './schema.ts';
import { callsIn, callsOf, feedbackIn, feedbackOn } from './sql-reads.ts';
import { forget } from './sql-writes.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

/** A database whose tables are there, and what SQLite and PostgreSQL do each in its way. */
export interface SqlAccess {
  readonly mark: Mark;
  readonly read: Read;
  readonly write: Write;
  /** The same, for used tokens. */
  readonly writeTokens: Write;
  /** Rows in one insert: as many as make it faster. */
  readonly rows: number;
  close(): Promise<void>;
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorOf(error);
  }
}

async function* attemptEach<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw storeErrorOf(error);
  }
}

/** Rows that two replicas write at once must be written in one order by both, or each waits for the other. */
const inOrder = <T extends { readonly id: string }>(rows: readonly T[]) =>
  rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** A store that also takes used tokens of several calls at once, and answers for each as useToken does. */
export interface SqlStore extends Store {
  useTokens(uses: readonly TokenRow[]): Promise<readonly boolean[]>;
}

/** The store over a database. All methods reject with StoreError. */
export function createSqlStore({ mark, read, write, writeTokens, rows, close }: SqlAccess): SqlStore {
  const sql = createSql(mark);
  const insertCalls = insertsInto<CallRow>(mark, 'calls', rows);
  const insertDecisions = insertsInto<DecisionRow>(mark, 'decisions', rows);
  const insertFeedback = insertsInto<FeedbackRow>(mark, 'feedback', rows);
  const insertTokens = insertsInto<TokenRow>(mark, 'tokens', 1);
  const useTokens: SqlStore['useTokens'] = (uses) =>
    attempt(async () => (await writeTokens(insertTokens(uses))).map((changed) => changed === 1));
  return {
    keepCalls: (calls) =>
      attempt(async () => {
        if (calls.length === 0) return;
        await write([...insertCalls(calls.map(rowOfCall)), ...insertDecisions(calls.flatMap(rowsOfDecisions))]);
      }),
    keepFeedback: (feedback) =>
      attempt(async () => {
        if (feedback.length === 0) return;
        await write(insertFeedback(inOrder(feedback.map(rowOfFeedback))));
      }),
    useToken: async (key, expires) => (await useTokens([{ key, expires }]))[0] === true,
    useTokens,
    callsOf: (query) => attempt(() => callsOf(sql, read, query)),
    feedbackOn: (cards) => attempt(() => feedbackOn(sql, read, cards)),
    callsIn: (span) => attemptEach(callsIn(sql, read, span)),
    feedbackIn: (span) => attemptEach(feedbackIn(sql, read, span)),
    forget: (before) => attempt(() => forget(sql, read, write, before)),
    reach: () => attempt(async () => void (await read(sql`select key from tokens limit 1`))),
    close: () => attempt(close),
  };
}
