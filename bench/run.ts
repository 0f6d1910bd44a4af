import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MACHINE, pinLoad } from './machine.ts';
import { figureTable, type Goal, goalTable, type Row } from './report.ts';
import { backtest } from './sections/backtest.ts';
import { crd } from './sections/crd-calls.ts';
import { memory } from './sections/memory.ts';
import type { Section } from './sections/section.ts';
import { start } from './sections/start.ts';
import { store } from './sections/store.ts';
import { bodies, loneCall } from './sections/throughput.ts';

// `npm run bench`: this server beside a bare Express server that decides nothing. Read the ratios: the figures depend on the machine.

const SECTIONS: Readonly<Record<string, Section>> = {
  bodies,
  'lone-call': loneCall,
  start,
  memory,
  store,
  backtest,
  crd,
};
/** The others are measured when they are asked for: it takes minutes to fill a store, or to write an export. */
const USUAL = ['bodies', 'lone-call', 'start', 'memory'];
const MOST_BUSY = 0.9;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '100000' },
    only: { type: 'string', default: USUAL.join(',') },
    calls: { type: 'string', default: '1000000' },
    database: { type: 'string' },
    json: { type: 'string', default: join(import.meta.dirname, 'results.json') },
  },
});

/** A flag's number. Throws RangeError with its name if it is less than `least`. */
function atLeast(least: number, name: 'rounds' | 'seconds' | 'requests' | 'calls'): number {
  const value = Number(values[name]);
  if (!(value >= least)) throw new RangeError(`--${name} must be a number, at least ${least}`);
  return value;
}

const chosen = values.only.split(',').map((name) => {
  const section = SECTIONS[name];
  if (!section) throw new RangeError(`--only takes ${Object.keys(SECTIONS).join(', ')}, not ${name}`);
  return { name, section };
});
const bench = {
  rounds: atLeast(1, 'rounds'),
  seconds: atLeast(0.1, 'seconds'),
  requests: atLeast(100, 'requests'),
  calls: atLeast(1000, 'calls'),
  database: values.database,
  work: mkdtempSync(join(tmpdir(), 'bench-')),
};
process.once('exit', () => rmSync(bench.work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

pinLoad();
const [rows, goals]: [Row[], Goal[]] = [[], []];
for (const { name, section } of chosen) {
  process.stderr.write(`measuring: ${name}\n`);
  const found = await section(bench);
  rows.push(...found.rows);
  goals.push(...found.goals);
}
const overloaded = rows
  .filter(({ busy = 0 }) => busy > MOST_BUSY)
  .map(({ what, server }) => `The load was the limit, not the server: ${what}, ${server}.`);
const about = `Medians of ${bench.rounds} rounds of ${bench.seconds} s; ${MACHINE}.`;
process.stdout.write(`${[about, figureTable(rows), goalTable(goals), ...overloaded].join('\n\n')}\n`);
writeFileSync(values.json, `${JSON.stringify({ about, rows, goals }, undefined, 2)}\n`);
