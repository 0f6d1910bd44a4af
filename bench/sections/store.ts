import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
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
import { percentile } from '../load.ts';
import { type Findings, goal, type Row } from '../report.ts';
import { median } from '../rounds.ts';
import type { Bench, Section } from './section.ts';

// Cost of insights, retention and backup as calls add up: over eighteen months of calls, in a file or in PostgreSQL.

const KEY = 'a-key-of-more-than-thirty-two-characters';
const END = Date.parse('2026-11-28T00:00:00Z');
const DAY = 86_400_000;
const MONTHS = 548 * DAY;
const BATCH = 500;
/** Calls forgotten at once. */
const FORGOTTEN = 500;
const MAIN = join(import.meta.dirname, '../../src/main.js');
/** Folder of compiled code, for the threads of the store as a server's have it (src/main.js). */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/compiled');
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

/** Times in milliseconds: of used tokens, and the longest stop of this thread. */
interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly stop: number;
}

/** A kind of work, and the tokens beside it, in each round. */
interface Kind {
  readonly what: string;
  readonly work: () => Promise<unknown>;
  readonly found: Latency[];
}

const middle = ({ found }: Kind, figure: keyof Latency) => median(found.map((latency) => latency[figure]));

/** Uses a token every 5 ms while other work runs. */
async function whileDoing(store: Store, work: () => Promise<unknown>): Promise<Latency> {
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
  return { p50: percentile(durations, 0.5), p99: percentile(durations, 0.99), stop: delay.max / 1e6 };
}

/** Keeps a core busy for a time in milliseconds, at the lowest priority: the machine's own part in what waits beside other work. */
async function keepCoreBusy(time: number): Promise<void> {
  const child = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  await pause(time);
  child.kill('SIGKILL');
}

/** Used tokens beside each kind of work, in turn, so that what else the machine does hits all alike. */
async function besideWork(store: Store, { calls, rounds, seconds }: Bench): Promise<Pick<Findings, 'rows' | 'goals'>> {
  const days = daysOf('2025-05-29', '2026-11-27', END);
  if ('element' in days) throw new RangeError(days.text);
  let forgotten = 0;
  const forget = () => {
    forgotten += FORGOTTEN;
    const records = new Date(END - MONTHS + (MONTHS * forgotten) / calls).toISOString();
    return store.forget({ records, tokens: '2025-01-01', counts: '2025-01-01' });
  };
  const repeat = async (work: () => Promise<unknown>) => {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) await work();
  };
  const kinds: readonly Kind[] = [
    { what: 'undisturbed', work: () => pause(seconds * 1000), found: [] },
    { what: 'while another process keeps a core busy', work: () => keepCoreBusy(seconds * 1000), found: [] },
    { what: 'while insights are read over 18 months', work: () => repeat(() => store.insights(days, END)), found: [] },
    { what: 'while calls are forgotten', work: () => repeat(forget), found: [] },
  ];
  for (let round = 0; round < rounds; round++)
    for (const { work, found } of kinds) found.push(await whileDoing(store, work));
  const [undisturbed, , ...beside] = kinds;
  const toUndisturbed = ({ found }: Kind) =>
    median(found.map(({ p99 }, at) => p99 / (undisturbed?.found[at]?.p99 ?? Number.NaN)));
  return {
    rows: kinds.map((kind) => ({
      what: `a token, ${kind.what}`,
      server: 'ours',
      p50: middle(kind, 'p50'),
      p99: middle(kind, 'p99'),
    })),
    goals: beside.flatMap((kind) => [
      goal(`a token, ${kind.what}: p99, undisturbed is 1`, { most: 2 }, '×', toUndisturbed(kind)),
      goal(`a token, ${kind.what}: longest stop of the thread`, { most: 50 }, 'ms', middle(kind, 'stop')),
    ]),
  };
}

/** Measures what `insights`, retention and a backup cost a store of so many calls, and the first two the calls beside them. */
export const store: Section = async (bench) => {
  const { work, calls, database } = bench;
  process.env['NODE_COMPILE_CACHE'] ??= COMPILED;
  const folder = mkdtempSync(join(work, 'store-'));
  const storage: StorageConfig = database
    ? { kind: 'postgres', url: database, key: KEY }
    : { kind: 'sqlite', folder, key: KEY };
  const opened = await openStore(storage);
  const seconds = await fill(opened, calls);
  const rows: Row[] = [{ what: `writing ${calls} calls`, server: 'ours', rate: calls / seconds }];
  const all = await runInsights(storage, '2025-05-29');
  const weeks = await runInsights(storage, '2026-09-05');
  const goals = [
    goal('insights over 18 months, CPU time', { most: 2 }, 's', all.seconds),
    goal('insights over 18 months, memory', { most: 200 }, 'MB', all.memory),
    goal('insights over 12 weeks, CPU time', { most: 0.5 }, 's', weeks.seconds),
  ];
  if (storage.kind === 'sqlite')
    goals.push(goal('a call on disk', { most: 300 }, 'bytes', statSync(join(folder, STORE_FILE)).size / calls));
  const beside = await besideWork(opened, bench);
  if (storage.kind === 'sqlite') {
    const begun = performance.now();
    await backUp(folder, join(work, 'copy.sqlite'));
    rows.push({ what: 'a backup', server: 'ours', p50: performance.now() - begun });
  }
  await opened.close();
  return { rows: [...rows, all, weeks, ...beside.rows], goals: [...goals, ...beside.goals], series: [] };
};
