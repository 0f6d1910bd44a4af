import sql, { join, type Sql } from 'sql-template-tag';
import { HOUR } from '../calendar.ts';
import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import type { Count } from '../records/roll-up.ts';
import { readInChunks } from './in-chunks.ts';
import { packId, unpackId } from './packed-id.ts';
import { PAGE_SIZE, pagesAfter } from './pages-after.ts';
import type { StoredCall } from './read-rows.ts';
import type { DecisionRow, FeedbackRow, FurtherCardRow } from './schema.ts';
import type { Run } from './sql-database.ts';
import type { CallQuery, Days, TimeSpan } from './store.ts';

/** Most calls of one hook firing that are shown: a firing has fewer, but some clients send the same hookInstance for ever. */
export const MOST_CALLS = 1000;

/** Turns rows into records; loaded when somebody looks back: a server that only writes needs none of it. */
const reader = () => import('./read-rows.ts');

/** Calls with what they share with others. */
const CALLS = sql`select calls.*, origins.site, origins.service, origins.knowledge
  from calls join origins on origins.id = calls.origin`;

/** Calls of rows in the order of time, each with its decisions. */
async function withDecisions(run: Run, calls: readonly StoredCall[]): Promise<readonly CallRecord[]> {
  if (calls.length === 0) return [];
  // By the first column of the key; calls of the same instant are told apart below.
  const instants = [...new Set(calls.map(({ at }) => at))];
  const rows = await run<DecisionRow>(
    sql`select * from decisions where at in (${join(instants)}) order by at, call, number`,
  );
  const further = await run<FurtherCardRow>(
    sql`select * from further_cards where at in (${join(instants)}) order by at, call, number, card`,
  );
  const { callFrom } = await reader();
  const byCall = Map.groupBy(rows, ({ call }) => unpackId(call));
  const furtherByCall = Map.groupBy(further, ({ call }) => unpackId(call));
  return calls.map((row) => {
    const id = unpackId(row.id);
    return callFrom(row, byCall.get(id) ?? [], furtherByCall.get(id));
  });
}

/** Digits of the time in a UUID of version 7, with its hyphen (RFC 9562 §5.7). */
const TIMED = /^([0-9a-f]{8})-([0-9a-f]{4})-7/;

/** Near which time a request id was made, so that not every call needs to be looked at. Ids that tell no time are looked for everywhere. */
function nearTimeOf(request: string): Sql {
  const [, high, low] = TIMED.exec(request) ?? [];
  if (high === undefined || low === undefined) return sql`1 = 1`;
  const time = Number.parseInt(`${high}${low}`, 16);
  return sql`calls.at between ${time - HOUR} and ${time + HOUR}`;
}

function conditionOf(query: CallQuery): Sql {
  if ('hookInstance' in query) return sql`calls.hook_instance = ${packId(query.hookInstance)}`;
  if ('request' in query) return sql`calls.id = ${packId(query.request)} and ${nearTimeOf(query.request)}`;
  const card = packId(query.card);
  return sql`(calls.at, calls.id) in (
    select at, call from decisions where card = ${card} union all select at, call from further_cards where card = ${card}
  )`;
}

/** The newest calls of a hook firing, the call that sent a card, or the one with a request id, in the order of time. */
export async function callsOf(run: Run, query: CallQuery): Promise<readonly CallRecord[]> {
  const which = conditionOf(query);
  const newest = await run<StoredCall>(
    sql`${CALLS} where ${which} order by calls.at desc, calls.id desc limit ${MOST_CALLS}`,
  );
  return withDecisions(run, newest.toReversed());
}

const byArrival = (one: FeedbackRow, other: FeedbackRow) =>
  one.received < other.received || (one.received === other.received && one.id < other.id) ? -1 : 1;

/** The rows of all feedback on any of these cards. */
export function feedbackRowsOn(run: Run, cards: readonly string[]): Promise<FeedbackRow[]> {
  return readInChunks(cards, (some) => run<FeedbackRow>(sql`select * from feedback where card in (${join(some)})`));
}

/** All feedback on any of these cards, in the order of arrival. */
export async function feedbackOn(run: Run, cards: readonly string[]): Promise<readonly FeedbackRecord[]> {
  const rows = await feedbackRowsOn(run, cards);
  const { feedbackFrom } = await reader();
  return rows.sort(byArrival).map(feedbackFrom);
}

/** Calls that arrived in a span, with their decisions, page by page in the order of time. */
export async function* callsIn(run: Run, { from, to }: TimeSpan): AsyncGenerator<readonly CallRecord[]> {
  const end = Date.parse(to);
  const readAfter = (last: StoredCall | undefined) => {
    const start: Sql = last
      ? sql`(calls.at, calls.id) > (${last.at}, ${last.id})`
      : sql`calls.at >= ${Date.parse(from)}`;
    return run<StoredCall>(
      sql`${CALLS} where ${start} and calls.at < ${end} order by calls.at, calls.id limit ${PAGE_SIZE}`,
    );
  };
  for await (const rows of pagesAfter(readAfter)) yield await withDecisions(run, rows);
}

/** Feedback that arrived in a span, page by page in the order of arrival. */
export async function* feedbackIn(run: Run, { from, to }: TimeSpan): AsyncGenerator<readonly FeedbackRecord[]> {
  const readAfter = (last: FeedbackRow | undefined) => {
    const start = last ? sql`(received, id) > (${last.received}, ${last.id})` : sql`received >= ${from}`;
    return run<FeedbackRow>(
      sql`select * from feedback where ${start} and received < ${to} order by received, id limit ${PAGE_SIZE}`,
    );
  };
  const { feedbackFrom } = await reader();
  for await (const rows of pagesAfter(readAfter)) yield rows.map(feedbackFrom);
}

/** The counts of some days added up, under the first of the days. Those of a week take SQLite about 5 ms. */
export async function countsIn(run: Run, { from, to }: Days): Promise<readonly Count[]> {
  const rows = await run<Omit<Count, 'day'>>(
    sql`with sums as (
        select subject, what, sum(count) as count from roll_up where day >= ${from} and day < ${to}
        group by subject, what having sum(count) <> 0
      )
      select site, service, policy, outcome, what, count from sums join subjects on subjects.id = sums.subject`,
  );
  return rows.map((row) => ({ day: from, ...row }));
}

/** The counts of each day that monitoring needs, all services and all reasons of reports together. */
export async function dailyCountsIn(run: Run, { from, to }: Days): Promise<readonly Count[]> {
  const rows = await run<Omit<Count, 'service'>>(
    sql`with daily as (
        select day, subject, case when what like 'reason:%' then 'reason:any' else what end as what, count
        from roll_up where day >= ${from} and day < ${to} and (what in ('calls', 'orders', 'shown', 'accepted', 'shadow:orders')
          or what like 'reason:%' or what like 'missing:%' or what like 'unrecognized:%')
      )
      select day, site, policy, outcome, what, sum(count) as count from daily join subjects on subjects.id = daily.subject
      group by day, site, policy, outcome, what having sum(count) <> 0`,
  );
  return rows.map((row) => ({ service: '', ...row }));
}

/** The counts of some days as they are written, in a fixed order. */
export async function countsOfDays(run: Run, { from, to }: Days): Promise<readonly Count[]> {
  return run<Count>(
    sql`select day, site, service, policy, outcome, what, count
      from roll_up join subjects on subjects.id = roll_up.subject
      where day >= ${from} and day < ${to} and count <> 0
      order by day, site, service, policy, outcome, what`,
  );
}
