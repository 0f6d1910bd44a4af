import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { backtest } from '../backtest/backtest.ts';
import { findFiles } from '../backtest/export-files.ts';
import { createProgress } from '../backtest/progress.ts';
import { openWorkshop, type Setting } from '../backtest/stages.ts';
import { startThreads } from '../backtest/threads.ts';
import { OFFER } from '../offer.ts';
import { loadRules } from '../rules.ts';
import { loadSites } from '../sites/load.ts';
import { sitesInForce } from '../sites/mode.ts';
import { chooseSite } from './choose-site.ts';
import { type Report, UsageError } from './report.ts';
import { knowledgeRoot, settings } from './settings.ts';

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
  readonly threads?: string;
  /** Orders are told with their words. */
  readonly withText?: boolean;
  /** Orders are told one by one, with their ids and days. */
  readonly withIds?: boolean;
}

/** Throws UsageError for what is no number of threads. */
function threadCount(given: string | undefined): number {
  const count = given === undefined ? availableParallelism() : Number(given);
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw new UsageError('--threads must be a number from 1 to 64');
  return count;
}

/** A temporary folder for charts, which goes with the process. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return folder;
}

/**
 * `backtest`: judges every order of an export as of its day, and writes a report. Throws UsageError, ConfigError, SitesError or
 * KnowledgeError, and what reading the folder throws.
 */
export async function run(options: BacktestOptions): Promise<Report> {
  const { folder, against, out, withText = false, withIds = false } = options;
  const config = settings();
  const count = threadCount(options.threads);
  const { sites } = sitesInForce(loadSites(config.sitesFolder, config), config);
  const { policies, cards, prefetch, timeZone } = chooseSite(sites, options.site);
  const root = knowledgeRoot(options.root);
  const rules = loadRules(root, sites);
  const files = findFiles(folder);
  const scratch = scratchFolder();
  const setting: Setting = {
    site: { policies, cards, prefetch, timeZone },
    root,
    against,
    now: Date.now(),
    scratch,
    shards: 64,
    factTypes: OFFER.facts.map(({ type }) => type),
    withText,
    withIds,
  };
  mkdirSync(out, { recursive: true });
  const progress = createProgress(process.stderr, Date.now);
  const workshop = openWorkshop(setting, 0, rules);
  const threads = startThreads(count, setting, workshop, progress.onBytes);
  const course = { files, facts: OFFER.facts, shards: setting.shards, threads, progress, onRows: () => undefined };
  const result = await backtest(course);
  await threads.end();
  return { text: JSON.stringify(result, null, 1), data: result };
}
