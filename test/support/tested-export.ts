import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BacktestReport, payerNames, policyNames } from '../../src/backtest/backtest-report.ts';
import { expectedIn } from '../../src/backtest/expected-week.ts';
import { findFiles } from '../../src/backtest/export-files.ts';
import { createProgress } from '../../src/backtest/progress.ts';
import { type Backtest, runBacktest } from '../../src/backtest/run-stages.ts';
import { type BacktestSettings, openThreadContext } from '../../src/backtest/stages.ts';
import type { OrderCount } from '../../src/backtest/tally.ts';
import { joinThreads } from '../../src/backtest/threads.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { FACTS } from '../../src/decision/facts.ts';
import { STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import type { LoadedKnowledge } from '../../src/policies/load.ts';
import { newFolder } from './folder.ts';
import { knowledge, NOW, PROJECT } from './knowledge.ts';

/** Files of an export by name: resources, one a line, or the content as it stands. */
export type ExportContent = Readonly<Record<string, readonly JsonObject[] | string | Buffer>>;

const SUBJECT = { reference: 'Patient/p1' };
const CPT = 'http://www.ama-assn.org/go/cpt';

/** An order of mechanical traction, which has been carried out since, unless told otherwise. */
export const traction = (more: JsonObject = {}): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'completed',
  intent: 'order',
  code: { coding: [{ system: CPT, code: '97012' }], text: 'Mechanical traction' },
  subject: SUBJECT,
  authoredOn: '2026-03-10',
  ...more,
});

/** An order in words alone. */
export const ordered = (text: string, more: JsonObject = {}) => traction({ code: { text }, ...more });

/** An order that nobody cares about. */
export const laboratory = (more: JsonObject = {}) => ordered('Hemoglobin A1c in blood', more);

/** Bone cancer on the problem list, which makes traction unsafe. */
export const boneCancer = (more: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  id: 'c1',
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51' }] },
  subject: SUBJECT,
  recordedDate: '2026-01-05',
  ...more,
});

export const coverage = (more: JsonObject = {}): JsonObject => ({
  resourceType: 'Coverage',
  id: 'v1',
  status: 'active',
  beneficiary: SUBJECT,
  payor: [{ display: 'Medicare' }],
  ...more,
});

/** Resources as NDJSON. */
export const ndjson = (resources: readonly JsonObject[]) =>
  resources.map((each) => `${JSON.stringify(each)}\n`).join('');

/** Writes an export into a folder that is there until the test ends. */
export function writeExport(content: ExportContent): string {
  const folder = newFolder();
  for (const [name, lines] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof lines === 'string' || Buffer.isBuffer(lines) ? lines : ndjson(lines));
  }
  return folder;
}

/** Result of a backtest, with the lines of single orders. */
interface TestedExport extends Backtest {
  readonly rows: string;
  /** Counts as `kind policy/finding payer: name, reason × orders`, without the orders that were read. */
  readonly told: readonly string[];
}

function tell({ kind, policy, finding, payer, name, reason, orders }: OrderCount): string {
  const why = [name, reason].filter((part) => part !== '').join(', ');
  return `${kind} ${[policy, finding].filter((part) => part !== '').join('/')} ${payer}${why && `: ${why}`} × ${orders}`;
}

/** The setting of a backtest by the project's knowledge. */
export function settingOf(options: Partial<BacktestSettings> = {}): BacktestSettings {
  return {
    ...{
      root: PROJECT,
      against: undefined,
      now: NOW,
      scratch: newFolder(),
      shards: 3,
      withText: false,
      withIds: false,
    },
    site: { policies: undefined, cards: 'standard', prefetch: STANDARD_HABITS, timeZone: undefined },
    factTypes: FACTS.map(({ type }) => type),
    ...options,
  };
}

/** Judges an export in this thread alone, by the project's knowledge unless told otherwise. */
export async function backtestOf(
  content: ExportContent,
  options: Partial<BacktestSettings> = {},
  by: LoadedKnowledge = knowledge,
): Promise<TestedExport> {
  const setting = settingOf(options);
  const rules = { knowledge: by, decider: createDecider(by) };
  const progress = createProgress({ write: () => true }, () => 0);
  const threads = joinThreads([], openThreadContext(setting, 0, rules), progress.onBytes);
  let rows = '';
  const result = await runBacktest({
    files: findFiles(writeExport(content)),
    facts: FACTS,
    shards: setting.shards,
    threads,
    progress,
    onRows: (more) => {
      rows += more;
    },
  });
  return { ...result, rows, told: result.counts.filter(({ kind }) => kind !== 'order').map(tell) };
}

/** The report of a backtest by the project's knowledge. */
export function reportOf(result: Backtest, against?: string): BacktestReport {
  return {
    ...result,
    about: {
      made: new Date(NOW).toISOString(),
      site: 'development',
      timeZone: 'UTC',
      against,
      knowledge: knowledge.fingerprint.knowledge,
      policies: policyNames(knowledge),
      payers: payerNames(knowledge),
    },
    ...expectedIn(result.counts),
    effort: { threads: 1, seconds: 2, cpuSeconds: 1.5, ordersPerSecond: 1000, peakMegabytes: 100 },
  };
}
