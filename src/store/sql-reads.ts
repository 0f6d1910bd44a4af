import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { CallRecord, FeedbackRecord } from '../audit/record.ts';
import type { CallRow, FeedbackRow, Tables } from './schema.ts';
import type { CallQuery, Span } from './store.ts';

/** Records on a page: SQLite does nothing else while it reads one, so that it must be short. */
const PAGE = 200;
/** Cards in one query: far below the 32,766 parameters of SQLite and the 65,535 of PostgreSQL. */
const CARDS = 1000;
/** More calls than one hook firing has; some clients send the same hookInstance for ever. */
const MOST_CALLS = 1000;

/** What turns rows into records, loaded when somebody looks back: a server that only writes needs none of it. */
const reader = () => import('./read-rows.ts');

/** Where a row stands in the order of time. */
interface Place {
  readonly at: string;
  readonly id: string;
}

/** Calls of rows in the order of time, each with its decisions. */
async function withDecisions(db: Kysely<Tables>, calls: readonly CallRow[]): Promise<readonly CallRecord[]> {
  if (calls.length === 0) return [];
  const rows = await db
    .selectFrom('decisions')
    .selectAll()
    // By the first column of the key; calls of the same instant are told apart below.
    .where('at', 'in', [...new Set(calls.map(({ at }) => at))])
    .orderBy('at')
    .orderBy('call')
    .orderBy('number')
    .execute();
  const { callOf } = await reader();
  const byCall = Map.groupBy(rows, ({ call }) => call);
  return calls.map((row) => callOf(row, byCall.get(row.id) ?? []));
}

/** The newest calls of a hook firing, or the call that sent a card, in the order of time. */
export async function callsOf(db: Kysely<Tables>, query: CallQuery): Promise<readonly CallRecord[]> {
  const calls = db.selectFrom('calls').selectAll();
  const wanted =
    'hookInstance' in query
      ? calls.where('hook_instance', '=', query.hookInstance)
      : calls.where(({ eb, refTuple, selectFrom }) =>
          eb(
            refTuple('at', 'id'),
            'in',
            selectFrom('decisions')
              .select(['decisions.at', 'decisions.call'])
              .where('card', '=', query.card)
              .$asTuple('at', 'call'),
          ),
        );
  const newest = await wanted.orderBy('at', 'desc').orderBy('id', 'desc').limit(MOST_CALLS).execute();
  return withDecisions(db, newest.reverse());
}

const byArrival = (one: FeedbackRow, other: FeedbackRow) =>
  one.received < other.received || (one.received === other.received && one.id < other.id) ? -1 : 1;

/** All feedback on any of these cards, in the order of arrival. */
export async function feedbackOn(db: Kysely<Tables>, cards: readonly string[]): Promise<readonly FeedbackRecord[]> {
  const wanted = [...new Set(cards)];
  const rows: FeedbackRow[] = [];
  for (let from = 0; from < wanted.length; from += CARDS) {
    const some = wanted.slice(from, from + CARDS);
    rows.push(...(await db.selectFrom('feedback').selectAll().where('card', 'in', some).execute()));
  }
  const { feedbackOf } = await reader();
  return rows.sort(byArrival).map(feedbackOf);
}

/** Reads on from the last row's place until nothing is left; others are answered between two pages. */
async function* pagesFrom<Row>(
  from: string,
  read: (after: Place) => Promise<readonly Row[]>,
  placeOf: (row: Row) => Place,
): AsyncGenerator<readonly Row[]> {
  let after: Place = { at: from, id: '' };
  while (true) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = placeOf(last);
    await setImmediate();
  }
}

/** Calls that arrived in a span, with their decisions, page by page in the order of time. */
export async function* callsIn(db: Kysely<Tables>, { from, to }: Span): AsyncGenerator<readonly CallRecord[]> {
  const read = ({ at, id }: Place) =>
    db
      .selectFrom('calls')
      .selectAll()
      .where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '>', tuple(at, id)))
      .where('at', '<', to)
      .orderBy('at')
      .orderBy('id')
      .limit(PAGE)
      .execute();
  for await (const rows of pagesFrom(from, read, (row) => row)) yield await withDecisions(db, rows);
}

/** Feedback that arrived in a span, page by page in the order of arrival. */
export async function* feedbackIn(db: Kysely<Tables>, { from, to }: Span): AsyncGenerator<readonly FeedbackRecord[]> {
  const read = ({ at, id }: Place) =>
    db
      .selectFrom('feedback')
      .selectAll()
      .where(({ eb, refTuple, tuple }) => eb(refTuple('received', 'id'), '>', tuple(at, id)))
      .where('received', '<', to)
      .orderBy('received')
      .orderBy('id')
      .limit(PAGE)
      .execute();
  const { feedbackOf } = await reader();
  for await (const rows of pagesFrom(from, read, ({ received, id }) => ({ at: received, id })))
    yield rows.map(feedbackOf);
}
