import type { Server } from 'node:http';
import type { Drain } from './http/drain.ts';
import type { Log } from './log.ts';
import type { LogOutput } from './log-output.ts';

/** Time for writing the last lines of the log, in milliseconds. */
const LOG_TIME = 1000;
/** Time for the whole shutdown: more than draining and storing take. Work that is stuck then is abandoned. */
const END_TIME = 25_000;

/** Dependencies of ending the process. */
export interface ShutDownDeps {
  readonly server: Server;
  readonly drain: Drain;
  readonly log: Log;
  readonly output: LogOutput;
  /** Writes what waits to be stored, and closes the store. */
  readonly closeStore: () => Promise<void>;
  /** Ends the process at once. Not process.exit, which waits for a write that nobody takes. */
  readonly kill: () => void;
}

/** Ends the process: answers the calls under way, keeps their records, writes the log, each within a deadline. */
export async function shutDown(signal: string, deps: ShutDownDeps): Promise<void> {
  const { server, drain, log, output, closeStore, kill } = deps;
  const deadline = setTimeout(kill, END_TIME);
  log.draining({ signal });
  await drain.start(server);
  await closeStore();
  log.stopped({ signal });
  const isWritten = await output.close(LOG_TIME);
  clearTimeout(deadline);
  if (!isWritten) kill();
}
