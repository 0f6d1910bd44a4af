import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import type { BacktestReport } from '../../src/backtest/backtest-report.ts';
import type { JsonObject } from '../../src/json.ts';
import { nodeOnServerCore } from '../machine.ts';
import { goal } from '../report.ts';
import { COVERAGE, fullCondition, imaging, mixedOrder } from '../resources.ts';
import { median } from '../rounds.ts';
import type { Section } from './section.ts';

const PROJECT = join(import.meta.dirname, '../..');
const [PATIENTS, ORDERS, CONDITIONS] = [10_000, 100_000, 1_000_000];
const CQL_PATIENTS = 500;
/** As `npm run backtest` starts it. */
const COMMAND = packageFile.scripts.backtest.split(' ').slice(1);

const patientOf = (at: number) => ({ reference: `Patient/p${at % PATIENTS}` });

/** Places of orders that policies concern in what mixedOrder makes. */
const NEAR = [0, 3, 7];

/** An order: one in a hundred is near the policies, and the words of every fifth are its own. */
function orderOf(at: number): JsonObject {
  const order = at % 100 === 0 ? mixedOrder(NEAR[(at / 100) % NEAR.length] ?? 0) : imaging(at);
  const words = at % 5 === 1 ? { code: { text: `Imaging of the ${at}th kind, as discussed` } } : {};
  const month = String(1 + (at % 12)).padStart(2, '0');
  const [id, subject, authoredOn] = [`o${at}`, patientOf(at * 7), `2026-${month}-15`];
  return { ...order, ...words, id, status: 'completed', subject, authoredOn };
}

/** Writes lines, ten thousand at a time. */
function writeLines(file: string, count: number, make: (at: number) => JsonObject): void {
  for (let first = 0; first < count; first += 10_000) {
    const length = Math.min(10_000, count - first);
    appendFileSync(file, Array.from({ length }, (_, at) => `${JSON.stringify(make(first + at))}\n`).join(''));
  }
}

function writeExport(folder: string): void {
  mkdirSync(folder);
  writeLines(join(folder, 'ServiceRequest.ndjson'), ORDERS, orderOf);
  writeLines(join(folder, 'Condition.ndjson'), CONDITIONS, (at) => ({ ...fullCondition(at), subject: patientOf(at) }));
  const coverageOf = (at: number) => ({ ...COVERAGE, id: `v${at}`, beneficiary: patientOf(at) });
  writeLines(join(folder, 'Coverage.ndjson'), PATIENTS, coverageOf);
}

/** Backtests of one thread and of two, and what cql-execution does on the codes alone, in turn. */
export const backtest: Section = async ({ work, rounds }) => {
  const [folder, out] = [join(work, 'export'), join(work, 'report')];
  writeExport(folder);
  const execute = (args: readonly string[], cores = 1) => {
    const [program, all] = nodeOnServerCore(args, cores);
    return execFileSync(program, all, { cwd: PROJECT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };
  const run = (threads: number) => {
    execute([...COMMAND, folder, '--out', out, '--threads', String(threads)], threads);
    const { effort }: BacktestReport = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    return effort;
  };
  const runCql = (): number => {
    const { orders, cpuSeconds } = JSON.parse(execute(['bench/baselines/cql.js', folder, String(CQL_PATIENTS)]));
    return orders / cpuSeconds;
  };
  const found = Array.from({ length: rounds }, () => ({ one: run(1), two: run(2), cql: runCql() }));
  const rate = median(found.map(({ one }) => ORDERS / one.cpuSeconds));
  const memory = Math.max(...found.map(({ one }) => one.peakMegabytes));
  const cql = median(found.map((round) => round.cql));
  const toCql = median(found.map((round) => ORDERS / round.one.cpuSeconds / round.cql));
  const faster = median(found.map(({ one, two }) => one.seconds / two.seconds));
  const what = `backtest, ${ORDERS} orders, ${CONDITIONS} Conditions`;
  const both = Math.max(...found.map(({ two }) => two.peakMegabytes));
  return {
    rows: [
      { what, server: 'ours, one thread, by CPU time', rate, memory },
      { what, server: 'ours, two threads', rate: median(found.map(({ two }) => two.ordersPerSecond)), memory: both },
      { what: `${what}: codes alone, ${CQL_PATIENTS} patients`, server: 'cql-execution, by CPU time', rate: cql },
    ],
    goals: [
      goal('backtest, one core, from start to report', { least: 25_000 }, 'orders/s', rate),
      goal('backtest, one core: peak memory', { most: 250 }, 'MB', memory),
      goal('backtest, one core, cql-execution on the codes alone is 1', { least: 10 }, '×', toCql),
      goal('backtest, two threads, one is 1', { least: 1.6 }, '×', faster),
    ],
  };
};
