import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What a run of the bench leaves behind: nothing, also when it is interrupted.

const tasks = new Set<() => void>();

process.once('exit', () => {
  for (const task of tasks) task();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Does something when this process ends, unless the returned function is called before. The task must not wait. */
export function atExit(task: () => void): () => void {
  tasks.add(task);
  return () => void tasks.delete(task);
}

/** A new folder that goes when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
