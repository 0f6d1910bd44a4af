import sql, { type Sql } from 'sql-template-tag';
import { firstTables } from './migrations/0001-first-tables.ts';
import { rollUpTables } from './migrations/0002-roll-up.ts';
import { assertionTable } from './migrations/0003-assertions.ts';
import { shadowColumn } from './migrations/0004-shadow.ts';
import { furtherCardTable } from './migrations/0005-further-cards.ts';
import { exchangeTable } from './migrations/0006-exchanges.ts';
import type { Run } from './sql-database.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { StoreError } from './store-error.ts';

interface Migration {
  readonly name: string;
  statements(dialect: SqlDialect): readonly Sql[];
}

/**
 * In the order of their names. Once released, a migration is never changed: a change is a further one. One that was written beside
 * others may come after later ones in a store that had those first.
 */
const MIGRATIONS: readonly Migration[] = [
  { name: '0001-first-tables', statements: firstTables },
  { name: '0002-roll-up', statements: rollUpTables },
  { name: '0003-assertions', statements: assertionTable },
  { name: '0004-shadow', statements: shadowColumn },
  { name: '0005-further-cards', statements: furtherCardTable },
  { name: '0006-exchanges', statements: exchangeTable },
];

/** Names of the migrations that have been done. The table's name is Kysely's, which kept it for the first release. */
const storageOf = (run: Run) => ({
  async executed() {
    await run(sql`create table if not exists kysely_migration (
      name varchar(255) not null primary key,
      timestamp varchar(255) not null
    )`);
    const done = await run<{ readonly name: string }>(sql`select name from kysely_migration order by name`);
    return done.map(({ name }) => name);
  },
  async logMigration({ name }: { readonly name: string }) {
    await run(sql`insert into kysely_migration values (${name}, ${new Date().toISOString()})`);
  },
  async unlogMigration({ name }: { readonly name: string }) {
    await run(sql`delete from kysely_migration where name = ${name}`);
  },
});

/**
 * Brings the tables to their newest form. The caller has a transaction for it, and keeps apart processes that start at once.
 * Throws StoreError if a newer version of this program has been here, and the driver's error.
 */
export async function migrate(dialect: SqlDialect, run: Run): Promise<void> {
  const storage = storageOf(run);
  const done = await storage.executed();
  if (done.some((name) => MIGRATIONS.every((known) => known.name !== name)))
    throw new StoreError('faulty-store', 'another version of this program has been here');
  if (done.length === MIGRATIONS.length) return;
  // Loaded when there is something to do: it brings a command line of its own, which no start should pay for.
  const { MigrationError, Umzug } = await import('umzug');
  const migrations = MIGRATIONS.map(({ name, statements }) => ({
    name,
    async up() {
      for (const statement of statements(dialect)) await run(statement);
    },
  }));
  try {
    await new Umzug({ migrations, storage, logger: undefined }).up();
  } catch (error) {
    throw error instanceof MigrationError ? error.cause : error;
  }
}
