import sql from 'sql-template-tag';
import type { Count } from '../records/roll-up.ts';
import type { Reasons } from './reasons.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { countsIn, dailyCountsIn } from './sql-reads.ts';
import type { Days } from './store.ts';
import { StoreError } from './store-error.ts';

/** Throws StoreError `still-counting` if calls of an earlier version that fall into these days are not taken over. */
async function assertCounted(run: Run, dialect: SqlDialect, { from }: Days): Promise<void> {
  if ((await run(dialect.findTable('calls_0001'))).length === 0) return;
  const [newest] = await run<{ readonly at: string }>(sql`select at from calls_0001 order by at desc, id desc limit 1`);
  if (newest && newest.at >= from)
    throw new StoreError('still-counting', `of those up to ${newest.at.slice(0, 10)}, the newest first`);
}

/** The counts of some days added up, with the names of reasons. Throws StoreError `still-counting`. */
export async function readCounts(
  run: Run,
  dialect: SqlDialect,
  reasons: Reasons,
  days: Days,
): Promise<readonly Count[]> {
  await assertCounted(run, dialect, days);
  return reasons.withNames(run, await countsIn(run, days));
}

/** The counts of each of some days that monitoring needs. Throws StoreError `still-counting`. */
export async function readDailyCounts(run: Run, dialect: SqlDialect, days: Days): Promise<readonly Count[]> {
  await assertCounted(run, dialect, days);
  return dailyCountsIn(run, days);
}
