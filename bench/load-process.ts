import autocannon from 'autocannon';
import type { Load, LoadReport } from './load.ts';

// Makes the load: a process of its own, so that it can be kept off the server's core.

const at = (sorted: Float64Array, share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;

/** Requests as autocannon wants them. With tokens each request gets the next one, since a token may be used once. */
function requestsOf({ bodies, tokens }: Load): autocannon.Request[] {
  if (tokens.length === 0) return bodies.map((body) => ({ body }));
  let next = 0;
  const withToken = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${tokens[next++ % tokens.length]}` },
  });
  return bodies.map((body) => ({ body, setupRequest: withToken }));
}

function run(load: Load): Promise<LoadReport> {
  const durations: number[] = [];
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let ended = begun;
  const report = ({ errors, non2xx }: autocannon.Result): LoadReport => {
    const { user, system } = process.cpuUsage(cpu);
    const sorted = Float64Array.from(durations).sort();
    const seconds = (ended - begun) / 1000;
    return {
      failed: errors + non2xx,
      completed: durations.length,
      seconds,
      p50: at(sorted, 0.5),
      p99: at(sorted, 0.99),
      busy: (user + system) / 1e6 / seconds,
    };
  };
  return new Promise((done, failed) => {
    const options = {
      url: load.url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      requests: requestsOf(load),
      connections: load.connections,
      amount: load.requests,
      // How often it looks whether all is done, in milliseconds.
      sampleInt: 50,
      timeout: 30,
    } as const;
    const instance = autocannon(options, (error: unknown, result) => (error ? failed(error) : done(report(result))));
    instance.on('response', (_client, _status, _bytes, duration) => {
      durations.push(duration);
      ended = performance.now();
    });
  });
}

process.on('message', (load: Load) => void run(load).then((report) => process.send?.(report)));
