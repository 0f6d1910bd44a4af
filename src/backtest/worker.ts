import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { type BacktestSettings, openThreadContext } from './stages.ts';
import { type Batch, takeTasks } from './take-tasks.ts';

// A further thread of a backtest; see threads.ts.

/** Message of a thread. The last of a batch is `done` or `failed`. */
export type News =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };

const tell = (news: News) => parentPort?.postMessage(news);
const { setting, thread } = workerData as { readonly setting: BacktestSettings; readonly thread: number };
const threadContext = openThreadContext(setting, thread);
flushCompileCache();

parentPort?.on('message', async (batch: Batch) => {
  try {
    await takeTasks(
      batch,
      threadContext,
      (bytes) => tell({ kind: 'bytes', bytes }),
      (result) => tell({ kind: 'result', result }),
    );
    tell({ kind: 'done' });
  } catch (error) {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
});
