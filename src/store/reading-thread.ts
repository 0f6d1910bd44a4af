import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { StorageConfig } from '../config.ts';
import { readCounts, readDailyCounts } from './read-counts.ts';
import { readInsights } from './read-insights.ts';
import { type MonitorQuestion, readMonitoring } from './read-monitoring.ts';
import { createReasons } from './reasons.ts';
import type { ReadingConnection } from './sql-database.ts';
import type { Days } from './store.ts';
import { type StoreErrorCode, storeErrorOf } from './store-error.ts';
import { openPseudonymizer } from './store-key.ts';

// The thread of one reading of many counts: with a connection of its own, so that no call waits behind it. See read-in-thread.ts.

/** A query of the thread: insights of some days, or monitoring. */
export type CountsQuery =
  | { readonly storage: StorageConfig; readonly days: Days; readonly now: number }
  | { readonly storage: StorageConfig; readonly question: MonitorQuestion };

/** Insights or what has changed, as was asked, in JSON, which goes from thread to thread at a third of the cost of objects; or the fault. */
export type CountsAnswer =
  | { readonly json: string }
  | { readonly fault: { readonly code: StoreErrorCode; readonly detail: string | undefined } };

// Only the database that is used takes time to load, and memory.
async function connect(storage: StorageConfig): Promise<ReadingConnection> {
  if (storage.kind === 'sqlite') return (await import('./sqlite-connection.ts')).connectToRead(storage);
  return (await import('./postgres.ts')).connectToRead(storage);
}

async function read(query: CountsQuery): Promise<unknown> {
  const { storage } = query;
  const { run, dialect, close } = await connect(storage);
  try {
    if ('question' in query)
      return await readMonitoring({ dailyCountsIn: (week) => readDailyCounts(run, dialect, week) }, query.question);
    const { days, now } = query;
    const reasons = createReasons(openPseudonymizer(storage));
    return await readInsights({ countsIn: (week) => readCounts(run, dialect, reasons, week) }, days, now);
  } finally {
    await close();
  }
}

// On Linux a priority is a single thread's (setpriority(2)): a reading can wait, and the threads that answer cannot.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const post = (answer: CountsAnswer) => parentPort?.postMessage(answer);
try {
  post({ json: JSON.stringify(await read(workerData as CountsQuery)) });
} catch (error) {
  const { code, detail } = storeErrorOf(error);
  post({ fault: { code, detail } });
}
