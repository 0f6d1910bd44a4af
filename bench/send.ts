import { createHistogram } from 'node:perf_hooks';
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
  /** CPU time of the server in milliseconds for each request; NaN outside Linux. */
  readonly cpu: number;
  /** Share of one core that the load itself took: near 1, the figures are those of the load. */
  readonly busy: number;
}

/** Nanoseconds of a millisecond: histograms hold whole numbers. */
export const NANOSECONDS = 1e6;

/** Sends a load. Throws an Error if any answer is no success: figures of failures mean nothing. */
export async function send({ url, pid }: Server, { bodies, connections, requests }: Load): Promise<Round> {
  // The percentiles of autocannon are whole milliseconds.
  const durations = createHistogram();
  const serverBefore = cpuSeconds(pid);
  const loadBefore = process.cpuUsage();
  const begun = performance.now();
  let ended = begun;
  const { errors, non2xx } = await autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: bodies.map(({ text }) => ({ body: text })),
    connections,
    amount: requests,
    // Polling interval, in milliseconds.
    sampleInt: 50,
    timeout: 30,
    setupClient: (client) =>
      client.on('response', (_status, _bytes, duration) => {
        durations.record(Math.ceil(duration * NANOSECONDS));
        ended = performance.now();
      }),
  });
  if (errors + non2xx > 0 || durations.count < requests)
    throw new Error(`${url}: ${errors + non2xx} of ${requests} calls failed, ${durations.count} were answered`);
  const { user, system } = process.cpuUsage(loadBefore);
  const seconds = (ended - begun) / 1000;
  return {
    rate: requests / seconds,
    p50: durations.percentile(50) / NANOSECONDS,
    p99: durations.percentile(99) / NANOSECONDS,
    cpu: ((cpuSeconds(pid) - serverBefore) * 1000) / requests,
    busy: (user + system) / 1e6 / seconds,
  };
}
