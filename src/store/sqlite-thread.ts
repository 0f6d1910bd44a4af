import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import type { AssertionRow } from './assertions.ts';
import type { TokenRow } from './schema.ts';
import type { SqlStore } from './sql-store.ts';
import { openSqliteFile } from './sqlite-file.ts';
import type { CallQuery, Horizon } from './store.ts';
import { type StoreErrorCode, storeErrorOf } from './store-error.ts';

// The thread in which SQLite reads and writes; see sqlite.ts.

/** A use of the store. */
export type Task =
  /** Calls as JSON, which goes from thread to thread at a third of the cost of objects. */
  | { readonly method: 'keepCalls'; readonly calls: string }
  | { readonly method: 'keepFeedback'; readonly feedback: readonly FeedbackRecord[] }
  | { readonly method: 'keepAssertions'; readonly rows: readonly AssertionRow[] }
  | { readonly method: 'assertionOf'; readonly assertionId: string }
  | { readonly method: 'useTokens'; readonly uses: readonly TokenRow[] }
  | { readonly method: 'callsOf'; readonly query: CallQuery }
  | { readonly method: 'feedbackOn'; readonly cards: readonly string[] }
  | { readonly method: 'forget'; readonly horizon: Horizon }
  | { readonly method: 'announce'; readonly id: string; readonly since: string }
  | { readonly method: 'takeOverCalls' | 'reach' | 'close' };

/** The result of the task with the same number. The opening of the store has the number 0. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: { readonly code: StoreErrorCode; readonly detail: string | undefined };
}

function perform(store: SqlStore, task: Task): Promise<unknown> {
  switch (task.method) {
    case 'keepCalls':
      return store.keepCalls(JSON.parse(task.calls) as readonly CallRecord[]);
    case 'keepFeedback':
      return store.keepFeedback(task.feedback);
    case 'keepAssertions':
      return store.keepAssertionRows(task.rows);
    case 'assertionOf':
      return store.assertionOf(task.assertionId);
    case 'useTokens':
      return store.useTokens(task.uses);
    case 'callsOf':
      return store.callsOf(task.query);
    case 'feedbackOn':
      return store.feedbackOn(task.cards);
    case 'forget':
      return store.forget(task.horizon);
    case 'announce':
      return store.announce(task.id, task.since);
    case 'takeOverCalls':
      return store.takeOverCalls();
    case 'reach':
      return store.reach();
    case 'close':
      return store.close();
  }
}

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  const post = (content: Answer) => parentPort?.postMessage(content);
  try {
    post({ id, value: await work() });
  } catch (error) {
    const { code, detail } = storeErrorOf(error);
    post({ id, fault: { code, detail } });
  }
}

const opening = openSqliteFile(workerData as SqliteConfig);
parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: Task }) =>
  answer(id, async () => perform(await opening, task)),
);
await answer(0, async () => void (await opening));
// The thread has its own part of what is compiled, which a process that is killed would not keep.
flushCompileCache();
