import { randomBytes } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import { createPseudonymizer } from '../records/pseudonymizer.ts';
import { readCounts, readDailyCounts } from './read-counts.ts';
import { readInsights } from './read-insights.ts';
import { type MonitorQuestion, readMonitoring } from './read-monitoring.ts';
import { createReasons } from './reasons.ts';
import { SQLITE } from './sql-dialect.ts';
import { runnerOf } from './sqlite-connection.ts';
import type { Days } from './store.ts';
import { type StoreErrorCode, storeErrorOf } from './store-error.ts';
import { STORE_FILE } from './store-file.ts';
import { keyOf } from './store-key.ts';

// The thread of one reading of many counts: with a connection of its own, so that no call waits behind it. See sqlite.ts.

/** A query of the thread: insights of some days, or monitoring. */
export type CountsQuery =
  | { readonly storage: SqliteConfig; readonly days: Days; readonly now: number }
  | { readonly storage: SqliteConfig; readonly question: MonitorQuestion };

/** Insights or what has changed, as was asked; or the fault. */
export type CountsAnswer =
  | { readonly value: unknown }
  | { readonly fault: { readonly code: StoreErrorCode; readonly detail: string | undefined } };

async function read(query: CountsQuery): Promise<unknown> {
  const { storage } = query;
  const database = new DatabaseSync(join(storage.folder, STORE_FILE), { readOnly: true });
  const run = runnerOf(database);
  if ('question' in query)
    return readMonitoring({ dailyCountsIn: (week) => readDailyCounts(run, SQLITE, week) }, query.question);
  const { days, now } = query;
  const reasons = createReasons(createPseudonymizer(Buffer.from(keyOf(storage)), randomBytes));
  return readInsights({ countsIn: (week) => readCounts(run, SQLITE, reasons, week) }, days, now);
}

// On Linux a priority is a single thread's (setpriority(2)): a reading can wait, and the threads that answer cannot.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const post = (answer: CountsAnswer) => parentPort?.postMessage(answer);
try {
  post({ value: await read(workerData as CountsQuery) });
} catch (error) {
  const { code, detail } = storeErrorOf(error);
  post({ fault: { code, detail } });
}
