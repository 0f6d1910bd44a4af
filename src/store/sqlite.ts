import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import { writeTogether } from './assertions.ts';
import { readingsInThreads, THREAD_MEMORY } from './read-in-thread.ts';
import type { TokenRow } from './schema.ts';
import type { SqlStore } from './sql-store.ts';
import type { Task, TaskResult, ThreadMethod } from './sqlite-thread.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/** A thread that performs methods of the store. */
export interface Thread {
  hasEnded(): boolean;
  /** Rejects with StoreError, also once the thread has ended. */
  perform(method: ThreadMethod, args: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

/** Starts a thread that opens the store in a folder. Rejects with StoreError. */
export async function startThread(storage: SqliteConfig): Promise<Thread> {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
    workerData: storage,
    resourceLimits: THREAD_MEMORY,
  });
  const opening = Promise.withResolvers<unknown>();
  const pending = new Map([[0, opening]]);
  let last = 0;
  let hasEnded = false;
  const ended = () => new StoreError('store-unavailable', 'its thread has ended');
  worker.on('message', ({ id, value, fault }: TaskResult) => {
    const task = pending.get(id);
    pending.delete(id);
    if (fault) task?.reject(new StoreError(fault.code, fault.detail));
    else task?.resolve(value);
  });
  // The end follows, and says all there is to say.
  worker.on('error', () => {});
  worker.on('exit', () => {
    hasEnded = true;
    for (const { reject } of pending.values()) reject(ended());
  });
  const end = async () => void (await worker.terminate());
  await opening.promise.catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    hasEnded: () => hasEnded,
    async perform(method, args) {
      if (hasEnded) throw ended();
      last += 1;
      const task = Promise.withResolvers<unknown>();
      pending.set(last, task);
      worker.postMessage({ id: last, method, args: JSON.stringify(args) } satisfies Task);
      return task.promise;
    },
    end,
  };
}

/** Takes the tokens of calls that come together to the thread together: each way there and back costs more than the writing. */
function gatherTokens(useTokens: (uses: readonly TokenRow[]) => Promise<readonly boolean[]>): Store['useToken'] {
  let uses: TokenRow[] = [];
  let answers: Promise<readonly boolean[]> | undefined;
  const send = () => {
    const gathered = uses;
    [uses, answers] = [[], undefined];
    return useTokens(gathered);
  };
  return async (key, expires) => {
    const place = uses.push({ key, expires }) - 1;
    answers ??= setImmediate().then(send);
    return (await answers)[place] === true;
  };
}

/**
 * The store in a file of the folder; both are made if they are not there, for this user only. The folder must not be on a
 * network file system (sqlite.org/wal.html). SQLite makes whoever calls it wait for the disk and for its locks, so that it has
 * a thread of its own: a slow disk then delays feedback, and no card. A thread that has ended, whatever ended it, is replaced
 * for the next task. Throws StoreError.
 */
export async function openSqliteStore(storage: SqliteConfig, start = startThread): Promise<Store> {
  let thread = await start(storage);
  let restarting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const restart = async () => {
    thread = await start(storage);
  };
  const inThread =
    <M extends ThreadMethod>(method: M) =>
    async (...args: Parameters<SqlStore[M]>): Promise<Awaited<ReturnType<SqlStore[M]>>> => {
      if (thread.hasEnded() && !closing) {
        restarting ??= restart().finally(() => {
          restarting = undefined;
        });
        await restarting;
      }
      // As the method of the store in the thread returns it.
      return (await thread.perform(method, args)) as Awaited<ReturnType<SqlStore[M]>>;
    };
  return {
    keepCalls: inThread('keepCalls'),
    keepFeedback: inThread('keepFeedback'),
    keepAssertions: writeTogether(inThread('keepAssertionRows')),
    assertionOf: inThread('assertionOf'),
    useToken: gatherTokens(inThread('useTokens')),
    callsOf: inThread('callsOf'),
    feedbackOn: inThread('feedbackOn'),
    ...readingsInThreads(storage),
    forget: inThread('forget'),
    takeOverCalls: inThread('takeOverCalls'),
    announce: inThread('announce'),
    reach: inThread('reach'),
    close() {
      closing ??= thread
        .perform('close', [])
        .then(() => undefined)
        .finally(() => thread.end());
      return closing;
    },
  };
}
