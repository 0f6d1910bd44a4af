import type { Pool, PoolClient } from 'pg';
import { migrate } from './migrations.ts';
import type { Mark, Query, Read, Write } from './query.ts';
import { createSqlStore } from './sql.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

/** How many connections, and how long things may take, in milliseconds. */
export interface PostgresLimits {
  readonly connections: number;
  /** Until there is a free connection, or a new one. */
  readonly connecting: number;
  /** One query, by the server's clock. */
  readonly query: number;
  /** All that is done at one go on a connection, by ours: a server that has fallen silent stops nothing by its own clock. */
  readonly use: number;
}

export const POSTGRES_LIMITS: PostgresLimits = { connections: 6, connecting: 2000, query: 5000, use: 6000 };
/** Connections for used tokens, which must not queue behind records. */
const TOKEN_CONNECTIONS = 4;
/**
 * Every call uses a token, and no call should wait for the disk. All replicas see it at once all the same; only after a power
 * cut may a token of the last moments be used again, until it expires some minutes later.
 */
const UNHURRIED = '-c synchronous_commit=off';
/** A migration may have to wait for another replica's, and to go through a whole table. */
const MIGRATION_LIMITS: PostgresLimits = { connections: 1, connecting: 2000, query: 600_000, use: 610_000 };

/** Closes connections that are in use for too long, which ends what waits for them; the pool gives out none that is closed. */
function closeWhenStuck(pool: Pool, limit: number): void {
  const timers = new WeakMap<PoolClient, NodeJS.Timeout>();
  pool.on('acquire', (client) => {
    timers.set(client, setTimeout(() => client.connection.stream.destroy(), limit).unref());
  });
  pool.on('release', (_error, client) => clearTimeout(timers.get(client)));
}

async function connect(url: string, limits: PostgresLimits, options?: string): Promise<Pool> {
  // Not at the top: SQLite needs none of it.
  const { Pool } = await import('pg');
  const pool = new Pool({
    connectionString: url,
    max: limits.connections,
    connectionTimeoutMillis: limits.connecting,
    statement_timeout: limits.query,
    keepAlive: true,
    ...(options === undefined ? {} : { options }),
    fallback_application_name: 'spine-coverage-cds',
  });
  // A connection that breaks, idle or in use, would end the process if nobody listened. Its query learns of it anyway.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  closeWhenStuck(pool, limits.use);
  return pool;
}

const mark: Mark = (place) => `$${place}`;

const run = (connection: Pool | PoolClient, { text, parameters }: Query) => connection.query(text, [...parameters]);

const readerOf =
  (connection: Pool | PoolClient): Read =>
  async (query) =>
    (await run(connection, query)).rows;

/** Does the work in a transaction; what it throws undoes all. */
async function inTransaction<T>(pool: Pool, work: (connection: PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query('begin');
    const result = await work(connection);
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

/** What is acknowledged is on the server's disk: synchronous_commit is PostgreSQL's default and stays as it is. */
function writerTo(pool: Pool): Write {
  const runAll = async (connection: Pool | PoolClient, queries: readonly Query[]) => {
    const changed: number[] = [];
    for (const query of queries) changed.push((await run(connection, query)).rowCount ?? 0);
    return changed;
  };
  return (queries) =>
    queries.length === 1 ? runAll(pool, queries) : inTransaction(pool, (connection) => runAll(connection, queries));
}

/** Replicas that start at once migrate one after the other. The number is Kysely's, with which earlier versions did this. */
const migrateAlone = (pool: Pool) =>
  inTransaction(pool, async (connection) => {
    await connection.query('select pg_advisory_xact_lock(3853314791062309107)');
    await migrate('postgres', mark, readerOf(connection));
  });

/**
 * The store in a PostgreSQL database, whose tables are made if they are not there. Several replicas may share it.
 * Throws StoreError, which never holds the address: there is a password in it.
 */
export async function openPostgresStore(url: string, limits: PostgresLimits = POSTGRES_LIMITS): Promise<Store> {
  try {
    const migrating = await connect(url, MIGRATION_LIMITS);
    await migrateAlone(migrating).finally(() => migrating.end());
    const records = await connect(url, limits);
    const tokens = await connect(url, { ...limits, connections: TOKEN_CONNECTIONS }, UNHURRIED);
    let closing: Promise<unknown> | undefined;
    const close = async () => {
      closing ??= Promise.all([records.end(), tokens.end()]);
      await closing;
    };
    return createSqlStore({
      mark,
      read: readerOf(records),
      write: writerTo(records),
      writeTokens: writerTo(tokens),
      rows: 100,
      close,
    });
  } catch (error) {
    throw storeErrorOf(error);
  }
}
