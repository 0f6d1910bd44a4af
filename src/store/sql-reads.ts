import { setImmediate } from 'node:timers/promises';
import sql, { join } from 'sql-template-tag';
import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import type { CallRow, DecisionRow, FeedbackRow } from './schema.ts';
import type { Run } from './sql-database.ts';
import type { CallQuery, Span } from './store.ts';

/** Records on a page: SQLite does nothing else while it reads one, so that it must be short. */
const PAGE = 200;
/** Cards in one query: far below the 32,766 parameters of SQLite and the 65,535 of PostgreSQL. */
const CARDS = 1000;
/** More calls than one hook firing has; some clients send the same hookInstance for ever. */
const MOST_CALLS = 1000;

/** Turns rows into records; loaded when somebody looks back: a server that only writes needs none of it. */
const reader = () => import('./read-rows.ts');

/** The last row that was read, in the order of time. */
interface Cursor {
  readonly at: string;
  readonly id: string;
}

/** Calls of rows in the order of time, each with its decisions. */
async function withDecisions(run: Run, calls: readonly CallRow[]): Promise<readonly CallRecord[]> {
  if (calls.length === 0) return [];
  // By the first column of the key; calls of the same instant are told apart below.
  const instants = [...new Set(calls.map(({ at }) => at))];
  const rows = await run<DecisionRow>(
    sql`select * from decisions where at in (${join(instants)}) order by at, call, number`,
  );
  const { callOf } = await reader();
  const byCall = Map.groupBy(rows, ({ call }) => call);
  return calls.map((row) => callOf(row, byCall.get(row.id) ?? []));
}

/** The newest calls of a hook firing, or the call that sent a card, in the order of time. */
export async function callsOf(run: Run, query: CallQuery): Promise<readonly CallRecord[]> {
  const newest = await run<CallRow>(
    'hookInstance' in query
      ? sql`select * from calls where hook_instance = ${query.hookInstance}
          order by at desc, id desc limit ${MOST_CALLS}`
      : sql`select * from calls where (at, id) in (select at, call from decisions where card = ${query.card})
          order by at desc, id desc limit ${MOST_CALLS}`,
  );
  return withDecisions(run, newest.toReversed());
}

const byArrival = (one: FeedbackRow, other: FeedbackRow) =>
  one.received < other.received || (one.received === other.received && one.id < other.id) ? -1 : 1;

/** All feedback on any of these cards, in the order of arrival. */
export async function feedbackOn(run: Run, cards: readonly string[]): Promise<readonly FeedbackRecord[]> {
  const wanted = [...new Set(cards)];
  const rows: FeedbackRow[] = [];
  for (let from = 0; from < wanted.length; from += CARDS) {
    const some = wanted.slice(from, from + CARDS);
    rows.push(...(await run<FeedbackRow>(sql`select * from feedback where card in (${join(some)})`)));
  }
  const { feedbackOf } = await reader();
  return rows.sort(byArrival).map(feedbackOf);
}

/** Reads on from the last row until nothing is left; others are answered between two pages. */
async function* pagesFrom<Row>(
  from: string,
  readAfter: (cursor: Cursor) => Promise<readonly Row[]>,
  cursorOf: (row: Row) => Cursor,
): AsyncGenerator<readonly Row[]> {
  let after: Cursor = { at: from, id: '' };
  while (true) {
    const rows = await readAfter(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = cursorOf(last);
    await setImmediate();
  }
}

/** Calls that arrived in a span, with their decisions, page by page in the order of time. */
export async function* callsIn(run: Run, { from, to }: Span): AsyncGenerator<readonly CallRecord[]> {
  const readAfter = ({ at, id }: Cursor) =>
    run<CallRow>(sql`select * from calls where (at, id) > (${at}, ${id}) and at < ${to} order by at, id limit ${PAGE}`);
  for await (const rows of pagesFrom(from, readAfter, (row) => row)) yield await withDecisions(run, rows);
}

/** Feedback that arrived in a span, page by page in the order of arrival. */
export async function* feedbackIn(run: Run, { from, to }: Span): AsyncGenerator<readonly FeedbackRecord[]> {
  const readAfter = ({ at, id }: Cursor) =>
    run<FeedbackRow>(
      sql`select * from feedback where (received, id) > (${at}, ${id}) and received < ${to}
        order by received, id limit ${PAGE}`,
    );
  const { feedbackOf } = await reader();
  for await (const rows of pagesFrom(from, readAfter, ({ received, id }) => ({ at: received, id })))
    yield rows.map(feedbackOf);
}
