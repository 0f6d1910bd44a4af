import sql, { join } from 'sql-template-tag';
import type { CallRecord, FeedbackRecord } from '../records/record.ts';
import {
  cardsShown,
  countOfArrival,
  countsOfCall,
  countsOfCards,
  dayOfInstant,
  negated,
  type ShownCard,
} from '../records/roll-up.ts';
import { numbersOf } from './dictionary.ts';
import { rowsOfExchanges } from './exchanges.ts';
import { readInChunks } from './in-chunks.ts';
import { insertRows } from './insert.ts';
import { packId, unpackId } from './packed-id.ts';
import type { Reasons } from './reasons.ts';
import { originOf, rowOfCall, rowOfFeedback, rowsOfDecisions, rowsOfFurtherCards } from './rows.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { feedbackRowsOn } from './sql-reads.ts';
import { addCounts } from './write-counts.ts';

/** Dependencies of writing records. */
export interface Writing {
  readonly run: Run;
  readonly dialect: SqlDialect;
  readonly reasons: Reasons;
}

/** Keeps calls, and counts those that were not there yet. A report may have come before the call of its card. */
export async function writeCalls(writing: Writing, calls: readonly CallRecord[]): Promise<void> {
  const { run, dialect, reasons } = writing;
  if (calls.length === 0) return;
  const originNumber = await numbersOf(run, dialect, 'origins', calls.map(originOf));
  const rows = calls.map((call) => rowOfCall(call, originNumber(originOf(call))));
  const ending = sql`on conflict do nothing returning id`;
  const inserted = await insertRows<{ readonly id: Uint8Array }>(run, dialect, 'calls', rows, ending);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const added = inserted.flatMap(({ id }) => byId.get(unpackId(id)) ?? []);
  await insertRows(run, dialect, 'decisions', added.flatMap(rowsOfDecisions));
  await insertRows(run, dialect, 'further_cards', added.flatMap(rowsOfFurtherCards));
  await insertRows(run, dialect, 'exchanges', rowsOfExchanges(added));
  const shown = cardsShown(added);
  const cards = shown.map(({ card }) => card);
  await dialect.lockCards(run, cards);
  const early = await feedbackRowsOn(run, cards);
  await reasons.keepNames(run, dialect, early);
  const reports = early.map(reasons.reportOf);
  await addCounts(run, dialect, [...added.flatMap(countsOfCall), ...countsOfCards(shown, reports)]);
}

async function shownCards(run: Run, cards: readonly string[]): Promise<readonly ShownCard[]> {
  type Row = Omit<ShownCard, 'card' | 'day'> & { readonly card: Uint8Array; readonly at: number };
  const rows = await readInChunks(cards, (some) => {
    const ids = join(some.map(packId));
    return run<Row>(sql`with shown as (
        select card, at, call, number from decisions where card in (${ids})
        union all select card, at, call, number from further_cards where card in (${ids})
      )
      select shown.card, shown.at, origins.site, origins.service, decisions.policy, decisions.outcome
      from shown
        join decisions on decisions.at = shown.at and decisions.call = shown.call and decisions.number = shown.number
        join calls on calls.at = shown.at and calls.id = shown.call
        join origins on origins.id = calls.origin`);
  });
  return rows.map(({ card, at, ...subject }) => ({
    ...subject,
    card: unpackId(card),
    day: dayOfInstant(new Date(at).toISOString()),
  }));
}

/** Rows that two replicas write at once must be written in one order by both, or each waits for the other. */
const inOrder = (feedback: readonly FeedbackRecord[]) =>
  feedback.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** Keeps feedback, and counts what it changes: of the card's day, what is known of the card; of today, that it arrived. */
export async function writeFeedback(
  { run, dialect, reasons }: Writing,
  feedback: readonly FeedbackRecord[],
): Promise<void> {
  if (feedback.length === 0) return;
  const cards = feedback.map(({ card }) => card);
  await dialect.lockCards(run, cards);
  const before = (await feedbackRowsOn(run, cards)).map(reasons.reportOf);
  const ending = sql`on conflict do nothing returning id`;
  const rows = inOrder(feedback).map(rowOfFeedback);
  const inserted = new Set(
    (await insertRows<{ readonly id: string }>(run, dialect, 'feedback', rows, ending)).map(({ id }) => id),
  );
  const added = [...new Map(rows.map((row) => [row.id, row])).values()].filter(({ id }) => inserted.has(id));
  if (added.length === 0) return;
  await reasons.keepNames(run, dialect, added);
  const shown = await shownCards(run, cards);
  await addCounts(run, dialect, [
    ...added.map(countOfArrival),
    ...negated(countsOfCards(shown, before)),
    ...countsOfCards(shown, [...before, ...added.map(reasons.reportOf)]),
  ]);
}
