import { execFileSync } from 'node:child_process';
import { openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogOutput } from '../src/log-output.ts';
import { newFolder } from './support/folder.ts';

/** A pipe that nobody reads. */
function stoppedPipe(): number {
  const pipe = join(newFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  return openSync(pipe, 'r+');
}

const lineOf = (number: number) => `${String(number).padStart(99)}\n`;
const LINES = Array.from({ length: 2000 }, (_, number) => lineOf(number));

describe('the output of the log', () => {
  it('writes every line in order, the last ones when it is closed', async () => {
    const file = join(newFolder(), 'log');
    const output = createLogOutput({ fd: openSync(file, 'a') });
    for (const line of LINES) output.write(line);
    expect(await output.close(30_000)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(LINES.join(''));
    expect(output.dropped()).toBe(0);
  });

  it('drops and counts lines that a full disk does not take, beyond those that it holds for better times', async () => {
    const output = createLogOutput({ fd: openSync('/dev/full', 'w'), limit: 50_000 });
    for (const line of LINES) output.write(line);
    expect(output.dropped()).toBe(1500);
    expect(await output.close(30_000)).toBe(true);
  });

  it('drops and counts lines that nobody reads, and does not wait for ever when it is closed', async () => {
    const fd = stoppedPipe();
    const output = createLogOutput({ fd, limit: 100_000 });
    for (const line of LINES) output.write(line);
    expect(output.dropped()).toBe(1000);
    expect(await output.close(100)).toBe(false);
    // Lets the write that is under way end.
    readSync(fd, Buffer.alloc(65_536));
  });

  it('counts lines that come after it was closed', async () => {
    const output = createLogOutput({ fd: openSync(join(newFolder(), 'log'), 'a') });
    await output.close(30_000);
    output.write('late\n');
    expect(output.dropped()).toBe(1);
  });
});
