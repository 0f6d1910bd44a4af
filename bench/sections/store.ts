import { spawnSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageConfig } from '../../src/config.ts';
import { backUp } from '../../src/store/backup.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { recordedCall, recordedFeedback } from '../calls.ts';
import { goal, type Row } from '../report.ts';
import { besideCalls } from './beside-calls.ts';
import type { Section } from './section.ts';

const KEY = 'a-key-of-more-than-thirty-two-characters';
/** The eighteen months of the calls. */
const DAYS = { from: '2025-05-29', to: '2026-11-28' };
const [START, END] = [Date.parse(DAYS.from), Date.parse(DAYS.to)];
/** Calls written at once. */
const BATCH = 500;
const MAIN = join(import.meta.dirname, '../../src/main.js');
/** Has a process print what it took when it ends. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>console.error("USAGE"+JSON.stringify(process.resourceUsage())))';

/** Time of a call, in milliseconds: calls are spread evenly. */
const timeOf = (number: number, calls: number) => Math.floor(START + ((END - START) * number) / calls);

/** Writes calls up to the end, as the journal does, with their feedback. */
async function fill(store: Store, calls: number): Promise<void> {
  for (let first = 0; first < calls; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, calls - first) }, (_, at) => first + at);
    const records = numbers.map((number) => recordedCall(timeOf(number, calls), number));
    await store.keepCalls(records);
    await store.keepFeedback(records.flatMap((record, at) => recordedFeedback(record, first + at)));
  }
}

/** Runs `insights` as a person does. Throws an Error if it fails. */
function runInsights(settings: Readonly<Record<string, string>>, from: string) {
  const args = ['--max-semi-space-size=4', '--import', USAGE, MAIN, 'insights', '--from', from, '--to', DAYS.to];
  const env = { PATH: process.env['PATH'] ?? '', ...settings };
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [errors = '', usage = ''] = stderr.toString().split('USAGE');
  if (status !== 0) throw new Error(`insights failed: ${errors.slice(0, 500)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
  const cpu = (userCPUTime + systemCPUTime) / 1000;
  return { what: `insights from ${from}`, server: 'ours', p50: performance.now() - begun, cpu, memory: maxRSS / 1024 };
}

/** Cost of `insights` and a backup for a store of so many calls, in a file or in PostgreSQL, and of calls beside insights and retention. */
export const store: Section = async (bench) => {
  const { work, calls, database } = bench;
  const folder = mkdtempSync(join(work, 'store-'));
  const storage: StorageConfig = database
    ? { kind: 'postgres', url: database, key: KEY }
    : { kind: 'sqlite', folder, key: KEY };
  const settings = { STORE_KEY: KEY, ...(database ? { DATABASE_URL: database } : { DATA_DIR: folder }) };
  const opened = await openStore(storage);
  await fill(opened, calls);
  await opened.close();
  const all = runInsights(settings, DAYS.from);
  const weeks = runInsights(settings, '2026-09-05');
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
  const beside = await besideCalls(bench, settings, DAYS.from);
  return { rows: [...rows, ...beside.rows], goals: [...goals, ...beside.goals] };
};
