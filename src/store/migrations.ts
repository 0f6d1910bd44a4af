import { createSql, type Mark, type Read } from './query.ts';
import { StoreError } from './store-error.ts';

/** What the two databases write differently. */
interface Words {
  /** A text that sorts by its bytes. */
  readonly text: string;
  /** A number of 64 bits. */
  readonly number: string;
  /** What follows the columns of a table. */
  readonly end: string;
  /** The same, of a table that is little more than its key. */
  readonly endOfKeys: string;
}

const WORDS = {
  sqlite: { text: `text`, number: `real`, end: `strict`, endOfKeys: `strict, without rowid` },
  postgres: { text: `text collate "C"`, number: `double precision`, end: ``, endOfKeys: `` },
} as const satisfies Readonly<Record<string, Words>>;
export type Database = keyof typeof WORDS;

const firstTables = ({ text, number, end, endOfKeys }: Words): readonly string[] => [
  `create table calls (
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
  `create index calls_hook_instance on calls (hook_instance) where hook_instance is not null`,
  `create table decisions (
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
  `create index decisions_card on decisions (card) where card is not null`,
  `create table feedback (
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
  `create index feedback_card on feedback (card)`,
  `create index feedback_received on feedback (received, id)`,
  `create table tokens (key ${text} not null primary key, expires ${text} not null) ${endOfKeys}`,
  `create index tokens_expires on tokens (expires, key)`,
];

/** In the order of their names. What has been released is never changed: a change is a further migration. */
const MIGRATIONS = [{ name: '0001-first-tables', statementsFor: firstTables }];

/**
 * Brings the tables to their newest form. The caller has a transaction for it, and keeps apart processes that start at once.
 * Throws StoreError if a newer version of this program has been here, and what the driver throws.
 */
export async function migrate(database: Database, mark: Mark, read: Read): Promise<void> {
  const sql = createSql(mark);
  // The name is Kysely's, with which earlier versions did this.
  await read(sql`create table if not exists kysely_migration (
    name varchar(255) not null primary key,
    timestamp varchar(255) not null
  )`);
  const done = await read<{ readonly name: string }>(sql`select name from kysely_migration order by name`);
  if (done.some(({ name }, at) => name !== MIGRATIONS[at]?.name))
    throw new StoreError('faulty-store', 'another version of this program has been here');
  for (const { name, statementsFor } of MIGRATIONS.slice(done.length)) {
    for (const text of statementsFor(WORDS[database])) await read({ text, parameters: [] });
    await read(sql`insert into kysely_migration values ${[name, new Date().toISOString()]}`);
  }
}
