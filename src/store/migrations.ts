import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from './schema.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

/** What the two databases write differently. */
interface Words {
  /** A text that sorts by its bytes. */
  readonly text: RawBuilder<unknown>;
  /** A number of 64 bits. */
  readonly number: RawBuilder<unknown>;
  /** What follows the columns of a table. */
  readonly end: RawBuilder<unknown>;
  /** The same, of a table that is little more than its key. */
  readonly endOfKeys: RawBuilder<unknown>;
}

const WORDS = {
  sqlite: { text: sql`text`, number: sql`real`, end: sql`strict`, endOfKeys: sql`strict, without rowid` },
  postgres: { text: sql`text collate "C"`, number: sql`double precision`, end: sql``, endOfKeys: sql`` },
} as const satisfies Readonly<Record<string, Words>>;
export type Database = keyof typeof WORDS;

const firstTables = ({ text, number, end, endOfKeys }: Words): readonly RawBuilder<unknown>[] => [
  sql`create table calls (
    id ${text} not null,
    at ${text} not null,
    site ${text} not null,
    service ${text} not null,
    hook_instance ${text},
    patient ${text},
    outcome ${text} not null,
    milliseconds ${number} not null,
    orders integer not null,
    knowledge ${text} not null,
    missing ${text} not null,
    primary key (at, id)
  ) ${end}`,
  sql`create index calls_hook_instance on calls (hook_instance) where hook_instance is not null`,
  sql`create table decisions (
    at ${text} not null,
    call ${text} not null,
    number integer not null,
    order_ref ${text} not null,
    place integer not null,
    policy ${text} not null,
    policy_version ${text} not null,
    policy_hash ${text} not null,
    outcome ${text} not null,
    action ${text},
    why ${text},
    steps ${text} not null,
    card ${text},
    suggestions ${text} not null,
    primary key (at, call, number)
  ) ${end}`,
  sql`create index decisions_card on decisions (card) where card is not null`,
  sql`create table feedback (
    id ${text} not null primary key,
    site ${text} not null,
    service ${text} not null,
    card ${text} not null,
    outcome ${text} not null,
    at ${text} not null,
    received ${text} not null,
    suggestions ${text} not null,
    reason ${text},
    sealed ${text}
  ) ${end}`,
  sql`create index feedback_card on feedback (card)`,
  sql`create index feedback_received on feedback (received, id)`,
  sql`create table tokens (key ${text} not null primary key, expires ${text} not null) ${endOfKeys}`,
  sql`create index tokens_expires on tokens (expires, key)`,
];

/** In the order of their names. What has been released is never changed: a change is a further migration. */
function migrationsFor(words: Words): Readonly<Record<string, Migration>> {
  return {
    '0001-first-tables': {
      async up(db) {
        for (const statement of firstTables(words)) await statement.execute(db);
      },
    },
  };
}

/**
 * Brings the tables to their newest form. Where several processes start at once, the caller keeps them apart on SQLite; on
 * PostgreSQL, Kysely does. Throws StoreError, also if a newer version of this program has been here.
 */
export async function migrate(db: Kysely<Tables>, database: Database): Promise<void> {
  const migrations = migrationsFor(WORDS[database]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && error.message.startsWith('corrupted migrations'))
    throw new StoreError('faulty-store', 'another version of this program has been here');
  if (error !== undefined) throw storeErrorOf(error);
}
