import { Worker } from 'node:worker_threads';
import type { StorageConfig } from '../config.ts';
import type { Monitoring } from '../monitoring/monitor.ts';
import type { Insights } from '../records/insight-rows.ts';
import type { CountsAnswer, CountsQuery } from './reading-thread.ts';
import type { Store } from './store.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

/**
 * Most megabytes for the objects of a thread of the store: batches are small, and their garbage need not pile up. Under `npm start` the
 * young generation follows its flag instead, which V8 applies to every thread.
 */
export const THREAD_MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

/** Reads in a thread of its own, which ends with the reading, or when the signal is given. Rejects with StoreError. */
async function readInThread(query: CountsQuery, signal?: AbortSignal): Promise<unknown> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    workerData: query,
    resourceLimits: THREAD_MEMORY,
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<CountsAnswer>();
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => reject(new StoreError('store-unavailable', 'the reading has ended')));
    const answer = await promise;
    if ('fault' in answer) throw new StoreError(answer.fault.code, answer.fault.detail);
    return JSON.parse(answer.json);
  } catch (error) {
    throw storeErrorOf(error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The readings of a store that go through many counts, each in a thread of its own. The thread answers what it is asked. */
export function readingsInThreads(storage: StorageConfig): Pick<Store, 'insights' | 'monitor'> {
  return {
    insights: async (days, now, signal) => (await readInThread({ storage, days, now }, signal)) as Insights,
    monitor: async (question, signal) => (await readInThread({ storage, question }, signal)) as Monitoring,
  };
}
