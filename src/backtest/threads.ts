import { Worker } from 'node:worker_threads';
import type { BacktestSettings, OnBytes, StageName, Stages, ThreadContext } from './stages.ts';
import { type Batch, takeTasks } from './take-tasks.ts';
import type { News } from './worker.ts';

/** This thread and others beside it, which share the tasks of a stage. */
export interface Threads {
  /** Performs all tasks; results come in any order. Rejects if one fails. */
  run<S extends StageName>(
    stage: S,
    context: Stages[S]['context'],
    tasks: readonly Stages[S]['task'][],
    onResult: (result: Stages[S]['result']) => void,
  ): Promise<void>;
}

/** Hands a batch to a thread and resolves when nothing is left of it. */
function perform(worker: Worker, batch: Batch, onBytes: OnBytes, onResult: (result: unknown) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const hear = (news: News) => {
    if (news.kind === 'bytes') onBytes(news.bytes);
    if (news.kind === 'result') onResult(news.result);
    if (news.kind === 'done') resolve();
    if (news.kind === 'failed') reject(new Error(news.reason));
  };
  const fail = (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)));
  const gone = () => reject(new Error('a thread of the backtest has ended'));
  worker.on('message', hear).once('error', fail).once('exit', gone);
  // One that has ended already tells nothing more.
  if (worker.threadId < 0) gone();
  worker.postMessage(batch);
  return promise.finally(() => worker.off('message', hear).off('error', fail).off('exit', gone));
}

/** Starts threads beside this one, which load what they work with. */
export function startWorkers(count: number, setting: BacktestSettings): readonly Worker[] {
  return Array.from({ length: count }, (_, at) => {
    const url = new URL('./worker.ts', import.meta.url);
    // An early error is reported with the first task: the worker has exited then.
    return new Worker(url, { workerData: { setting, thread: at + 1 } }).on('error', () => undefined);
  });
}

/** This thread, which works in `threadContext`, and these. */
export function joinThreads(workers: readonly Worker[], threadContext: ThreadContext, onBytes: OnBytes): Threads {
  return {
    async run(stage, context, tasks, onResult) {
      const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const batch = { stage, context, tasks, next };
      const theirs = workers.map((worker) =>
        perform(worker, batch, onBytes, (result) => onResult(result as Parameters<typeof onResult>[0])),
      );
      await Promise.all([takeTasks(batch, threadContext, onBytes, onResult), ...theirs]);
    },
  };
}
