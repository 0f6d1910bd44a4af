import sql from 'sql-template-tag';
import { type Count, summed } from '../records/roll-up.ts';
import { numbersOf } from './dictionary.ts';
import { insertRows } from './insert.ts';
import type { SubjectRow } from './schema.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';

const ADD = sql`on conflict (day, subject, what) do update set count = roll_up.count + excluded.count`;

const subjectRow = ({ site, service, policy, outcome }: Count): SubjectRow => ({ site, service, policy, outcome });

/**
 * Adds to the roll-up, in the transaction of the records that are counted. Two replicas add in one order, or each would wait for
 * the other.
 */
export async function addCounts(run: Run, dialect: SqlDialect, counts: readonly Count[]): Promise<void> {
  const sums = summed(counts);
  const numberOf = await numbersOf(run, dialect, 'subjects', sums.map(subjectRow));
  const rows = sums.map((entry) => ({
    day: entry.day,
    subject: numberOf(subjectRow(entry)),
    what: entry.what,
    count: entry.count,
  }));
  await insertRows(run, dialect, 'roll_up', rows, ADD);
}
