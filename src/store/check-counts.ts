import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import { type CallRecord, cardIdsOf } from '../records/record.ts';
import { type Count, negated, recount, summed, UNRECOGNIZED } from '../records/roll-up.ts';
import { createReasons } from './reasons.ts';
import { rowOfFeedback } from './rows.ts';
import type { SqlDatabase } from './sql-database.ts';
import { callsIn, countsOfDays, feedbackIn, feedbackOn } from './sql-reads.ts';
import type { Days } from './store.ts';

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const records: T[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

const cardsIn = (calls: readonly CallRecord[]) => calls.flatMap(({ decisions }) => decisions.flatMap(cardIdsOf));

/** A count that the roll-up and the records disagree about. */
export interface Difference {
  readonly of: Omit<Count, 'count'>;
  readonly rollUp: number;
  readonly records: number;
}

/**
 * Compares the roll-up of one day with the records it was made of, as of one instant, while others write. Holds all calls of
 * the day in memory. Days whose records have been forgotten in part cannot be compared.
 */
export async function checkDay(
  { snapshot }: SqlDatabase,
  pseudonymizer: Pseudonymizer,
  { from, to }: Days,
): Promise<readonly Difference[]> {
  const { reportOf } = createReasons(pseudonymizer);
  return snapshot(async (run) => {
    const span = { from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` };
    const calls = await all(callsIn(run, span));
    const [onCards, arrived] = [await feedbackOn(run, cardsIn(calls)), await all(feedbackIn(run, span))];
    const reports = new Map([...onCards, ...arrived].map((record) => [record.id, reportOf(rowOfFeedback(record))]));
    const fromRecords = recount(calls, [...reports.values()]).filter(({ day }) => day === from);
    const inRollUp = (await countsOfDays(run, { from, to })).filter(({ what }) => !what.startsWith(UNRECOGNIZED));
    return differences(inRollUp, fromRecords);
  });
}

function differences(inRollUp: readonly Count[], fromRecords: readonly Count[]): readonly Difference[] {
  const keyOf = ({ count: _count, ...of }: Count) => JSON.stringify(Object.values(of));
  const known = new Map(inRollUp.map((entry) => [keyOf(entry), entry.count]));
  return summed([...inRollUp, ...negated(fromRecords)]).map(({ count, ...of }) => {
    const rollUp = known.get(keyOf({ ...of, count })) ?? 0;
    return { of, rollUp, records: rollUp - count };
  });
}
