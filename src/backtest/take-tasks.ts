import { type OnBytes, STAGES, type StageName, type Stages, type ThreadContext } from './stages.ts';

/** Tasks of one stage, of which each thread takes the next that nobody has taken. */
export interface Batch<S extends StageName = StageName> {
  readonly stage: S;
  readonly context: Stages[S]['context'];
  readonly tasks: readonly Stages[S]['task'][];
  /** In shared memory: the place of the next task. */
  readonly next: Int32Array;
}

/** Takes tasks until none is left. */
export async function takeTasks<S extends StageName>(
  { stage, context, tasks, next }: Batch<S>,
  threadContext: ThreadContext,
  onBytes: OnBytes,
  onResult: (result: Stages[S]['result']) => void,
): Promise<void> {
  for (;;) {
    const task = tasks[Atomics.add(next, 0, 1)];
    if (task === undefined) return;
    onResult(await STAGES[stage](task, context, threadContext, onBytes));
  }
}
