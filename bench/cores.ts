import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

// Server and load on different cores, where the system lets us choose (taskset, Linux).

const CORES = availableParallelism();
const canPin = CORES > 1 && spawnSync('taskset', ['--version']).error === undefined;

/** What a process may run on: the first core alone, or all but it. */
export type Place = 'server' | 'load' | 'anywhere';

/** How many cores are left for servers when one is kept for the load. */
export const SERVER_CORES = Math.max(1, CORES - 1);

/** How servers and load share the machine, in words for the report. */
export const PINNING = canPin
  ? `server pinned to core 0 of ${CORES}, load on the others`
  : `nothing pinned (${CORES} core${CORES === 1 ? '' : 's'}, ${CORES > 1 ? 'no taskset' : 'server and load share it'})`;

function coresOf(place: Place): string | undefined {
  if (!canPin || place === 'anywhere') return undefined;
  return place === 'server' ? '0' : `1-${CORES - 1}`;
}

/** A command that runs Node with these arguments at the place. taskset becomes the process: its pid is the server's. */
export function nodeAt(place: Place, args: readonly string[]): { readonly command: string; readonly args: string[] } {
  const cores = coresOf(place);
  return cores === undefined
    ? { command: process.execPath, args: [...args] }
    : { command: 'taskset', args: ['--cpu-list', cores, process.execPath, ...args] };
}

/** Keeps this process, which makes load itself, off the server's core. */
export function pinToLoadCores(): void {
  const cores = coresOf('load');
  if (cores !== undefined) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)]);
}
