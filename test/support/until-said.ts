import type { ChildProcess } from 'node:child_process';

/** Resolves once a program of the system has said these words on stderr; rejects with all it said if it ends before, or does not start. */
export function untilSaid(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes(words)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(log)));
  });
}
