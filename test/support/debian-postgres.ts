import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { freePort } from './free-port.ts';
import { PASSWORD } from './postgres.ts';
import { untilSaid } from './until-said.ts';

const execute = promisify(execFile);

/** The PostgreSQL of Debian, which has the programs that the one from npm lacks. */
interface DebianPostgres {
  /** A folder that is there until the last test ends. */
  readonly folder: string;
  /** Makes an empty database and gives its address. */
  newDatabase(name: string): string;
  /** Runs one of its programs, such as `pg_dump`, while others go on. Rejects with what it wrote to stderr. */
  run(program: string, ...args: readonly string[]): Promise<void>;
}

const INSTALLED = '/usr/lib/postgresql';

function newestPrograms(): string {
  const [newest] = readdirSync(INSTALLED)
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(INSTALLED, version, 'bin'))
    .filter((programs) => existsSync(join(programs, 'postgres')));
  if (newest === undefined) throw new Error(`no server in ${INSTALLED}: install Debian's package postgresql`);
  return newest;
}

/** The server does not run as root. */
function serverUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Starts a server for a test file, in a temporary folder and on a free port, and stops it after the last test. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const [programs, user, port] = [newestPrograms(), serverUser(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'debian-postgres-'));
  chmodSync(folder, 0o711);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
  const as = { ...user, cwd: folder };
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'tester', '--auth=trust', '--no-sync'], as);
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  afterAll(async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await untilSaid(server, 'ready to accept connections');
  const urlOf = (name: string) => `postgres://tester:${PASSWORD}@127.0.0.1:${port}/${name}`;
  return {
    folder,
    newDatabase(name) {
      execFileSync(join(programs, 'createdb'), ['--maintenance-db', urlOf('postgres'), name]);
      return urlOf(name);
    },
    run: async (program, ...args) => void (await execute(join(programs, program), args)),
  };
}
