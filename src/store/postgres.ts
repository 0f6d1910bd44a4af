import type { Pool, PoolClient } from 'pg';
import sql, { type Sql } from 'sql-template-tag';
import { migrate } from './migrate.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { POSTGRES } from './sql-dialect.ts';
import { createSqlStore, type SqlStore } from './sql-store.ts';
import { storeErrorOf } from './store-error.ts';

/** How many connections, and how long things may take, in milliseconds. */
export interface PostgresLimits {
  readonly connections: number;
  /** Until there is a free connection, or a new one. */
  readonly connecting: number;
  /** One statement, by the server's clock. */
  readonly statement: number;
  /** All that is done at one go on a connection, by ours: a server that has fallen silent stops nothing by its own clock. */
  readonly use: number;
}

export const POSTGRES_LIMITS: PostgresLimits = { connections: 6, connecting: 2000, statement: 5000, use: 6000 };
/** Connections for used tokens, which must not queue behind records. */
const TOKEN_CONNECTIONS = 4;
/** A migration may have to wait for another replica's, and to go through a whole table. */
const MIGRATION_LIMITS: PostgresLimits = { connections: 1, connecting: 2000, statement: 600_000, use: 610_000 };

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
  const { Pool } = await import('pg');
  const pool = new Pool({
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

/** Does the work in a transaction; what it throws undoes all. On disk at its end: so PostgreSQL's synchronous_commit is by default. */
async function inTransaction<T>(pool: Pool, { statement }: PostgresLimits, work: (run: Run) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query(`begin; set local statement_timeout = ${statement}`);
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

/** Replicas that start at once migrate one after the other. The number is Kysely's, with which earlier versions did this. */
const migrateAlone = (pool: Pool) =>
  inTransaction(pool, MIGRATION_LIMITS, async (run) => {
    await run(sql`select pg_advisory_xact_lock(3853314791062309107)`);
    await migrate(POSTGRES, run);
  });

/**
 * Every call uses a token, and no call should wait for the disk. All replicas see it at once all the same; only after a power
 * cut may a token of the last moments be used again, until it expires some minutes later. The setting is of this transaction
 * alone, and in force at its end.
 */
const ASYNC_COMMIT = sql`select set_config('synchronous_commit', 'off', true)`;

async function addToken(pool: Pool, key: string, expires: string): Promise<boolean> {
  const added = await rowsOf(
    pool,
    sql`with async_commit as (${ASYNC_COMMIT})
      insert into tokens (key, expires) select ${key}::text, ${expires}::text from async_commit
      on conflict do nothing returning key`,
  );
  return added.length === 1;
}

async function openDatabase(url: string, limits: PostgresLimits): Promise<SqlDatabase> {
  const migrating = await connect(url, MIGRATION_LIMITS);
  await migrateAlone(migrating).finally(() => migrating.end());
  const records = await connect(url, limits);
  const tokens = await connect(url, { ...limits, connections: TOKEN_CONNECTIONS });
  const transaction: SqlDatabase['transaction'] = (work) => inTransaction(records, limits, work);
  let closing: Promise<unknown> | undefined;
  return {
    dialect: POSTGRES,
    run: (query) => transaction((run) => run(query)),
    transaction,
    addTokens: (uses) => Promise.all(uses.map(({ key, expires }) => addToken(tokens, key, expires))),
    async close() {
      closing ??= Promise.all([records.end(), tokens.end()]);
      await closing;
    },
  };
}

/**
 * The store in a PostgreSQL database, whose tables are made if they are not there. Several replicas may share it, also through
 * PgBouncer in transaction mode. Throws StoreError, which never holds the address: there is a password in it.
 */
export async function openPostgresStore(url: string, limits: PostgresLimits = POSTGRES_LIMITS): Promise<SqlStore> {
  try {
    return createSqlStore(await openDatabase(url, limits));
  } catch (error) {
    throw storeErrorOf(error);
  }
}
