import sql, { raw, type Sql } from 'sql-template-tag';
import type { Run } from './sql-database.ts';

/** Differences between the two databases in their table definitions. */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres';
  /** A text that sorts by its bytes. */
  readonly text: Sql;
  /** A floating-point number of 64 bits. */
  readonly number: Sql;
  /** Milliseconds since 1970. */
  readonly instant: Sql;
  readonly bytes: Sql;
  /** The primary key of a table that numbers its rows. */
  readonly rowNumber: Sql;
  /** Stands after the columns of a table. */
  readonly tableOptions: Sql;
  /** The same, of a table whose rows are short and found by their key. */
  readonly keyTableOptions: Sql;
  /** Stands behind those of a table with an instant in a column `at`, which is kept in parts by month where the server can. */
  readonly byMonth: Sql;
  /** Stands after a select of rows that are then deleted, so that two replicas do not take the same. */
  readonly skipLocked: Sql;
  /** Rows in one insert: as many as make it faster. */
  readonly rowsAtOnce: number;
  /** The rest after some records are deleted is so many times as long as that took: thread and disk are for the calls. */
  readonly restAfterDeleting: number;
  /** Finds a row if there is a table with this name. */
  findTable(name: string): Sql;
  /** Keeps others from writing calls with these cards or feedback on them, until the transaction ends. */
  lockCards(run: Run, cards: readonly string[]): Promise<void>;
}

export const SQLITE: SqlDialect = {
  name: 'sqlite',
  text: raw('text'),
  number: raw('real'),
  instant: raw('integer'),
  bytes: raw('blob'),
  rowNumber: raw('integer primary key'),
  tableOptions: raw('strict'),
  keyTableOptions: raw('strict, without rowid'),
  byMonth: raw(''),
  skipLocked: raw(''),
  rowsAtOnce: 1,
  // Used tokens wait for the thread that deletes, 15 ms each time that SQLite moves its log into the file. With long rests one token in
  // two hundred does, and 200 calls a second are forgotten all the same.
  restAfterDeleting: 100,
  findTable: (name) => sql`select name from sqlite_master where type = 'table' and name = ${name}`,
  // A transaction that writes is alone.
  lockCards: async () => {},
};

export const POSTGRES: SqlDialect = {
  name: 'postgres',
  text: raw('text collate "C"'),
  number: raw('double precision'),
  instant: raw('bigint'),
  bytes: raw('bytea'),
  rowNumber: raw('integer generated always as identity primary key'),
  tableOptions: raw(''),
  keyTableOptions: raw(''),
  byMonth: raw('partition by range (at)'),
  skipLocked: raw('for update skip locked'),
  rowsAtOnce: 100,
  // Used tokens have connections of their own.
  restAfterDeleting: 4,
  findTable: (name) => sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${name}`,
  async lockCards(run, cards) {
    if (cards.length === 0) return;
    // In one order, so that two replicas do not wait for each other.
    await run(sql`select pg_advisory_xact_lock(hash) from (
      select distinct hashtextextended(card, 0) as hash from unnest(${cards}::text[]) as card order by 1
    ) as hashes`);
  },
};
