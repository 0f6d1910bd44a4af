import sql, { bulk, raw, type Sql } from 'sql-template-tag';
import { chunksOf } from './in-chunks.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Inserts rows, which have their members in one order; `ending` says what to do with those that are there, and what to return. */
export async function insertRows<Returned>(
  run: Run,
  { rowsAtOnce }: SqlDialect,
  table: string,
  rows: readonly object[],
  ending: Sql = sql`on conflict do nothing`,
): Promise<readonly Returned[]> {
  const columns = raw(Object.keys(rows[0] ?? {}).join(', '));
  const returned: Returned[] = [];
  for (const part of chunksOf(rows, rowsAtOnce)) {
    const values = bulk(part.map((row) => Object.values(row)));
    returned.push(...(await run<Returned>(sql`insert into ${raw(table)} (${columns}) values ${values} ${ending}`)));
  }
  return returned;
}
