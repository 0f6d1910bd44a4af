import type { FactDefinition } from '../decision/facts.ts';
import type { JsonObject } from '../json.ts';
import { ORDER_TYPES } from '../matching/order.ts';
import { type ExportFile, type Part, splitIntoParts } from './export-files.ts';
import type { FindingSums } from './findings.ts';
import type { Progress } from './progress.ts';
import { type Read, ReadLog } from './read-log.ts';
import { type Counts, Tally } from './tally.ts';
import type { Threads } from './threads.ts';

/** Result of a backtest. */
export interface Backtest extends Counts {
  /** Lines and files that were read, and those that could not be used. */
  readonly read: Read;
  /** Calls that were made of orders and charts, and judged. */
  readonly calls: number;
  /** Further versions and copies among the orders of the patients that were judged; those of other patients are not counted. */
  readonly copies: number;
}

/** Takes lines of CSV, one for each finding about an order. */
type OnRows = (rows: string) => void;

const add = <K, V>(map: Map<K, Set<V>>, key: K, values: Iterable<V>) => {
  const before = map.get(key) ?? new Set();
  for (const value of values) before.add(value);
  map.set(key, before);
};

const bytesOf = (parts: readonly Part[]) => parts.reduce((sum, { start, end }) => sum + end - start, 0);

/** Input and ports of a backtest. */
export interface BacktestJob {
  readonly files: readonly ExportFile[];
  readonly facts: readonly FactDefinition[];
  readonly shards: number;
  readonly threads: Threads;
  readonly progress: Progress;
  readonly onRows: OnRows;
}

/** The stages of one backtest, in order: each needs what the ones before found. */
class BacktestRun {
  readonly #job: BacktestJob;
  readonly #parts: readonly Part[];
  readonly #readLog: ReadLog;
  readonly #tally = new Tally();
  readonly #near = new Map<string, Set<string>>();
  readonly #devices = new Map<string, Set<string>>();
  readonly #nearDevices = new Set<string>();
  readonly #payors = new Set<string>();
  readonly #organizations: JsonObject[] = [];

  constructor(job: BacktestJob) {
    this.#job = job;
    this.#parts = splitIntoParts(job.files);
    this.#readLog = new ReadLog(this.#parts);
  }

  #take({ sums, rows }: FindingSums): void {
    this.#tally.merge(sums);
    if (rows !== '') this.#job.onRows(rows);
  }

  /** The parts of files that begin with one of these types, or with none that can be told. */
  #partsWith(...types: readonly string[]): readonly Part[] {
    const isOf = ({ types: found }: ExportFile) => found.size === 0 || types.some((type) => found.has(type));
    return this.#parts.filter(({ file }) => file.form !== 'other' && isOf(file));
  }

  async findDevices(): Promise<void> {
    const { threads, progress } = this.#job;
    const parts = this.#partsWith('Device');
    progress.begin('devices', bytesOf(parts));
    await threads.run('devices', undefined, parts, (found) => {
      this.#readLog.add(found);
      for (const id of found.near) this.#nearDevices.add(id);
    });
  }

  async screenOrders(): Promise<void> {
    const { threads, progress } = this.#job;
    const parts = this.#partsWith(...ORDER_TYPES, 'request');
    progress.begin('orders', bytesOf(parts));
    await threads.run('screen', this.#nearDevices, parts, (screened) => {
      this.#readLog.add(screened);
      this.#take(screened.found);
      for (const [patient, days] of screened.near) add(this.#near, patient, days);
      for (const [device, patient] of screened.devices) add(this.#devices, device, [patient]);
    });
  }

  async collectCharts(): Promise<void> {
    const { threads, progress, facts } = this.#job;
    const parts = this.#partsWith(...ORDER_TYPES, ...facts.map(({ type }) => type), 'Device', 'Patient');
    const devices = new Map([...this.#devices].map(([device, patients]) => [device, [...patients]]));
    progress.begin('charts', bytesOf(parts));
    await threads.run('collect', { near: this.#near, devices }, parts, (collected) => {
      this.#readLog.add(collected);
      for (const id of collected.payors) this.#payors.add(id);
    });
  }

  async findPayors(): Promise<void> {
    const { threads, progress } = this.#job;
    const parts = this.#partsWith('Organization');
    progress.begin('payers', bytesOf(parts));
    await threads.run('payors', this.#payors, parts, (found) => {
      this.#readLog.add(found);
      this.#organizations.push(...found.organizations);
    });
  }

  async judgeCharts(): Promise<Backtest> {
    const { threads, progress, shards } = this.#job;
    const readLog = this.#readLog;
    const about = { near: this.#near, organizations: this.#organizations };
    const context = { ...about, exported: readLog.types(), brokenOff: readLog.brokenOff() };
    let [calls, copies] = [0, 0];
    progress.begin('judging', shards);
    await threads.run('judge', context, [...Array(shards).keys()], (judged) => {
      this.#take(judged.found);
      readLog.addFaults(judged.faults);
      for (const reason of judged.refused) readLog.addRefusal(reason);
      calls += judged.calls;
      copies += judged.copies;
      progress.onBytes(1);
    });
    progress.end();
    return { ...this.#tally.sums(), read: readLog.result(), calls, copies };
  }
}

/**
 * Judges every order of an export: screens the orders, collects the charts of patients with an order that a policy might
 * concern, and judges these as calls. Memory does not grow with the export. Rejects with what reading rejects with, or if a
 * thread ends.
 */
export async function runBacktest(job: BacktestJob): Promise<Backtest> {
  const run = new BacktestRun(job);
  await run.findDevices();
  await run.screenOrders();
  await run.collectCharts();
  await run.findPayors();
  return run.judgeCharts();
}
