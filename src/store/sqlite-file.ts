import { randomBytes } from 'node:crypto';
import { closeSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import type { SqliteConfig } from '../config.ts';
import { createPseudonymizer, type Pseudonymizer } from '../records/pseudonymizer.ts';
import { type FileState, watchFile } from './file-state.ts';
import { checkKey } from './key-check.ts';
import { migrate } from './migrate.ts';
import type { SqlDatabase } from './sql-database.ts';
import { SQLITE } from './sql-dialect.ts';
import { createSqlStore, type SqlStore } from './sql-store.ts';
import {
  createOneByOne,
  type OneByOne,
  openConnection,
  type SqliteConnection,
  START_TIMEOUT,
} from './sqlite-connection.ts';
import { StoreError, storeErrorOf } from './store-error.ts';
import { makeStoreFolder, STORE_FILE } from './store-file.ts';
import { storeKeyOf, writeKey } from './store-key.ts';

/** Time to wait for another process that writes, in milliseconds; with tokens no longer than a call waits for the store. */
const LOCK_TIMEOUT = { start: START_TIMEOUT, records: 5000, tokens: 250 };
/** Between two looks at the file where nobody writes, in milliseconds. */
const WATCH_INTERVAL = 1000;

const PROBE = sql`insert into settings values ('probe', datetime())
  on conflict (name) do update set value = excluded.value`;

/** The file as it is open. */
interface OpenFile {
  readonly records: SqliteConnection;
  /**
   * Every call uses a token. Without the wait for the disk it costs a call next to nothing, and what is written still outlives
   * this process. After a power cut, a token of the last moments may be used again until it expires, some minutes later.
   */
  readonly tokens: SqliteConnection;
  readonly state: () => FileState;
}

async function openFile(file: string, oneByOne: OneByOne, pseudonymizer: Pseudonymizer): Promise<OpenFile> {
  closeSync(openSync(file, 'a', 0o600));
  const records = await openConnection(file, 'full', oneByOne);
  try {
    await records.transaction(LOCK_TIMEOUT.start, async (run) => {
      await migrate(SQLITE, run);
      await checkKey(run, pseudonymizer);
    });
    const tokens = await openConnection(file, 'normal', oneByOne);
    return { records, tokens, state: watchFile(file) };
  } catch (error) {
    records.close();
    throw error;
  }
}

function closeFile({ records, tokens }: OpenFile): void {
  tokens.close();
  records.close();
}

/** Closes the file as it is found. */
function leaveFile(file: string, open: OpenFile): void {
  try {
    const found = open.state();
    // The removed log is still open here, and nobody has begun another: all that it holds can go to the file.
    if (found === 'log-removed') open.records.checkpoint('truncate');
    // Otherwise SQLite would move into the file what it knows to be in the log, and is no longer there.
    if (found === 'log-cut') truncateSync(`${file}-wal`);
  } finally {
    closeFile(open);
  }
}

const REMOVED = {
  'log-removed': 'its write-ahead log has been removed; what it held is saved',
  'log-cut': 'its write-ahead log has been cut; what was written in the last second may be lost',
  'log-replaced': 'another process has begun a new write-ahead log: stop both, and start one',
  removed: 'the file is gone: put it back, or start anew',
  'folder-remade': 'the folder has been emptied: a new file is made',
} as const;

/** Looks after the file while it is open. */
interface FileKeeper {
  /** The file, in place. Throws StoreError where it is not, also once after it has been opened anew. */
  assertFileInPlace(): Promise<OpenFile>;
  close(): void;
}

/** Opens the file anew as soon as that is safe after somebody has removed it or its log. */
function createFileKeeper(
  first: OpenFile,
  file: string,
  oneByOne: OneByOne,
  openAnew: () => Promise<OpenFile>,
): FileKeeper {
  let open: OpenFile | undefined = first;
  let untold: StoreError | undefined;
  let mending: Promise<void> | undefined;
  let isClosed = false;
  const look = async (at: OpenFile) => {
    const found = at.state();
    if (found === 'in-place') {
      // So that no more than this is lost with a log that is cut.
      at.records.checkpoint('passive');
      return;
    }
    const fault = new StoreError('store-unavailable', `${file}: ${REMOVED[found]}`);
    if (found === 'removed' || found === 'log-replaced') throw fault;
    leaveFile(file, at);
    [open, untold] = [undefined, fault];
  };
  const mend = async () => {
    if (isClosed) throw new StoreError('store-unavailable', 'it has been closed');
    const found = open;
    if (found) await oneByOne(() => look(found));
    open ??= await openAnew();
  };
  const mendOnce = () => {
    mending ??= mend().finally(() => {
      mending = undefined;
    });
    return mending;
  };
  const timer = setInterval(() => void mendOnce().catch(() => undefined), WATCH_INTERVAL).unref();
  return {
    async assertFileInPlace() {
      if (open?.state() === 'in-place' && !untold) return open;
      await mendOnce();
      const fault = untold;
      untold = undefined;
      if (fault ?? !open) throw fault ?? new StoreError('store-unavailable', 'it has been closed');
      return open;
    },
    close() {
      clearInterval(timer);
      isClosed = true;
      if (open) leaveFile(file, open);
      open = undefined;
    },
  };
}

/**
 * The store in a file of the folder; both are made if they are not there, for this user only. It holds up its thread while it
 * reads and writes. Throws StoreError.
 */
export async function openSqliteFile(storage: SqliteConfig): Promise<SqlStore> {
  const { folder } = storage;
  const file = join(folder, STORE_FILE);
  const oneByOne = createOneByOne();
  try {
    makeStoreFolder(folder);
    const key = storeKeyOf(storage);
    const pseudonymizer = createPseudonymizer(Buffer.from(key), randomBytes);
    const open = async () => {
      // Also in a folder that has been emptied.
      if (storage.key === undefined) writeKey(folder, key);
      return openFile(file, oneByOne, pseudonymizer);
    };
    const keeper = createFileKeeper(await open(), file, oneByOne, open);
    const database: SqlDatabase = {
      dialect: SQLITE,
      run: async (statement) => (await keeper.assertFileInPlace()).records.run(statement),
      async transaction(work) {
        const { records } = await keeper.assertFileInPlace();
        const result = await records.transaction(LOCK_TIMEOUT.records, work);
        // A log that was removed meanwhile is saved before anything is acknowledged.
        await keeper.assertFileInPlace();
        return result;
      },
      async addTokens(uses) {
        const { tokens } = await keeper.assertFileInPlace();
        return tokens.transaction(LOCK_TIMEOUT.tokens, async (run) => {
          const added: boolean[] = [];
          for (const { key, expires } of uses) {
            const rows = await run(sql`insert into tokens (key, expires) values (${key}, ${expires})
              on conflict do nothing returning key`);
            added.push(rows.length === 1);
          }
          return added;
        });
      },
      async snapshot(work) {
        const { records } = await keeper.assertFileInPlace();
        return records.snapshot(work);
      },
      async probe() {
        const { tokens } = await keeper.assertFileInPlace();
        await tokens.transaction(LOCK_TIMEOUT.tokens, (run) => run(PROBE));
      },
      dropMonths: async () => {},
      close: async () => keeper.close(),
    };
    return createSqlStore(database, pseudonymizer);
  } catch (error) {
    throw storeErrorOf(error, file);
  }
}
