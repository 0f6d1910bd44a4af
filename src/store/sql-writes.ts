import { setImmediate } from 'node:timers/promises';
import type { Query, Read, Sql, Write } from './query.ts';
import type { CallRow, FeedbackRow, TokenRow } from './schema.ts';

/** Records deleted at once: the others wait meanwhile, so that it must be short. */
const CHUNK = 200;

/** Deletes in chunks until the function finds nothing more to delete; others write between two chunks. */
async function deleteAll(write: Write, next: () => Promise<readonly Query[]>): Promise<void> {
  for (let queries = await next(); queries.length > 0; queries = await next()) {
    await write(queries);
    await setImmediate();
  }
}

/** Deletes calls with their decisions, feedback, and tokens from before the given instants. */
export async function forget(
  sql: Sql,
  read: Read,
  write: Write,
  before: { readonly records: string; readonly tokens: string },
): Promise<void> {
  await deleteAll(write, async () => {
    const calls = await read<Pick<CallRow, 'at' | 'id'>>(
      sql`select at, id from calls where at < ${before.records} order by at, id limit ${CHUNK}`,
    );
    const last = calls.at(-1);
    if (last === undefined) return [];
    const place = [last.at, last.id];
    return [sql`delete from decisions where (at, call) <= ${place}`, sql`delete from calls where (at, id) <= ${place}`];
  });
  await deleteAll(write, async () => {
    const feedback = await read<Pick<FeedbackRow, 'id'>>(
      sql`select id from feedback where received < ${before.records} order by received limit ${CHUNK}`,
    );
    return feedback.length === 0 ? [] : [sql`delete from feedback where id in ${feedback.map(({ id }) => id)}`];
  });
  await deleteAll(write, async () => {
    const tokens = await read<Pick<TokenRow, 'key'>>(
      sql`select key from tokens where expires < ${before.tokens} order by expires limit ${CHUNK}`,
    );
    return tokens.length === 0 ? [] : [sql`delete from tokens where key in ${tokens.map(({ key }) => key)}`];
  });
}
