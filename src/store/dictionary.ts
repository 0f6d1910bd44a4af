import sql, { join, raw } from 'sql-template-tag';
import { readInChunks } from './in-chunks.ts';
import { insertRows } from './insert.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** The same text for the same members. */
const keyOf = (entry: object) => JSON.stringify(Object.values(entry));

/**
 * Numbers of texts that many rows share, from a table with an id and a unique combination of texts; what is not there yet is
 * added. Entries have their members in the order of the columns. Returns the function from an entry to its number.
 */
export async function numbersOf<Entry extends object>(
  run: Run,
  dialect: SqlDialect,
  table: string,
  entries: readonly Entry[],
): Promise<(entry: Entry) => number> {
  const wanted = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const numbers = new Map<string, number>();
  const columns = Object.keys(entries[0] ?? {});
  const lookUp = async (some: readonly Entry[]) => {
    const rows = await readInChunks(some, (part) => {
      const tuples = join(part.map((entry) => sql`(${join(Object.values(entry))})`));
      return run<{ readonly id: number } & Entry>(
        sql`select * from ${raw(table)} where (${raw(columns.join(', '))}) in (values ${tuples})`,
      );
    });
    for (const { id, ...entry } of rows) numbers.set(keyOf(entry), id);
  };
  await lookUp([...wanted.values()]);
  const missing = [...wanted].filter(([key]) => !numbers.has(key)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (missing.length > 0) {
    const added = missing.map(([, entry]) => entry);
    await insertRows(run, dialect, table, added);
    // Also those that another process has added meanwhile.
    await lookUp(added);
  }
  return (entry) => numbers.get(keyOf(entry)) ?? 0;
}
