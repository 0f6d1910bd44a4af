import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type About,
  type BacktestReport,
  countOrders,
  type Effort,
  filesLeftOut,
  payerNames,
  policyNames,
} from '../backtest/backtest-report.ts';
import { expectedIn } from '../backtest/expected-week.ts';
import { type ExportFile, findFiles } from '../backtest/export-files.ts';
import { createProgress } from '../backtest/progress.ts';
import { countsCsv, ORDERS_HEADER } from '../backtest/report-csv.ts';
import { reportPage } from '../backtest/report-page.ts';
import { type Backtest, type BacktestJob, runBacktest } from '../backtest/run-stages.ts';
import { type BacktestSettings, openThreadContext, type ThreadContext } from '../backtest/stages.ts';
import { joinThreads, startWorkers } from '../backtest/threads.ts';
import { OFFER } from '../offer.ts';
import { loadRules } from '../rules.ts';
import { loadSitesInForce } from '../sites/mode.ts';
import { asIfLive } from '../sites/policy-modes.ts';
import { chooseSite } from './choose-site.ts';
import { FILE_TROUBLES } from './failure.ts';
import type { Report } from './report.ts';
import { knowledgeRoot, settings } from './settings.ts';
import { UsageError } from './usage-error.ts';

interface BacktestOptions {
  /** Folder of the export. */
  readonly folder: string;
  /** Id of the site whose policies and time zone count; only one site may be there without it. */
  readonly site?: string;
  /** Knowledge root. */
  readonly root?: string;
  /** Another knowledge root to compare with. */
  readonly against?: string;
  /** Folder of the report. */
  readonly out: string;
  /** Number of threads; one for each processor without it. */
  readonly threads?: string;
  /** Orders are told with their words. */
  readonly withText?: boolean;
  /** Orders are told one by one, with their ids and days. */
  readonly withIds?: boolean;
}

const MOST_THREADS = 64;

/** Throws UsageError for what is no number of threads. */
function threadCount(given: string | undefined): number {
  const count = given === undefined ? Math.min(availableParallelism(), MOST_THREADS) : Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_THREADS) return count;
  throw new UsageError(`--threads must be a number from 1 to ${MOST_THREADS}, not ${given}`);
}

/** A temporary folder for charts, which goes with the process. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return folder;
}

const NO_ORDER =
  'no order was found: the folder needs files of ServiceRequest or DeviceRequest, such as ServiceRequest.ndjson (docs/backtest.md)';

/** Bytes of charts that are judged at once, as long as each patient's are no more. */
const SHARD = 16 << 20;
const MOST_SHARDS = 1024;
/** Highest usual ratio of NDJSON to its size under gzip. */
const UNPACKED = 20;

function shardCount(files: readonly ExportFile[]): number {
  const bytes = files.reduce((sum, { size, isGzip }) => sum + size * (isGzip ? UNPACKED : 1), 0);
  return Math.min(MOST_SHARDS, Math.ceil(bytes / SHARD) + 1);
}

function aboutOf({ judges: { rules, other }, setting: { now } }: ThreadContext, site: string, timeZone = 'UTC'): About {
  return {
    made: new Date(now).toISOString(),
    site,
    timeZone,
    knowledge: rules.knowledge.fingerprint.knowledge,
    against: other?.knowledge.fingerprint.knowledge,
    policies: policyNames(rules.knowledge),
    payers: payerNames(rules.knowledge),
  };
}

/** Time and memory of the whole process, from its start. */
function effortOf(orders: number, threads: number): Effort {
  const { user, system } = process.cpuUsage();
  const seconds = process.uptime();
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const ordersPerSecond = Math.round(orders / seconds);
  return { threads, seconds, cpuSeconds: (user + system) / 1e6, ordersPerSecond, peakMegabytes };
}

/** The files of a report in its folder. */
const REPORT_FILES = { page: 'report.html', json: 'report.json', csv: 'report.csv' };
/** The list of single orders beside them, if it is asked for. */
const ORDER_LIST = 'orders.csv';

/** Faults and files that a terminal names; the report names more. */
const MOST_NAMED = 20;

function leftOutLine(files: readonly string[]): readonly string[] {
  const named = files.slice(0, MOST_NAMED);
  const rest = files.length > named.length ? [`${files.length - named.length} more`] : [];
  return files.length === 0 ? [] : [`left out, of other types or endings: ${[...named, ...rest].join(', ')}`];
}

function textOf({ counts, read, effort, calls, copies }: BacktestReport, out: string): string {
  const orders = countOrders(counts, 'order');
  const saved = read.types['request'] === undefined ? '' : ` and ${read.types['request']} saved ones`;
  const copied = copies === 0 ? '' : ` (at least ${copies} of them copies)`;
  const faults = read.faults
    .slice(0, MOST_NAMED)
    .map(({ file, line, reason }) => `${line > 0 ? `${file}:${line}` : file}: ${reason}`);
  return [
    ...faults,
    ...(read.faultCount > faults.length
      ? [`and ${read.faultCount - faults.length} more lines or files that could not be used, or not in full`]
      : []),
    ...leftOutLine(filesLeftOut(read)),
    ...(orders === 0 ? [NO_ORDER] : []),
    `${orders} orders read${copied}, ${calls} calls judged${saved}: ${countOrders(counts, 'card')} cards, ${countOrders(counts, 'unknown')} unknown, ${countOrders(counts, 'missed')} just missed, ${countOrders(counts, 'changed')} changed`,
    `${effort.seconds.toFixed(1)} s, ${effort.ordersPerSecond} orders a second, ${effort.peakMegabytes} MB at most`,
    `report: ${Object.values(REPORT_FILES)
      .map((name) => join(out, name))
      .join(', ')}`,
  ].join('\n');
}

/** Throws UsageError, which names the path by `what`, unless it is a folder. */
function mustBeFolder(path: string, what: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) throw new UsageError(`${what}: ${FILE_TROUBLES[found ? 'ENOTDIR' : 'ENOENT']}`);
}

/** Runs all stages, and writes the list of single orders if it is asked for. */
async function judge(job: Omit<BacktestJob, 'onRows'>, { withIds }: BacktestSettings, out: string): Promise<Backtest> {
  const list = join(out, ORDER_LIST);
  if (withIds) writeFileSync(list, ORDERS_HEADER);
  return runBacktest({ ...job, onRows: (rows) => appendFileSync(list, rows) });
}

function writeReport(report: BacktestReport, out: string): void {
  writeFileSync(join(out, REPORT_FILES.page), reportPage(report));
  writeFileSync(join(out, REPORT_FILES.json), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, REPORT_FILES.csv), countsCsv(report.counts));
}

/**
 * `backtest`: judges every order of an export as of its day, and writes a report. Throws UsageError, ConfigError, SitesError or
 * KnowledgeError, and what reading the folder throws.
 */
export async function run({
  folder,
  out,
  against,
  withText = false,
  withIds = false,
  ...options
}: BacktestOptions): Promise<Report> {
  const config = settings();
  const count = threadCount(options.threads);
  const { sites } = loadSitesInForce(config);
  const { id, policies, cards, prefetch, timeZone } = chooseSite(sites, options.site);
  const root = knowledgeRoot(options.root);
  mustBeFolder(folder, folder);
  if (existsSync(out)) mustBeFolder(out, `--out ${out}`);
  const written = [...Object.values(REPORT_FILES), ORDER_LIST].map((name) => join(out, name));
  const files = findFiles(folder, written);
  const setting: BacktestSettings = {
    root,
    against,
    withText,
    withIds,
    now: Date.now(),
    scratch: scratchFolder(),
    shards: shardCount(files),
    site: { policies: asIfLive(policies), cards, prefetch, timeZone },
    factTypes: OFFER.facts.map(({ type }) => type),
  };
  // They load the knowledge while this thread does.
  const workers = startWorkers(count - 1, setting);
  const progress = createProgress(process.stderr, Date.now);
  try {
    const threadContext = openThreadContext(setting, 0, loadRules(root, sites));
    mkdirSync(out, { recursive: true });
    const threads = joinThreads(workers, threadContext, progress.onBytes);
    const job = { files, facts: OFFER.facts, shards: setting.shards, threads, progress };
    const result = await judge(job, setting, out);
    const orders = countOrders(result.counts, 'order');
    const about = aboutOf(threadContext, id, timeZone);
    const report = {
      about,
      effort: effortOf(orders, count),
      ...expectedIn(result.counts),
      ...result,
    };
    writeReport(report, out);
    return { text: textOf(report, out), data: report, failed: orders === 0 };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
