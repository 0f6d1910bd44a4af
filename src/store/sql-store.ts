import { bulk, raw, type Sql, default as sql } from 'sql-template-tag';
import { rowOfCall, rowOfFeedback, rowsOfDecisions } from './rows.ts';
import type { TokenRow } from './schema.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { callsIn, callsOf, feedbackIn, feedbackOn } from './sql-reads.ts';
import { forget } from './sql-writes.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

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

/** Inserts rows, which have their members in one order, and leaves alone those that are there. */
function insertInto<Row extends object>(table: string, rows: readonly Row[]): Sql {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  const values = bulk(rows.map((row) => Object.values(row)));
  return sql`insert into ${raw(table)} (${raw(columns)}) values ${values} on conflict do nothing`;
}

/** A store that also takes used tokens of several calls at once, and answers for each as useToken does. */
export interface SqlStore extends Store {
  useTokens(uses: readonly TokenRow[]): Promise<readonly boolean[]>;
}

/** The store over a database. All methods reject with StoreError. */
export function createSqlStore(database: SqlDatabase): SqlStore {
  const { dialect, run, transaction } = database;
  const insertAll = async (within: Run, table: string, rows: readonly object[]) => {
    for (let from = 0; from < rows.length; from += dialect.rowsAtOnce)
      await within(insertInto(table, rows.slice(from, from + dialect.rowsAtOnce)));
  };
  const useTokens: SqlStore['useTokens'] = (uses) => attempt(() => database.addTokens(uses));
  return {
    keepCalls: (calls) =>
      attempt(() =>
        transaction(async (within) => {
          await insertAll(within, 'calls', calls.map(rowOfCall));
          await insertAll(within, 'decisions', calls.flatMap(rowsOfDecisions));
        }),
      ),
    keepFeedback: (feedback) =>
      attempt(() => transaction((within) => insertAll(within, 'feedback', inOrder(feedback.map(rowOfFeedback))))),
    useToken: async (key, expires) => (await useTokens([{ key, expires }]))[0] === true,
    useTokens,
    callsOf: (query) => attempt(() => callsOf(run, query)),
    feedbackOn: (cards) => attempt(() => feedbackOn(run, cards)),
    callsIn: (span) => attemptEach(callsIn(run, span)),
    feedbackIn: (span) => attemptEach(feedbackIn(run, span)),
    forget: (before) => attempt(() => forget(database, before)),
    reach: () => attempt(async () => void (await run(sql`select key from tokens limit 1`))),
    close: () => attempt(() => database.close()),
  };
}
