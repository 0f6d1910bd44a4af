import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { StorageConfig } from '../../src/config.ts';
import { backUp } from '../../src/store/backup.ts';
import { openStore } from '../../src/store/open.ts';
import { daysOf } from '../../src/store/span.ts';
import type { Store } from '../../src/store/store.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { callAt, feedbackOn } from '../calls.ts';
import type { Goal, Row } from '../report.ts';
import type { Section } from './section.ts';

// Cost of insights, retention and backup as calls add up: over eighteen months of calls, in a file or in PostgreSQL.

const KEY = 'a-key-of-more-than-thirty-two-characters';
const END = Date.parse('2026-11-28T00:00:00Z');
const DAY = 86_400_000;
const MONTHS = 548 * DAY;
const BATCH = 500;
const MAIN = join(import.meta.dirname, '../../src/main.js');
/** Has a process print what it took when it ends. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>console.error("USAGE"+JSON.stringify(process.resourceUsage())))';

/** Writes calls up to the end, as the journal does, with their feedback; seconds. */
async function fill(store: Store, calls: number): Promise<number> {
  const begun = performance.now();
  for (let first = 0; first < calls; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, calls - first) }, (_, at) => first + at);
    const records = numbers.map((number) => callAt(Math.floor(END - MONTHS + (MONTHS * number) / calls), number));
    await store.keepCalls(records);
    await store.keepFeedback(records.flatMap((record, at) => feedbackOn(record, first + at)));
  }
  return (performance.now() - begun) / 1000;
}

/** Runs `insights` as a person does. Throws an Error if it fails. */
async function runInsights(storage: StorageConfig, from: string): Promise<Row & { readonly seconds: number }> {
  const place = storage.kind === 'sqlite' ? { DATA_DIR: storage.folder } : { DATABASE_URL: storage.url };
  const begun = performance.now();
  const args = ['--max-semi-space-size=4', '--import', USAGE, MAIN, 'insights', '--from', from, '--to', '2026-11-27'];
  const env = { PATH: process.env['PATH'] ?? '', STORE_KEY: KEY, ...place };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`insights failed: ${errors.slice(0, 500)}`);
  const usage = JSON.parse(errors.split('USAGE')[1] ?? '{}') as Record<string, number>;
  const { userCPUTime = Number.NaN, systemCPUTime = Number.NaN, maxRSS = Number.NaN } = usage;
  const [cpu, milliseconds] = [(userCPUTime + systemCPUTime) / 1000, performance.now() - begun];
  const what = `insights from ${from}`;
  return { what, server: 'ours', p50: milliseconds, cpu, memory: maxRSS / 1024, seconds: cpu / 1000 };
}

/** Latency of used tokens, one every 5 ms, and the longest stop of this thread while other work runs; in milliseconds. */
async function whileDoing(
  what: string,
  store: Store,
  work: () => Promise<unknown>,
): Promise<Row & { readonly stop: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const durations: number[] = [];
  let isDone = false;
  const asking = (async () => {
    while (!isDone) {
      const begun = performance.now();
      await store.useToken(crypto.randomUUID(), new Date(END).toISOString());
      durations.push(performance.now() - begun);
      await pause(5);
    }
  })();
  delay.enable();
  await work();
  delay.disable();
  isDone = true;
  await asking;
  const sorted = durations.toSorted((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor(part * (sorted.length - 1))];
  return { what: `a token, ${what}`, server: 'ours', p50: share(0.5), p99: share(0.99), stop: delay.max / 1e6 };
}

/** Measures what `insights`, retention and a backup cost a store of so many calls, and the first two the calls beside them. */
export const store: Section = async ({ work, calls, database }) => {
  const folder = mkdtempSync(join(work, 'store-'));
  const storage: StorageConfig = database
    ? { kind: 'postgres', url: database, key: KEY }
    : { kind: 'sqlite', folder, key: KEY };
  const opened = await openStore(storage);
  const seconds = await fill(opened, calls);
  const rows: Row[] = [{ what: `writing ${calls} calls`, server: 'ours', rate: calls / seconds }];
  const most = (name: string, limit: number, unit: string, measured: number | undefined): Goal => ({
    ...{ name, limit: { most: limit }, unit, measured },
  });
  const all = await runInsights(storage, '2025-05-29');
  const weeks = await runInsights(storage, '2026-09-05');
  const goals = [
    most('insights over 18 months, CPU time', 2, 's', all.seconds),
    most('insights over 18 months, memory', 200, 'MB', all.memory),
    most('insights over 12 weeks, CPU time', 0.5, 's', weeks.seconds),
  ];
  const undisturbed = await whileDoing('undisturbed', opened, () => pause(5000));
  const days = daysOf('2025-05-29', '2026-11-27', END);
  if ('element' in days) throw new RangeError(days.text);
  const horizon = {
    records: new Date(END - MONTHS + 8 * DAY).toISOString(),
    tokens: '2025-01-01',
    counts: '2025-01-01',
  };
  const beside = [
    await whileDoing('while insights are read over 18 months', opened, () => opened.insights(days, END)),
    await whileDoing('while 8 days are forgotten', opened, () => opened.forget(horizon)),
  ];
  if (storage.kind === 'sqlite') {
    goals.push(most('a call on disk', 300, 'bytes', statSync(join(folder, STORE_FILE)).size / calls));
    const begun = performance.now();
    await backUp(folder, join(work, 'copy.sqlite'));
    rows.push({ what: 'a backup', server: 'ours', p50: performance.now() - begun });
  }
  await opened.close();
  for (const { what, p99, stop } of beside)
    goals.push(
      most(`${what}: p99, undisturbed is 1`, 2, '×', (p99 ?? Number.NaN) / (undisturbed.p99 ?? Number.NaN)),
      most(`${what}: longest stop of the thread`, 50, 'ms', stop),
    );
  return { rows: [...rows, all, weeks, undisturbed, ...beside], goals, series: [] };
};
