import { callDay, instantOn } from '../decision/order-day.ts';
import { RequestError } from '../errors.ts';
import { orderSign } from '../hooks/order-sign.ts';
import type { JsonObject } from '../json.ts';
import { type PatientChart, requestOn, type Surroundings } from './build-request.ts';
import { type FindingSums, OrderFindings } from './findings.ts';
import { judgeCall, placedOn } from './judge-call.ts';
import { type ChartFault, Charts } from './open-charts.ts';
import { readShard, shardOf } from './spill.ts';
import type { ThreadContext } from './stages.ts';

/** Context in which the charts are judged. */
export interface JudgingContext extends Omit<Surroundings, 'devices'> {
  /** The days of orders that a policy might concern, by patient. */
  readonly near: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Findings of one shard. */
export interface Judged {
  readonly found: FindingSums;
  readonly faults: readonly ChartFault[];
  /** Calls that were made of orders and charts. */
  readonly calls: number;
  /** Orders of these patients that stand in the export in another version or copy, which was judged. */
  readonly copies: number;
  /** Reasons of the calls that could not be answered. */
  readonly refused: readonly string[];
}

/** Orders of one patient that were placed on one day, as a call. */
interface DayCall {
  readonly body: JsonObject;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The calls that are made of a chart: one for each day with an order that a policy might concern. */
function callsFromChart(
  chart: PatientChart,
  days: Iterable<string>,
  around: Surroundings,
  { setting, judges, facts }: ThreadContext,
): readonly DayCall[] {
  const { timeZone } = judges.site;
  const byDay = Map.groupBy(chart.orders, (order) => placedOn(order, timeZone) ?? '');
  return [...days].toSorted().map((day) => {
    const now = day === '' ? setting.now : instantOn(day, timeZone);
    const { today } = callDay(now, timeZone);
    return { body: requestOn(today, byDay.get(day) ?? [], chart, around, facts), now };
  });
}

/** Judges a call. Returns why it could not be answered. */
async function judge(
  { body, now }: DayCall,
  { judges }: ThreadContext,
  findings: OrderFindings,
): Promise<string | undefined> {
  try {
    const { found } = await judgeCall(body, orderSign, now, judges);
    for (const each of found) findings.add(each);
    return undefined;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return error.problems.map(({ element, text }) => `${element} ${text}`).join('; ');
  }
}

/** Judges the charts of one shard: all orders of a patient on one day are one call. */
export async function judgeCharts(
  shard: number,
  threadContext: ThreadContext,
  context: JudgingContext,
): Promise<Judged> {
  const { setting } = threadContext;
  const charts = new Charts((patient) => context.near.has(patient) && shardOf(patient, setting.shards) === shard);
  for (const line of readShard(setting.scratch, shard)) charts.add(line);
  const around = { ...context, devices: charts.devices };
  const findings = new OrderFindings(setting);
  const refused: string[] = [];
  let calls = 0;
  for (const chart of charts.taken())
    for (const call of callsFromChart(chart, context.near.get(chart.patient) ?? [], around, threadContext)) {
      calls++;
      const reason = await judge(call, threadContext, findings);
      if (reason !== undefined) refused.push(reason);
    }
  return { found: findings.take(), faults: charts.faults, calls, copies: charts.copies, refused };
}
