import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

// The server under test has the first core, the load the others, where the system lets us choose (taskset, Linux).

const CORES = availableParallelism();
const canPin = CORES > 1 && spawnSync('taskset', ['--version']).error === undefined;
const LOAD_CORES = CORES === 2 ? '1' : `1-${CORES - 1}`;

/** The machine, in words for the report. */
export const MACHINE = `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${
  canPin ? `${CORES} cores: one for the server, the load on ${LOAD_CORES}` : `${CORES} cores, nothing pinned`
}`;

/** The command that runs Node on the server's core, or on the first cores. taskset becomes the process: its pid is the server's. */
export function nodeOnServerCore(args: readonly string[], cores = 1): readonly [string, readonly string[]] {
  return canPin ? ['taskset', ['--cpu-list', `0-${cores - 1}`, process.execPath, ...args]] : [process.execPath, args];
}

/** Keeps this process, which makes the load, off the server's core. */
export function pinLoad(): void {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', LOAD_CORES, String(process.pid)]);
}

function procText(pid: number, file: string): string {
  const path = `/proc/${pid}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** CPU time that all threads of a process have taken, in seconds (proc(5)); NaN outside Linux. */
export function cpuSeconds(pid: number): number {
  // The name of the program may hold spaces; the fields after its closing parenthesis begin with the third.
  const fields = procText(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Memory of a process in MB, now or at its peak (proc(5)); NaN outside Linux. */
export function megabytes(pid: number, when: 'now' | 'peak'): number {
  const name = when === 'now' ? 'VmRSS' : 'VmHWM';
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(procText(pid, 'status'))?.[1]) / 1024;
}
