import { setImmediate } from 'node:timers/promises';
import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** Runs queries in one transaction, and tells how many rows they changed. */
export type Write = (queries: readonly CompiledQuery[]) => Promise<number>;

/** Records deleted at once: the others wait meanwhile, so that it must be short. */
const CHUNK = 200;

/**
 * Queries that insert rows, some at once, and leave alone what is there. Their text is built once for each number of rows,
 * since building it takes longer than running it; so rows must have their members in one order.
 */
export function insertsInto<Table extends keyof Tables>(db: Kysely<Tables>, table: Table, atOnce: number) {
  const texts = new Map<number, string>();
  const textFor = (rows: readonly Insertable<Tables[Table]>[]) =>
    db
      .insertInto(table)
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .compile().sql;
  return (rows: readonly Insertable<Tables[Table]>[]): readonly CompiledQuery[] =>
    Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, part) => {
      const some = rows.slice(part * atOnce, (part + 1) * atOnce);
      const text = texts.get(some.length) ?? textFor(some);
      texts.set(some.length, text);
      const parameters = some.flatMap((row) => Object.values(row));
      return CompiledQuery.raw(text, parameters);
    });
}

/** Deletes in chunks until the function finds nothing more to delete; others write between two chunks. */
async function deleteAll(write: Write, next: () => Promise<readonly CompiledQuery[]>): Promise<void> {
  for (let queries = await next(); queries.length > 0; queries = await next()) {
    await write(queries);
    await setImmediate();
  }
}

/** Deletes calls with their decisions, feedback, and tokens from before the given instants. */
export async function forget(
  db: Kysely<Tables>,
  write: Write,
  before: { readonly records: string; readonly tokens: string },
): Promise<void> {
  await deleteAll(write, async () => {
    const calls = db.selectFrom('calls').select(['at', 'id']).where('at', '<', before.records);
    const last = (await calls.orderBy('at').orderBy('id').limit(CHUNK).execute()).at(-1);
    return last === undefined
      ? []
      : [
          db
            .deleteFrom('decisions')
            .where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'call'), '<=', tuple(last.at, last.id)))
            .compile(),
          db
            .deleteFrom('calls')
            .where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<=', tuple(last.at, last.id)))
            .compile(),
        ];
  });
  await deleteAll(write, async () => {
    const feedback = db.selectFrom('feedback').select('id').where('received', '<', before.records);
    const ids = (await feedback.orderBy('received').limit(CHUNK).execute()).map(({ id }) => id);
    return ids.length === 0 ? [] : [db.deleteFrom('feedback').where('id', 'in', ids).compile()];
  });
  await deleteAll(write, async () => {
    const tokens = db.selectFrom('tokens').select('key').where('expires', '<', before.tokens);
    const keys = (await tokens.orderBy('expires').limit(CHUNK).execute()).map(({ key }) => key);
    return keys.length === 0 ? [] : [db.deleteFrom('tokens').where('key', 'in', keys).compile()];
  });
}
