import { DateTime } from 'luxon';
import sql, { raw } from 'sql-template-tag';
import { asObject } from '../json.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { POSTGRES } from './sql-dialect.ts';

// Calls and decisions lie in partitions by month, so that forgetting a month is a drop. What no month has is in calls_other.

const TABLES = ['calls', 'decisions'];
/** The form of a partition's name, such as calls_2026_11. */
const NAME = /^calls_(\d{4})_(\d\d)$/;
/** SQLSTATE of a partition that would take rows from calls_other, which then stay there. */
const CHECK_VIOLATION = '23514';
/** Keeps apart replicas that make or drop the same month. */
const LOCK = sql`select pg_advisory_xact_lock(4107202611)`;

const startOfMonth = (time: number) => DateTime.fromMillis(time, { zone: 'utc' }).startOf('month');

async function makeMonth(run: Run, month: DateTime): Promise<void> {
  await run(LOCK);
  for (const table of TABLES) {
    const name = `${table}_${month.toFormat('yyyy_LL')}`;
    if ((await run(POSTGRES.findTable(name))).length > 0) continue;
    const bounds = `from (${month.toMillis()}) to (${month.plus({ months: 1 }).toMillis()})`;
    await run(sql`create table ${raw(name)} partition of ${raw(table)} for values ${raw(bounds)}`);
  }
}

/** Makes the partitions of all months from one instant to another, as far as they are not there. */
export async function makeMonths(
  { transaction }: Pick<SqlDatabase, 'transaction'>,
  from: number,
  to: number,
): Promise<void> {
  for (let month = startOfMonth(from); month.toMillis() <= to; month = month.plus({ months: 1 }))
    try {
      const start = month;
      await transaction((run) => makeMonth(run, start));
    } catch (error) {
      if (asObject(error)?.['code'] !== CHECK_VIOLATION) throw error;
    }
}

/** Drops the partitions of all months that end before an instant. */
export async function dropMonths({ transaction }: Pick<SqlDatabase, 'transaction'>, before: number): Promise<void> {
  await transaction(async (run) => {
    const partitions = await run<{ readonly name: string }>(
      sql`select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'calls'::regclass`,
    );
    const past = partitions.flatMap(({ name }) => {
      const [, year, month] = NAME.exec(name) ?? [];
      const end = DateTime.utc(Number(year), Number(month)).plus({ months: 1 });
      return year !== undefined && end.toMillis() <= before ? [`${year}_${month}`] : [];
    });
    if (past.length === 0) return;
    await run(LOCK);
    for (const month of past)
      for (const table of TABLES) await run(sql`drop table if exists ${raw(`${table}_${month}`)}`);
  });
}
