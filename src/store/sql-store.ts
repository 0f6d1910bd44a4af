import sql from 'sql-template-tag';
import { DAY } from '../calendar.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import { type AssertionRow, readAssertion, writeAssertions, writeTogether } from './assertions.ts';
import { exchangesIn } from './exchanges.ts';
import { forget } from './forget.ts';
import { createOldCalls } from './old-calls.ts';
import { readCounts, readDailyCounts } from './read-counts.ts';
import { readInsights } from './read-insights.ts';
import { readMonitoring } from './read-monitoring.ts';
import { createReasons } from './reasons.ts';
import type { TokenRow } from './schema.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { callsIn, callsOf, feedbackIn, feedbackOn } from './sql-reads.ts';
import type { ReadableStore } from './store.ts';
import { storeErrorOf } from './store-error.ts';
import { writeCalls, writeFeedback } from './write-records.ts';

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

/** A store that also takes used tokens of several calls at once, and answers for each as useToken does. */
export interface SqlStore extends ReadableStore {
  useTokens(uses: readonly TokenRow[]): Promise<readonly boolean[]>;
  keepAssertionRows(rows: readonly AssertionRow[]): Promise<void>;
  /** For the check of the counts. */
  readonly database: SqlDatabase;
}

/** Counts the other processes that used the store lately; those that did not end well expire after a day. */
async function announce(run: Run, id: string, since: string): Promise<number> {
  const now = new Date();
  const seen = now.toISOString();
  await run(sql`insert into processes values (${id}, ${seen}) on conflict (id) do update set seen = excluded.seen`);
  await run(sql`delete from processes where seen < ${new Date(now.getTime() - DAY).toISOString()}`);
  return (await run(sql`select id from processes where id <> ${id} and seen > ${since}`)).length;
}

/** The store over a database. All methods reject with StoreError. */
export function createSqlStore(database: SqlDatabase, pseudonymizer: Pseudonymizer): SqlStore {
  const { dialect, run, transaction } = database;
  const reasons = createReasons(pseudonymizer);
  const writingWith = (within: Run) => ({ run: within, dialect, reasons });
  const old = createOldCalls(database, writingWith);
  const useTokens: SqlStore['useTokens'] = (uses) => attempt(() => database.addTokens(uses));
  const keepAssertionRows: SqlStore['keepAssertionRows'] = (rows) => attempt(() => writeAssertions(database, rows));
  const countsIn: SqlStore['countsIn'] = (days) => attempt(() => readCounts(run, dialect, reasons, days));
  const dailyCountsIn: SqlStore['dailyCountsIn'] = (days) => attempt(() => readDailyCounts(run, dialect, days));
  return {
    database,
    keepCalls: (calls) => attempt(() => transaction((within) => writeCalls(writingWith(within), calls))),
    keepFeedback: (feedback) => attempt(() => transaction((within) => writeFeedback(writingWith(within), feedback))),
    keepAssertions: writeTogether(keepAssertionRows),
    keepAssertionRows,
    assertionOf: (id) => attempt(() => readAssertion(run, id)),
    useToken: async (key, expires) => (await useTokens([{ key, expires }]))[0] === true,
    useTokens,
    callsOf: (query) =>
      attempt(async () => {
        await old.takeOver(query);
        return callsOf(run, query);
      }),
    feedbackOn: (cards) => attempt(() => feedbackOn(run, cards)),
    countsIn,
    dailyCountsIn,
    monitor: (question, signal) => readMonitoring({ dailyCountsIn }, question, signal),
    insights: (days, now, signal) => attempt(() => readInsights({ countsIn }, days, now, signal)),
    callsIn: (span) => attemptEach(callsIn(run, span)),
    exchangesIn: (span) => attemptEach(exchangesIn(run, span)),
    feedbackIn: (span) => attemptEach(feedbackIn(run, span)),
    forget: (horizon) => attempt(() => forget(database, horizon)),
    takeOverCalls: () => attempt(() => old.takeOverSome()),
    announce: (id, since) => attempt(() => transaction((within) => announce(within, id, since))),
    reach: () => attempt(() => database.probe()),
    close: () => attempt(() => database.close()),
  };
}
