import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

// Servers on the first half of the cores, load and databases on the second, where the system lets us choose (taskset, Linux).

const CORES = availableParallelism();
const canPin = CORES > 1 && spawnSync('taskset', ['--version']).error === undefined;

/** How many cores there are for servers. */
export const SERVER_CORES = Math.max(1, Math.floor(CORES / 2));

/** What a process may run on: one core, the servers' `core`th, beginning again where there are too few; or the load's. */
export type Place = { readonly core: number } | 'load';

function coresOf(place: Place): string {
  if (place !== 'load') return String(place.core % SERVER_CORES);
  return CORES - SERVER_CORES === 1 ? String(SERVER_CORES) : `${SERVER_CORES}-${CORES - 1}`;
}

/** How servers and load share the machine, in words for the report. */
export const PINNING = canPin
  ? `${CORES} cores, each server pinned to one, the load to ${coresOf('load')}`
  : `nothing pinned (${CORES} core${CORES === 1 ? ', server and load share it' : 's, no taskset'})`;

/** A command that runs Node with these arguments at the place. taskset becomes the process: its pid is the server's. */
export function nodeAt(
  place: Place,
  args: readonly string[],
  node = process.execPath,
): { readonly command: string; readonly args: string[] } {
  return canPin
    ? { command: 'taskset', args: ['--cpu-list', coresOf(place), node, ...args] }
    : { command: node, args: [...args] };
}

/** Keeps this process, and what it will start, off the servers' cores. */
export function pinToLoadCores(): void {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', coresOf('load'), String(process.pid)]);
}
