import { setImmediate } from 'node:timers/promises';
import sql, { join, type Sql } from 'sql-template-tag';
import type { CallRow, FeedbackRow, TokenRow } from './schema.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Records deleted at once: the others wait meanwhile, so that it must be short. */
const CHUNK = 200;

/** Deletes in chunks until the function finds nothing more to delete; others write between two chunks. */
async function deleteAll({ transaction }: SqlDatabase, next: () => Promise<readonly Sql[]>): Promise<void> {
  for (let statements = await next(); statements.length > 0; statements = await next()) {
    const some = statements;
    await transaction(async (run) => {
      for (const statement of some) await run(statement);
    });
    await setImmediate();
  }
}

/** Deletes calls with their decisions, feedback, and tokens from before the given instants. */
export async function forget(
  database: SqlDatabase,
  before: { readonly records: string; readonly tokens: string },
): Promise<void> {
  await deleteAll(database, async () => {
    const calls = await database.run<Pick<CallRow, 'at' | 'id'>>(
      sql`select at, id from calls where at < ${before.records} order by at, id limit ${CHUNK}`,
    );
    const last = calls.at(-1);
    if (last === undefined) return [];
    const cursor = sql`(${last.at}, ${last.id})`;
    return [
      sql`delete from decisions where (at, call) <= ${cursor}`,
      sql`delete from calls where (at, id) <= ${cursor}`,
    ];
  });
  await deleteAll(database, async () => {
    const feedback = await database.run<Pick<FeedbackRow, 'id'>>(
      sql`select id from feedback where received < ${before.records} order by received limit ${CHUNK}`,
    );
    return feedback.length === 0 ? [] : [sql`delete from feedback where id in (${join(feedback.map(({ id }) => id))})`];
  });
  await deleteAll(database, async () => {
    const tokens = await database.run<Pick<TokenRow, 'key'>>(
      sql`select key from tokens where expires < ${before.tokens} order by expires limit ${CHUNK}`,
    );
    return tokens.length === 0 ? [] : [sql`delete from tokens where key in (${join(tokens.map(({ key }) => key))})`];
  });
}
