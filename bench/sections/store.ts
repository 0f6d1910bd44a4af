import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { StorageConfig } from '../../src/config.ts';
import { backUp } from '../../src/store/backup.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { callAt, feedbackOn } from '../calls.ts';
import { goal, type Row, type SectionResult } from '../report.ts';
import { median } from '../rounds.ts';
import { NANOSECONDS } from '../send.ts';
import type { Bench, Section } from './section.ts';

// Cost of insights, retention and backup as calls add up: over eighteen months of calls, in a file or in PostgreSQL.

const KEY = 'a-key-of-more-than-thirty-two-characters';
/** The eighteen months of the calls. */
const DAYS = { from: '2025-05-29', to: '2026-11-28' };
const [START, END] = [Date.parse(DAYS.from), Date.parse(DAYS.to)];
const LAST_DAY = '2026-11-27';
/** Calls written at once, and calls forgotten at once. */
const BATCH = 500;
const MAIN = join(import.meta.dirname, '../../src/main.js');
/** Folder of compiled code, for the threads of the store as a server's have it (src/main.js). */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/compiled');
/** Has a process print what it took when it ends. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>console.error("USAGE"+JSON.stringify(process.resourceUsage())))';

/** Time of a call, in milliseconds: calls are spread evenly. */
const timeOf = (number: number, calls: number) => Math.floor(START + ((END - START) * number) / calls);

/** Writes calls up to the end, as the journal does, with their feedback. */
async function fill(store: Store, calls: number): Promise<void> {
  for (let first = 0; first < calls; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, calls - first) }, (_, at) => first + at);
    const records = numbers.map((number) => callAt(timeOf(number, calls), number));
    await store.keepCalls(records);
    await store.keepFeedback(records.flatMap((record, at) => feedbackOn(record, first + at)));
  }
}

/** Runs `insights` as a person does. Throws an Error if it fails. */
function runInsights(storage: StorageConfig, from: string) {
  const place = storage.kind === 'sqlite' ? { DATA_DIR: storage.folder } : { DATABASE_URL: storage.url };
  const args = ['--max-semi-space-size=4', '--import', USAGE, MAIN, 'insights', '--from', from, '--to', LAST_DAY];
  const env = { PATH: process.env['PATH'] ?? '', STORE_KEY: KEY, ...place };
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [errors = '', usage = ''] = stderr.toString().split('USAGE');
  if (status !== 0) throw new Error(`insights failed: ${errors.slice(0, 500)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
  const cpu = (userCPUTime + systemCPUTime) / 1000;
  return { what: `insights from ${from}`, server: 'ours', p50: performance.now() - begun, cpu, memory: maxRSS / 1024 };
}

/** A kind of work, and in milliseconds of each round: used tokens beside it, and the longest stop of this thread. */
interface Kind {
  readonly what: string;
  readonly work: () => Promise<unknown>;
  readonly p50: number[];
  readonly p99: number[];
  readonly stop: number[];
}

const kindOf = (what: string, work: Kind['work']): Kind => ({ what, work, p50: [], p99: [], stop: [] });

/** Uses a token every 5 ms while work runs, for one round. */
async function useTokensBeside({ work, p50, p99, stop }: Kind, store: Store): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const durations = createHistogram();
  const use = (token: string) => store.useToken(token, new Date(END).toISOString());
  const useToken = performance.timerify(use, { histogram: durations });
  let isDone = false;
  const asking = (async () => {
    while (!isDone) {
      await useToken(crypto.randomUUID());
      await pause(5);
    }
  })();
  delay.enable();
  await work();
  delay.disable();
  isDone = true;
  await asking;
  p50.push(durations.percentile(50) / NANOSECONDS);
  p99.push(durations.percentile(99) / NANOSECONDS);
  stop.push(delay.max / NANOSECONDS);
}

/** Keeps a core busy for a time in milliseconds, at the lowest priority: the machine's own part in what waits beside other work. */
async function keepCoreBusy(time: number): Promise<void> {
  const child = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  await pause(time);
  child.kill('SIGKILL');
}

/** Used tokens beside each kind of work, in turn, so that what else the machine does hits all alike. */
async function besideWork(store: Store, { calls, rounds, seconds }: Bench): Promise<SectionResult> {
  let forgotten = 0;
  const forget = () => {
    forgotten += BATCH;
    const records = new Date(timeOf(forgotten, calls)).toISOString();
    return store.forget({ records, tokens: '2025-01-01', counts: '2025-01-01' });
  };
  const repeat = async (work: () => Promise<unknown>) => {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) await work();
  };
  const undisturbed = kindOf('a token, undisturbed', () => pause(seconds * 1000));
  const busy = kindOf('a token, while another process keeps a core busy', () => keepCoreBusy(seconds * 1000));
  const beside = [
    kindOf('a token, while insights are read over 18 months', () => repeat(() => store.insights(DAYS, END))),
    kindOf('a token, while calls are forgotten', () => repeat(forget)),
  ];
  const kinds = [undisturbed, busy, ...beside];
  for (let round = 0; round < rounds; round++) for (const kind of kinds) await useTokensBeside(kind, store);
  const toUndisturbed = ({ p99 }: Kind) => median(p99.map((each, at) => each / (undisturbed.p99[at] ?? Number.NaN)));
  return {
    rows: kinds.map(({ what, p50, p99 }) => ({ what, server: 'ours', p50: median(p50), p99: median(p99) })),
    goals: beside.flatMap((kind) => [
      goal(`${kind.what}: p99, undisturbed is 1`, { most: 2 }, '×', toUndisturbed(kind)),
      goal(`${kind.what}: longest stop of the thread`, { most: 50 }, 'ms', median(kind.stop)),
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
  await fill(opened, calls);
  const all = runInsights(storage, DAYS.from);
  const weeks = runInsights(storage, '2026-09-05');
  const rows: Row[] = [all, weeks];
  const goals = [
    goal('insights over 18 months, CPU time', { most: 2 }, 's', all.cpu / 1000),
    goal('insights over 18 months, memory', { most: 200 }, 'MB', all.memory),
    goal('insights over 12 weeks, CPU time', { most: 0.5 }, 's', weeks.cpu / 1000),
  ];
  if (storage.kind === 'sqlite') {
    goals.push(goal('a call on disk', { most: 300 }, 'bytes', statSync(join(folder, STORE_FILE)).size / calls));
    const begun = performance.now();
    await backUp(folder, join(work, 'copy.sqlite'));
    rows.push({ what: 'a backup', server: 'ours', p50: performance.now() - begun });
  }
  const beside = await besideWork(opened, bench);
  await opened.close();
  return { rows: [...rows, ...beside.rows], goals: [...goals, ...beside.goals] };
};
