import type { FactDefinition } from '../decision/facts.ts';
import { callDay } from '../decision/order-day.ts';
import { OFFER } from '../offer.ts';
import { loadRules, type Rules } from '../rules.ts';
import { inMode } from '../sites/policy-modes.ts';
import type { Site } from '../sites/site.ts';
import { type Collected, collectCharts, type WantedCharts } from './collect-charts.ts';
import type { Part } from './export-files.ts';
import { findDevices, type NearDevices } from './find-devices.ts';
import { type FoundPayors, findPayors } from './find-payors.ts';
import type { Disclosure } from './findings.ts';
import type { Judges } from './judge-call.ts';
import { type Judged, type JudgingContext, judgeCharts } from './judge-charts.ts';
import { type FindHidden, hiddenNameFinder } from './just-missed.ts';
import { type Screened, screenOrders } from './screen-orders.ts';
import { Spill } from './spill.ts';

/** Settings of a backtest that every thread knows. Can be cloned. */
export interface BacktestSettings extends Disclosure {
  readonly site: Pick<Site, 'policies' | 'cards' | 'prefetch' | 'timeZone'>;
  /** Knowledge root. */
  readonly root: string;
  /** Another knowledge root, whose answers are compared. */
  readonly against: string | undefined;
  /** Milliseconds since 1970: the instant that undated orders are judged at. */
  readonly now: number;
  /** A temporary folder. */
  readonly scratch: string;
  readonly shards: number;
  /** FHIR types of the facts that policies may ask for. */
  readonly factTypes: readonly string[];
}

/** The rules, settings and spill of one thread. */
export interface ThreadContext {
  readonly setting: BacktestSettings;
  readonly judges: Judges;
  readonly facts: readonly FactDefinition[];
  readonly findHidden: FindHidden;
  readonly spill: Spill;
}

/** Loads the rules of a thread. Throws KnowledgeError. */
export function openThreadContext(
  setting: BacktestSettings,
  thread: number,
  rules: Rules = loadRules(setting.root, []),
): ThreadContext {
  const { against, site, scratch } = setting;
  const other = against === undefined ? undefined : loadRules(against, []);
  // Coverage information is for the client's orders; the findings are the same without it.
  const judges = { rules, other, site: { ...site, fhirServers: [], crd: undefined } };
  const findHidden = hiddenNameFinder(
    rules.knowledge,
    inMode('live', site.policies, callDay(setting.now, site.timeZone).today),
  );
  return { setting, judges, facts: OFFER.facts, findHidden, spill: new Spill(scratch, thread) };
}

export type OnBytes = (bytes: number) => void;

/** The stages of a backtest: what all tasks of one share, what one task is, and what comes of it. All can be cloned. */
export interface Stages {
  readonly devices: { readonly context: undefined; readonly task: Part; readonly result: NearDevices };
  readonly screen: { readonly context: ReadonlySet<string>; readonly task: Part; readonly result: Screened };
  readonly collect: { readonly context: WantedCharts; readonly task: Part; readonly result: Collected };
  readonly payors: { readonly context: ReadonlySet<string>; readonly task: Part; readonly result: FoundPayors };
  readonly judge: { readonly context: JudgingContext; readonly task: number; readonly result: Judged };
}
export type StageName = keyof Stages;

type Perform<S extends StageName> = (
  task: Stages[S]['task'],
  context: Stages[S]['context'],
  threadContext: ThreadContext,
  onBytes: OnBytes,
) => Promise<Stages[S]['result']>;

/** Performs a task of each stage. */
export const STAGES: { readonly [S in StageName]: Perform<S> } = {
  devices: (part, _context, threadContext, onBytes) => findDevices(part, threadContext, onBytes),
  screen: (part, nearDevices, threadContext, onBytes) => screenOrders(part, threadContext, nearDevices, onBytes),
  collect: (part, wanted, threadContext, onBytes) => collectCharts(part, threadContext, wanted, onBytes),
  payors: (part, ids, _threadContext, onBytes) => findPayors(part, ids, onBytes),
  judge: (shard, context, threadContext) => judgeCharts(shard, threadContext, context),
};
