import type { Pool, PoolClient } from 'pg';
import sql, { type Sql } from 'sql-template-tag';
import { DAY } from '../calendar.ts';
import type { PostgresConfig } from '../config.ts';
import type { Pseudonymizer } from '../records/pseudonymizer.ts';
import { checkKey } from './key-check.ts';
import { migrate } from './migrate.ts';
import { dropMonths, makeMonths } from './postgres-months.ts';
import type { ReadingConnection, Run, SqlDatabase } from './sql-database.ts';
import { POSTGRES } from './sql-dialect.ts';
import { createSqlStore, type SqlStore } from './sql-store.ts';
import { StoreError, storeErrorOf } from './store-error.ts';
import { openPseudonymizer } from './store-key.ts';

/** Number of connections, and the time that things may take, in milliseconds. */
export interface PostgresLimits {
  readonly connections: number;
  /** Until there is a free connection, or a new one. */
  readonly connecting: number;
  /** One statement, by the server's clock. */
  readonly statement: number;
  /** One use of a connection, by our own clock: a server that has fallen silent does not look at its own. */
  readonly use: number;
}

export const POSTGRES_LIMITS: PostgresLimits = { connections: 6, connecting: 2000, statement: 5000, use: 6000 };
/** Connections for used tokens, which must not queue behind records. */
const TOKEN_CONNECTIONS = 4;
/** A migration may have to wait for another replica's, and to go through a whole table. */
const MIGRATION_LIMITS: PostgresLimits = { connections: 1, connecting: 2000, statement: 600_000, use: 610_000 };

/** At least as long as every month, in milliseconds. */
const MONTH = 31 * DAY;

/** Closes connections that are in use for too long, which ends what waits for them; the pool gives out none that is closed. */
function closeWhenStuck(pool: Pool, limit: number): void {
  const timers = new WeakMap<PoolClient, NodeJS.Timeout>();
  pool.on('acquire', (client) => {
    timers.set(client, setTimeout(() => client.connection.stream.destroy(), limit).unref());
  });
  pool.on('release', (_error, client) => clearTimeout(timers.get(client)));
}

/** Sets nothing for a whole session: behind PgBouncer (transaction mode) a session serves others, too, and no option passes. */
async function connect(url: string, limits: PostgresLimits): Promise<Pool> {
  // Not at the top: SQLite needs none of it.
  const { Pool, types } = await import('pg');
  const typeParser: typeof types.getTypeParser = (type, format) =>
    type === types.builtins.INT8 ? Number : types.getTypeParser(type, format);
  const pool = new Pool({
    types: { getTypeParser: typeParser },
    connectionString: url,
    max: limits.connections,
    connectionTimeoutMillis: limits.connecting,
    keepAlive: true,
    fallback_application_name: 'spine-coverage-cds',
  });
  // A connection that breaks, idle or in use, would end the process if nobody listened. Its query learns of it anyway.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  closeWhenStuck(pool, limits.use);
  return pool;
}

async function rowsOf<Row>(connection: Pool | PoolClient, { text, values }: Sql): Promise<readonly Row[]> {
  // Rows have the columns that the statement names; the driver does not know them.
  return (await connection.query(text, values)).rows as readonly Row[];
}

/** Does the work in a transaction, which begins with a statement; what it throws undoes all. */
async function inTransaction<T>(pool: Pool, begin: string, work: (run: Run) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query(begin);
    const result = await work((query) => rowsOf(connection, query));
    await connection.query('commit');
    connection.release();
    return result;
  } catch (error) {
    // A connection that cannot even undo is closed, and then the server undoes it.
    await connection.query('rollback').then(
      () => connection.release(),
      () => connection.release(true),
    );
    throw error;
  }
}

const timeLimit = ({ statement }: PostgresLimits) => `set local statement_timeout = ${statement}`;

/** Replicas that start at once migrate one after the other. The number is Kysely's, with which earlier versions did this. */
const migrateAlone = (pool: Pool, pseudonymizer: Pseudonymizer, mustExist: boolean) =>
  inTransaction(pool, `begin; ${timeLimit(MIGRATION_LIMITS)}`, async (run) => {
    await run(sql`select pg_advisory_xact_lock(3853314791062309107)`);
    if (mustExist && (await run(POSTGRES.findTable('feedback'))).length === 0)
      throw new StoreError('no-store', 'in the database of DATABASE_URL');
    await migrate(POSTGRES, run);
    await checkKey(run, pseudonymizer);
  });

/**
 * Every call uses a token, and no call should wait for the disk. All replicas see it at once all the same; only after a power
 * cut may a token of the last moments be used again, until it expires some minutes later. The setting is of this transaction
 * alone, and in force at its end.
 */
const ASYNC_COMMIT = sql`select set_config('synchronous_commit', 'off', true)`;

const PROBE = sql`insert into settings (name, value) select 'probe', now()::text from async_commit
  on conflict (name) do update set value = excluded.value`;

async function addToken(pool: Pool, key: string, expires: string): Promise<boolean> {
  const added = await rowsOf(
    pool,
    sql`with async_commit as (${ASYNC_COMMIT})
      insert into tokens (key, expires) select ${key}::text, ${expires}::text from async_commit
      on conflict do nothing returning key`,
  );
  return added.length === 1;
}

/** From the oldest call of an earlier version, if there are any, to the next month. */
async function makeAllMonths(database: Pick<SqlDatabase, 'run' | 'transaction'>): Promise<void> {
  const hasOld = (await database.run(POSTGRES.findTable('calls_0001'))).length > 0;
  const [old] = hasOld
    ? await database.run<{ readonly at: string | null }>(sql`select min(at) as at from calls_0001`)
    : [];
  const now = Date.now();
  await makeMonths(database, Math.min(now, Date.parse(old?.at ?? '') || now), now + MONTH);
}

async function openDatabase(url: string, limits: PostgresLimits): Promise<SqlDatabase> {
  const records = await connect(url, limits);
  const tokens = await connect(url, { ...limits, connections: TOKEN_CONNECTIONS });
  // On disk at its end: so PostgreSQL's synchronous_commit is by default.
  const transaction: SqlDatabase['transaction'] = (work) => inTransaction(records, `begin; ${timeLimit(limits)}`, work);
  const run: Run = (query) => transaction((within) => within(query));
  let closing: Promise<unknown> | undefined;
  const close = async () => {
    closing ??= Promise.all([records.end(), tokens.end()]);
    await closing;
  };
  try {
    await makeAllMonths({ run, transaction });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    dialect: POSTGRES,
    run,
    transaction,
    snapshot: (work) =>
      inTransaction(records, `begin isolation level repeatable read read only; ${timeLimit(MIGRATION_LIMITS)}`, work),
    addTokens: (uses) => Promise.all(uses.map(({ key, expires }) => addToken(tokens, key, expires))),
    async probe() {
      await rowsOf(tokens, sql`with async_commit as (${ASYNC_COMMIT}) ${PROBE}`);
    },
    async dropMonths(before) {
      await makeMonths({ transaction }, Date.now(), Date.now() + MONTH);
      await dropMonths({ transaction }, Date.parse(before));
    },
    close,
  };
}

/** A connection for one long reading. Throws what the driver throws. */
export async function connectToRead({ url }: PostgresConfig): Promise<ReadingConnection> {
  const pool = await connect(url, { ...POSTGRES_LIMITS, connections: 1 });
  const run: Run = (query) =>
    inTransaction(pool, `begin read only; ${timeLimit(POSTGRES_LIMITS)}`, (within) => within(query));
  return { dialect: POSTGRES, run, close: () => pool.end() };
}

/** Options of the store in PostgreSQL. */
export interface PostgresOptions {
  readonly limits?: PostgresLimits;
  /** Makes no tables. */
  readonly mustExist?: boolean;
}

/**
 * The store in a PostgreSQL database, whose tables are made if they are not there. Several replicas may share it, also through
 * PgBouncer in transaction mode. Throws StoreError, which never holds the address: there is a password in it.
 */
export async function openPostgresStore(
  storage: PostgresConfig,
  { limits = POSTGRES_LIMITS, mustExist = false }: PostgresOptions = {},
): Promise<SqlStore> {
  try {
    const pseudonymizer = openPseudonymizer(storage);
    const migrating = await connect(storage.url, MIGRATION_LIMITS);
    await migrateAlone(migrating, pseudonymizer, mustExist).finally(() => migrating.end());
    return createSqlStore(await openDatabase(storage.url, limits), pseudonymizer);
  } catch (error) {
    throw storeErrorOf(error);
  }
}
