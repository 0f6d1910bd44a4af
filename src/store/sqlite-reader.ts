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
export type Reading =
  | { readonly storage: SqliteConfig; readonly days: Days; readonly now: number }
  | { readonly storage: SqliteConfig; readonly question: MonitorQuestion };

/** Insights or what has changed, as was asked; or the fault. */
export type ReadingAnswer =
  | { readonly value: unknown }
  | { readonly fault: { readonly code: StoreErrorCode; readonly detail: string | undefined } };

async function read(reading: Reading): Promise<unknown> {
  const { storage } = reading;
  const database = new DatabaseSync(join(storage.folder, STORE_FILE), { readOnly: true });
  const run = runnerOf(database);
  if ('question' in reading)
    return readMonitoring({ dailyCountsIn: (week) => readDailyCounts(run, SQLITE, week) }, reading.question);
  const { days, now } = reading;
  const reasons = createReasons(createPseudonymizer(Buffer.from(keyOf(storage)), randomBytes));
  return readInsights({ countsIn: (week) => readCounts(run, SQLITE, reasons, week) }, days, now);
}

// On Linux a priority is a single thread's (setpriority(2)): a reading can wait, and the threads that answer cannot.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const post = (answer: ReadingAnswer) => parentPort?.postMessage(answer);
try {
  post({ value: await read(workerData as Reading) });
} catch (error) {
  const { code, detail } = storeErrorOf(error);
  post({ fault: { code, detail } });
}
