import sql, { join, type Sql } from 'sql-template-tag';
import type { ExchangeRow } from './exchanges.ts';
import type { CallRow, FeedbackRow, FurtherCardRow, TokenRow } from './schema.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import type { Horizon } from './store.ts';
import { withRest } from './with-rest.ts';

/** Records deleted at once: the others wait meanwhile, so that it must be short. */
const CHUNK = 100;

/** Deletes in chunks until the function finds nothing more to delete; others write between two chunks. */
async function deleteAll({ transaction, dialect }: SqlDatabase, next: () => Promise<readonly Sql[]>): Promise<void> {
  for (let statements = await next(); statements.length > 0; statements = await next()) {
    const some = statements;
    const work = async (run: Run) => {
      for (const statement of some) await run(statement);
    };
    await withRest(dialect.restAfterDeleting, () => transaction(work));
  }
}

/** Deletes calls with their decisions and cards, assertions, exchanges and feedback that arrived before an instant. */
async function forgetRecords(database: SqlDatabase, before: string): Promise<void> {
  await deleteAll(database, async () => {
    const calls = await database.run<Pick<CallRow, 'at' | 'id'>>(
      sql`select at, id from calls where at < ${Date.parse(before)} order by at, id limit ${CHUNK}`,
    );
    const last = calls.at(-1);
    if (last === undefined) return [];
    const cursor = sql`(${last.at}, ${last.id})`;
    return [
      sql`delete from decisions where (at, call) <= ${cursor}`,
      sql`delete from calls where (at, id) <= ${cursor}`,
    ];
  });
  // Apart from the calls, which PostgreSQL drops by the month.
  await deleteAll(database, async () => {
    const cards = await database.run<Pick<FurtherCardRow, 'card'>>(
      sql`select card from further_cards where at < ${Date.parse(before)} order by at limit ${CHUNK}`,
    );
    const ids = cards.map(({ card }) => card);
    return ids.length === 0 ? [] : [sql`delete from further_cards where card in (${join(ids)})`];
  });
  await deleteAll(database, async () => {
    const assertions = await database.run<{ readonly id: string }>(
      sql`select id from assertions where at < ${before} order by at limit ${CHUNK}`,
    );
    const ids = assertions.map(({ id }) => id);
    return ids.length === 0 ? [] : [sql`delete from assertions where id in (${join(ids)})`];
  });
  await deleteAll(database, async () => {
    const exchanges = await database.run<Pick<ExchangeRow, 'at' | 'id'>>(
      sql`select at, id from exchanges where at < ${before} order by at, id limit ${CHUNK}`,
    );
    const last = exchanges.at(-1);
    return last ? [sql`delete from exchanges where (at, id) <= (${last.at}, ${last.id})`] : [];
  });
  await deleteAll(database, async () => {
    const feedback = await database.run<Pick<FeedbackRow, 'id'>>(
      sql`select id from feedback where received < ${before} order by received limit ${CHUNK}`,
    );
    return feedback.length === 0 ? [] : [sql`delete from feedback where id in (${join(feedback.map(({ id }) => id))})`];
  });
}

/** Forgets what is older than the horizon: calls, feedback, used tokens, and counts. */
export async function forget(database: SqlDatabase, { records, tokens, counts }: Horizon): Promise<void> {
  await database.dropMonths(records);
  await forgetRecords(database, records);
  await deleteAll(database, async () => {
    const used = await database.run<Pick<TokenRow, 'key'>>(
      sql`select key from tokens where expires < ${tokens} order by expires limit ${CHUNK}`,
    );
    return used.length === 0 ? [] : [sql`delete from tokens where key in (${join(used.map(({ key }) => key))})`];
  });
  await database.run(sql`delete from reason_names where received < ${records}`);
  await deleteAll(database, async () => {
    const days = await database.run<{ readonly day: string }>(
      sql`select day from roll_up where day < ${counts} order by day limit 1`,
    );
    return days.map(({ day }) => sql`delete from roll_up where day = ${day}`);
  });
}
