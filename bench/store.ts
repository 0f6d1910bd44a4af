import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CallRecord } from '../src/records/record.ts';
import { backUp } from '../src/store/backup.ts';
import { daysOf } from '../src/store/span.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { Store } from '../src/store/store.ts';
import { STORE_FILE } from '../src/store/store-file.ts';
import { writeStore } from './store-rows.ts';

// `npm run bench:store -- [--calls 5000000]`: what looking back costs as calls add up.

const KEY = 'a-key-of-more-than-thirty-two-characters';
const END = Date.parse('2026-11-28T00:00:00Z');
const ALL = '2025-05-01';
const TWELVE_WEEKS = '2026-09-05';
const LAST = '2026-11-27';

const report = (what: string, figures: string) => process.stdout.write(`${what.padEnd(52)} ${figures}\n`);

/** Prints what the process took when it ends. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>console.error("USAGE"+JSON.stringify(process.resourceUsage())))';

const MAIN = join(import.meta.dirname, '../src/main.js');

/** Runs a command on a store; seconds, CPU seconds and MB at most. */
async function timed(args: readonly string[], folder: string): Promise<string> {
  const start = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, STORE_KEY: KEY };
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--import', USAGE, MAIN, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = await once(child, 'close');
  const usage = JSON.parse(errors.split('USAGE')[1] ?? '{}') as {
    userCPUTime: number;
    systemCPUTime: number;
    maxRSS: number;
  };
  const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  const seconds = (performance.now() - start) / 1000;
  return `${seconds.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, ${Math.round(usage.maxRSS / 1024)} MB${code === 0 ? '' : ` FAILED ${errors.slice(0, 200)}`}`;
}

const percentile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

/** Measures used-token latency, one every 5 ms, and the longest block of this thread, while other work runs. */
async function whileDoing(store: Store, work: () => Promise<unknown>): Promise<string> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const durations: number[] = [];
  let isDone = false;
  const asking = (async () => {
    while (!isDone) {
      const start = performance.now();
      await store.useToken(`token ${performance.now()}`, new Date(END).toISOString());
      durations.push(performance.now() - start);
      await pause(5);
    }
  })();
  delay.enable();
  await work();
  delay.disable();
  isDone = true;
  await asking;
  const sorted = durations.toSorted((one, other) => one - other);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  return `tokens p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms (${sorted.length}); longest stop ${(delay.max / 1e6).toFixed(0)} ms`;
}

/** The record of a call that had nothing to say, as the product writes it. */
function silentCall(number: number): CallRecord {
  return {
    id: crypto.randomUUID(),
    at: new Date(END - 86_400_000 + number * 10).toISOString(),
    site: 'mercy',
    service: 'spine-coverage-order-sign',
    hookInstance: crypto.randomUUID(),
    patient: `~${crypto.randomUUID().replaceAll('-', '')}`,
    outcome: 'nothing',
    milliseconds: 1 + (number % 97) / 7,
    orders: 0,
    knowledge: 'b2'.repeat(32),
    missing: {},
    decisions: [],
  };
}

function sizeOf(folder: string): number {
  const database = new DatabaseSync(join(folder, STORE_FILE));
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
  return statSync(join(folder, STORE_FILE)).size;
}

async function measureSilentCalls(work: string): Promise<void> {
  const folder = join(work, 'silent');
  const store = await openSqliteStore({ kind: 'sqlite', folder, key: KEY });
  const [count, batch] = [100_000, 100];
  const start = performance.now();
  for (let from = 0; from < count; from += batch)
    await store.keepCalls(Array.from({ length: batch }, (_, number) => silentCall(from + number)));
  const rate = count / ((performance.now() - start) / 1000);
  await store.close();
  report('silent calls', `${Math.round(sizeOf(folder) / count)} bytes each (goal 300), ${Math.round(rate)} a second`);
}

async function measureTakingOver(folder: string, calls: number): Promise<void> {
  const store = await openSqliteStore({ kind: 'sqlite', folder, key: KEY });
  const start = performance.now();
  const figures = await whileDoing(store, async () => {
    while (await store.takeOverCalls());
  });
  report(
    'calls of the first release taken over',
    `${Math.round(calls / ((performance.now() - start) / 1000))} a second without rest; ${figures}`,
  );
  await store.close();
}

async function measureBeside(folder: string, work: string): Promise<void> {
  const store = await openSqliteStore({ kind: 'sqlite', folder, key: KEY });
  const days = daysOf(ALL, LAST, END);
  if ('element' in days) throw new RangeError(days.text);
  report('undisturbed', await whileDoing(store, () => pause(5000)));
  report('while insights are read over 18 months', await whileDoing(store, () => store.insights(days, END)));
  const month = { records: new Date(END - 540 * 86_400_000).toISOString(), tokens: ALL, counts: ALL };
  report('while 8 days are forgotten', await whileDoing(store, () => store.forget(month)));
  let isDone = false;
  const writing = (async () => {
    for (let number = 0; !isDone; number += 1) {
      await store.keepCalls([silentCall(number)]);
      await pause(90);
    }
  })();
  const start = performance.now();
  await backUp(folder, join(work, 'copy.sqlite'));
  isDone = true;
  await writing;
  report(
    'backup while 11 calls a second are written',
    `${((performance.now() - start) / 1000).toFixed(1)} s, ${Math.round(statSync(join(work, 'copy.sqlite')).size / 1e6)} MB`,
  );
  await store.close();
}

async function measureStore(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { calls: text, store: text } });
  const calls = Number(values.calls ?? 1_000_000);
  const work = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const [before, after] = [join(work, 'before'), join(work, 'after')];
  try {
    for (const folder of [before, after]) mkdirSync(folder);
    if (values.store === undefined) writeStore(join(before, STORE_FILE), calls, END);
    else copyFileSync(join(values.store, STORE_FILE), join(before, STORE_FILE));
    copyFileSync(join(before, STORE_FILE), join(after, STORE_FILE));
    await measureSilentCalls(work);
    report('the store of the first release', `${calls} calls, ${Math.round(sizeOf(before) / calls)} bytes each`);
    await measureTakingOver(after, calls);
    for (const from of [ALL, TWELVE_WEEKS])
      report(`insights from ${from}`, await timed(['insights', '--from', from, '--to', LAST], after));
    await measureBeside(after, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await measureStore();
