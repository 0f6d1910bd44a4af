import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callOf, SIGN } from '../support/call.ts';
import { newFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { PROJECT } from '../support/knowledge.ts';
import { post } from '../support/program.ts';

// A log that cannot be written stops neither cards nor the end of the process.

/** Bytes that a pipe holds (pipe(7)), and that a line of the log has at least. */
const [PIPE, LINE] = [65_536, 250];

function fullDisk(): number {
  return openSync('/dev/full', 'w');
}

/** A pipe whose reader has stopped. */
function stoppedReader(): number {
  const pipe = join(newFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  return openSync(pipe, 'r+');
}

async function startOn(fd: number, dataFolder: string): Promise<{ child: ChildProcess; base: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(PROJECT, 'src/main.js'), 'serve'], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), DATA_DIR: dataFolder },
    stdio: ['ignore', fd, 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    closeSync(fd);
  });
  const base = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${base}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isUp).toBe(true);
  return { child, base };
}

describe('a log that cannot be written', () => {
  it.each([
    ['the disk is full', fullDisk],
    ['whoever reads it has stopped', stoppedReader],
  ])('stops neither cards nor the end of the server: %s', async (_cause, open) => {
    const { child, base } = await startOn(open(), newFolder());
    for (let batch = 0; batch < PIPE / LINE / 10; batch += 1) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(`${base}${SIGN}`, callOf())));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    }
    const end = once(child, 'exit');
    child.kill('SIGTERM');
    await end;
    await expect(fetch(base)).rejects.toThrow();
  });
});
