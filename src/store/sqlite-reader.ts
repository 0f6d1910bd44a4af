import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import type { Insights } from '../records/insight-rows.ts';
import { createPseudonymizer } from '../records/pseudonymizer.ts';
import { readCounts } from './read-counts.ts';
import { readInsights } from './read-insights.ts';
import { createReasons } from './reasons.ts';
import { SQLITE } from './sql-dialect.ts';
import { runnerOf } from './sqlite-connection.ts';
import type { Days } from './store.ts';
import { type StoreErrorCode, storeErrorOf } from './store-error.ts';
import { STORE_FILE } from './store-file.ts';
import { keyOf } from './store-key.ts';

// The thread of one reading of insights: with a connection of its own, so that no call waits behind it. See sqlite.ts.

/** The days to read, and where. */
export interface Reading {
  readonly storage: SqliteConfig;
  readonly days: Days;
  readonly now: number;
}

/** The insights, or the fault. */
export type ReadingAnswer =
  | { readonly value: Insights }
  | { readonly fault: { readonly code: StoreErrorCode; readonly detail: string | undefined } };

async function read({ storage, days, now }: Reading) {
  const database = new DatabaseSync(join(storage.folder, STORE_FILE), { readOnly: true });
  const run = runnerOf(database);
  const reasons = createReasons(createPseudonymizer(Buffer.from(keyOf(storage)), randomBytes));
  return readInsights({ countsIn: (week) => readCounts(run, SQLITE, reasons, week) }, days, now);
}

const post = (answer: ReadingAnswer) => parentPort?.postMessage(answer);
try {
  post({ value: await read(workerData as Reading) });
} catch (error) {
  const { code, detail } = storeErrorOf(error);
  post({ fault: { code, detail } });
}
