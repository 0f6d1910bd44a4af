import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { atExit } from './clean-up.ts';
import { nodeAt } from './cores.ts';

/** What is to be sent, from keep-alive connections that each wait for their answer. */
export interface Load {
  readonly url: string;
  /** Sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** How many in all; each is answered before the load ends, so that CPU time belongs to counted requests. */
  readonly requests: number;
  /** Client tokens, one for each request; none where nobody asks. */
  readonly tokens: readonly string[];
}

export interface LoadReport {
  /** Requests without an answer of success. */
  readonly failed: number;
  readonly completed: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Times to an answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Share of one core that the load itself took: near 1, the figures are those of the load. */
  readonly busy: number;
}

/** The process that makes the load. */
export interface LoadMaker {
  /** Throws an Error if any answer is no success: figures of failures mean nothing. */
  send(load: Load): Promise<LoadReport>;
  stop(): void;
}

function reportOf(child: ChildProcess): Promise<LoadReport> {
  return new Promise((reported, failed) => {
    const onExit = () => failed(new Error('the process that makes the load has ended'));
    child.once('exit', onExit);
    child.once('message', (report) => {
      child.off('exit', onExit);
      reported(report as LoadReport);
    });
  });
}

/** Starts the process, on other cores than the servers. */
export function startLoadMaker(): LoadMaker {
  const { command, args } = nodeAt('load', [join(import.meta.dirname, 'load-process.ts')]);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const stopped = atExit(() => void child.kill());
  return {
    async send(load) {
      const report = reportOf(child);
      child.send(load);
      const figures = await report;
      const lost = load.requests - figures.completed;
      if (figures.failed > 0 || lost > 0)
        throw new Error(`${load.url}: ${figures.failed} answers were no success, ${lost} did not come`);
      return figures;
    },
    stop() {
      stopped();
      child.kill();
    },
  };
}
