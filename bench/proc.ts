import { readFileSync, writeFileSync } from 'node:fs';

// What the kernel says of a process (Linux, proc(5)). Elsewhere nothing is known, and the tables say so.

const TICKS_PER_SECOND = 100;

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** CPU time that all threads of a process have taken so far, in seconds. */
export function cpuSeconds(pid: number): number | undefined {
  // The name of the program may hold spaces; the fields after its closing parenthesis begin with the third.
  const fields = read(pid, 'stat')?.split(') ').at(-1)?.split(' ');
  const [user, system] = [fields?.[11], fields?.[12]];
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

function statusMegabytes(pid: number, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** Memory that a process holds now, in MB. */
export const residentMegabytes = (pid: number): number | undefined => statusMegabytes(pid, 'VmRSS');

/** The most memory a process has held since its start, or since `forgetPeak`, in MB. */
export const peakMegabytes = (pid: number): number | undefined => statusMegabytes(pid, 'VmHWM');

/** Starts the peak anew. Where the kernel does not let us, the peak stays that of the whole life. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // A sandbox without this file.
  }
}
