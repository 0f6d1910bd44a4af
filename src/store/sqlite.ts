import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SqliteConfig } from '../config.ts';
import { writeTogether } from './assertions.ts';
import { readInThread, THREAD_MEMORY } from './read-in-thread.ts';
import type { TokenRow } from './schema.ts';
import type { Answer, Task } from './sqlite-thread.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/** A thread that performs tasks. */
export interface Thread {
  hasEnded(): boolean;
  /** Rejects with StoreError, also once the thread has ended. */
  perform<T>(task: Task): Promise<T>;
  end(): Promise<void>;
}

/** Starts a thread that opens the store in a folder. Rejects with StoreError. */
export async function startThread(storage: SqliteConfig): Promise<Thread> {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
    workerData: storage,
    resourceLimits: THREAD_MEMORY,
  });
  const answers = new EventEmitter().setMaxListeners(0);
  const pending = new Set<number>([0]);
  let last = 0;
  let hasEnded = false;
  const settle = (answer: Answer) => {
    pending.delete(answer.id);
    answers.emit(String(answer.id), answer);
  };
  const fault = { code: 'store-unavailable', detail: 'its thread has ended' } as const;
  worker.on('message', settle);
  // The end follows, and says all there is to say.
  worker.on('error', () => {});
  worker.on('exit', () => {
    hasEnded = true;
    for (const id of pending) settle({ id, fault });
  });
  const answerTo = async (id: number) => {
    const [{ fault, value }] = await once(answers, String(id));
    if (fault) throw new StoreError(fault.code, fault.detail);
    return value;
  };
  const end = async () => void (await worker.terminate());
  await answerTo(0).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    hasEnded: () => hasEnded,
    async perform(task) {
      if (hasEnded) throw new StoreError(fault.code, fault.detail);
      last += 1;
      pending.add(last);
      worker.postMessage({ id: last, task });
      return answerTo(last);
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
  const perform = async <T>(task: Task): Promise<T> => {
    if (thread.hasEnded() && !closing) {
      restarting ??= restart().finally(() => {
        restarting = undefined;
      });
      await restarting;
    }
    return thread.perform<T>(task);
  };
  return {
    keepCalls: (calls) => perform({ method: 'keepCalls', calls: JSON.stringify(calls) }),
    keepFeedback: (feedback) => perform({ method: 'keepFeedback', feedback }),
    keepAssertions: writeTogether((rows) => perform({ method: 'keepAssertions', rows })),
    assertionOf: (assertionId) => perform({ method: 'assertionOf', assertionId }),
    useToken: gatherTokens((uses) => perform({ method: 'useTokens', uses })),
    callsOf: (query) => perform({ method: 'callsOf', query }),
    feedbackOn: (cards) => perform({ method: 'feedbackOn', cards }),
    insights: (days, now, signal) => readInThread({ storage, days, now }, signal),
    monitor: (question, signal) => readInThread({ storage, question }, signal),
    forget: (horizon) => perform({ method: 'forget', horizon }),
    takeOverCalls: () => perform({ method: 'takeOverCalls' }),
    announce: (id, since) => perform({ method: 'announce', id, since }),
    reach: () => perform({ method: 'reach' }),
    close() {
      closing ??= thread.perform<void>({ method: 'close' }).finally(() => thread.end());
      return closing;
    },
  };
}
