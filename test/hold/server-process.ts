import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import packageFile from '../../package.json' with { type: 'json' };
import { freePort } from '../support/free-port.ts';

const PROJECT = join(import.meta.dirname, '../..');
const [, ...START] = packageFile.scripts.start.split(' ');

/** Linux counts CPU time in hundredths of a second. */
const TICK = 10;

/** The server as `npm start` starts it, in development mode, for scripts that are run by hand on Linux. */
export interface ServerProcess {
  readonly port: number;
  readonly base: string;
  /** Resident memory in MB: now, and the most there ever was. */
  memory(): { readonly now: number; readonly peak: number };
  /** CPU time that it has taken, in milliseconds. */
  cpu(): number;
  stop(): Promise<void>;
}

export async function startServerProcess(environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'hold-'));
  const child = spawn(process.execPath, START, {
    cwd: PROJECT,
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), DATA_DIR: folder, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${base}/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await pause(50);
  const megabytes = (field: string) => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  };
  return {
    port,
    base,
    memory: () => ({ now: megabytes('VmRSS'), peak: megabytes('VmHWM') }),
    cpu() {
      const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const [user = 0, system = 0] = rest.split(' ').slice(11, 13).map(Number);
      return (user + system) * TICK;
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Prints a figure. */
export function tell(name: string, figure: string | number): void {
  process.stdout.write(`${name.padEnd(70)} ${figure}\n`);
}
