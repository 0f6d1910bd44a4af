import autocannon from 'autocannon';
import type { Body } from './bodies.ts';
import { cpuSeconds } from './machine.ts';
import type { Server } from './servers.ts';

/** Requests from keep-alive connections that each wait for their answer. */
export interface Load {
  /** Sent in turn. */
  readonly bodies: readonly Body[];
  readonly connections: number;
  /** Number of requests; each is answered before the load ends. */
  readonly requests: number;
}

/** Figures of one round of load. */
export interface Round {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds to an answer. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the server in milliseconds for each request; undefined outside Linux. */
  readonly cpu: number | undefined;
  /** Share of one core that the load itself took: near 1, the figures are those of the load. */
  readonly busy: number;
}

/** The value that this share of the values stays below. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Sends a load. Throws an Error if any answer is no success: figures of failures mean nothing. */
export async function send({ url, pid }: Server, { bodies, connections, requests }: Load): Promise<Round> {
  const durations: number[] = [];
  const serverBefore = cpuSeconds(pid);
  const loadBefore = process.cpuUsage();
  const begun = performance.now();
  let ended = begun;
  const { errors, non2xx } = await new Promise<autocannon.Result>((done, failed) => {
    const instance = autocannon(
      {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        requests: bodies.map(({ text }) => ({ body: text })),
        connections,
        amount: requests,
        // Polling interval, in milliseconds.
        sampleInt: 50,
        timeout: 30,
      },
      (error: unknown, result) => (error ? failed(error) : done(result)),
    );
    // Its own percentiles are whole milliseconds.
    instance.on('response', (_client, _status, _bytes, duration) => {
      durations.push(duration);
      ended = performance.now();
    });
  });
  if (errors + non2xx > 0 || durations.length < requests)
    throw new Error(`${url}: ${errors + non2xx} of ${requests} calls failed, ${durations.length} were answered`);
  const serverAfter = cpuSeconds(pid);
  const { user, system } = process.cpuUsage(loadBefore);
  const seconds = (ended - begun) / 1000;
  return {
    rate: requests / seconds,
    p50: percentile(durations, 0.5),
    p99: percentile(durations, 0.99),
    cpu:
      serverBefore === undefined || serverAfter === undefined
        ? undefined
        : ((serverAfter - serverBefore) * 1000) / requests,
    busy: (user + system) / 1e6 / seconds,
  };
}
