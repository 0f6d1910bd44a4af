import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import type { SqlStore } from './sql-store.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { type StoreErrorCode, storeErrorOf } from './store-error.ts';

// The thread in which SQLite reads and writes; see sqlite.ts.

/** The methods of the store that the thread performs: not those that read many records or counts. */
export type ThreadMethod = Exclude<keyof SqlStore, 'database' | `${string}In` | 'insights' | 'monitor'>;

/** A use of the store. Its arguments are JSON, which goes from thread to thread at a third of the cost of objects. */
export interface Task {
  readonly id: number;
  readonly method: ThreadMethod;
  readonly args: string;
}

/** The result of the task with the same number. The opening of the store has the number 0. */
export interface TaskResult {
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: { readonly code: StoreErrorCode; readonly detail: string | undefined };
}

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  const post = (content: TaskResult) => parentPort?.postMessage(content);
  try {
    post({ id, value: await work() });
  } catch (error) {
    const { code, detail } = storeErrorOf(error);
    post({ id, fault: { code, detail } });
  }
}

const opening = openSqliteFile(workerData as SqliteConfig);
parentPort?.on('message', ({ id, method, args }: Task) =>
  answer(id, async () => {
    const store = await opening;
    return Reflect.apply(store[method], store, JSON.parse(args));
  }),
);
await answer(0, () => opening.then(() => undefined));
// The thread has its own part of what is compiled, which a process that is killed would not keep.
flushCompileCache();
