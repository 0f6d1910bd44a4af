import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { BODIES } from './bodies.ts';

// `npm run bench`: this server against a bare Express server, same bodies, same load, rounds interleaved.
// Read the ratios: the figures themselves depend on the machine.

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const SECONDS = Number(process.env['SECONDS'] ?? 3);
const CONNECTIONS = 10;

interface Target {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
}

async function start(name: string, file: string, port: number): Promise<Target> {
  const env = { ...process.env, PORT: String(port), NODE_ENV: 'production' };
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout) await once(child.stdout, 'data');
  return { name, port, child };
}

async function round({ port }: Target, body: string): Promise<autocannon.Result> {
  return autocannon({
    url: `http://127.0.0.1:${port}/cds-services/spine-coverage-order-sign`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    duration: SECONDS,
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Medians of the rounds of one target; every answer must be a success, or the figures mean nothing. */
function summary(results: readonly autocannon.Result[]) {
  const failed = results.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0);
  if (failed > 0) throw new Error(`${failed} answers were no success`);
  return {
    rps: median(results.map(({ requests }) => requests.average)),
    p99: median(results.map(({ latency }) => latency.p99)),
  };
}

/** A Markdown table: one row for each body. */
function asTable(rows: Readonly<Record<string, object>>): string {
  const heads = ['body', ...Object.keys(Object.values(rows)[0] ?? {})];
  const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
  const body = Object.entries(rows).map(([name, row]) => line([name, ...Object.values(row)]));
  return [line(heads), line(heads.map(() => '---')), ...body].join('\n');
}

const targets = [await start('ours', '../src/main.ts', 3901), await start('express', 'baseline.ts', 3902)];
try {
  const table: Record<string, object> = {};
  for (const [name, body] of Object.entries(BODIES)) {
    const results = new Map<string, autocannon.Result[]>(targets.map((target) => [target.name, []]));
    for (const target of targets) await round(target, body); // warm
    for (let at = 0; at < ROUNDS; at++)
      for (const target of targets) results.get(target.name)?.push(await round(target, body));
    const [ours, express] = [summary(results.get('ours') ?? []), summary(results.get('express') ?? [])];
    table[name] = {
      'req/s': Math.round(ours.rps),
      'bare Express req/s': Math.round(express.rps),
      ratio: Number((ours.rps / express.rps).toFixed(2)),
      'p99 ms': ours.p99,
      'bare Express p99 ms': express.p99,
    };
  }
  process.stdout.write(`${asTable(table)}\n`);
} finally {
  for (const { child } of targets) child.kill();
}
