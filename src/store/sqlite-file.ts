import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { asObject } from '../json.ts';
import { remember } from '../policies/remember.ts';
import { migrate } from './migrations.ts';
import type { Mark, Query, Read, Write } from './query.ts';
import { createSqlStore, type SqlStore } from './sql.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

const FILE = 'spine-coverage.sqlite';
/** How long to wait for another process that writes, in milliseconds; with tokens no longer than a call waits for the store. */
const BUSY_TIMEOUT = { records: 5000, tokens: 250 };
/** How long another process that starts may take to bring the tables up to date, and how often to look, in milliseconds. */
const START_TIMEOUT = 20_000;
const START_PAUSE = 20;
/** More than this program has texts of queries. */
const MOST_STATEMENTS = 100;

/** What the records hold and SQLite takes as a parameter. */
function inputOf(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new StoreError('refused-record', typeof value);
}

/** Prepares each text once, as far as there are not too many. */
const preparer = (database: DatabaseSync) => remember(MOST_STATEMENTS, (text: string) => database.prepare(text));

const mark: Mark = () => '?';

function readerOf(database: DatabaseSync): Read {
  const prepare = preparer(database);
  return async <Row>({ text, parameters }: Query) => {
    const rows: readonly unknown[] = prepare(text).all(...parameters.map(inputOf));
    return rows as readonly Row[];
  };
}

/**
 * Writes without a pause from the first query to the last. With one, the other connection of this process could run into the
 * lock, wait for it, and so keep this one from ever giving it back.
 */
function writerTo(database: DatabaseSync): Write {
  const prepare = preparer(database);
  const run = ({ text, parameters }: Query) => Number(prepare(text).run(...parameters.map(inputOf)).changes);
  return async (queries) => {
    if (queries.length === 1) return queries.map(run);
    database.exec('begin immediate');
    try {
      const changed = queries.map(run);
      database.exec('commit');
      return changed;
    } catch (error) {
      // A full disk, for one, has SQLite roll back by itself.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  };
}

/** Throws once the file is no longer the one that was opened: SQLite would write on into a file that nobody finds again. */
function guardOf(file: string): () => void {
  const { ino } = statSync(file);
  return () => {
    const isThere = statSync(file, { throwIfNoEntry: false })?.ino === ino;
    if (!isThere) throw new StoreError('store-unavailable', `${file} is gone`);
  };
}

const isBusy = (error: unknown) => asObject(error)?.['errcode'] === 5;

/** Tries until no other process is in the way: waiting inside SQLite would keep a start in this process from getting on. */
async function onceFree(step: () => void): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT; ; await setTimeout(START_PAUSE)) {
    try {
      return step();
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
    }
  }
}

/** Write-ahead log, so that reading and writing do not wait for each other. */
async function prepareConnection(database: DatabaseSync, synchronous: 'full' | 'normal'): Promise<void> {
  await onceFree(() => database.exec('pragma journal_mode = wal'));
  database.exec(`pragma synchronous = ${synchronous}`);
  // Tokens and what clients call a hookInstance are random, so that every page of their indexes is written to: often enough in
  // memory before once in the file.
  database.exec('pragma cache_size = -8000');
}

/** SQLite knows no lock for migrations, and its tables can be made in a transaction: that is the lock. */
async function migrateAlone(database: DatabaseSync, read: Read): Promise<void> {
  await onceFree(() => database.exec('begin immediate'));
  await migrate('sqlite', mark, read);
  database.exec('commit');
}

/**
 * The store in a file of the folder; both are made if they are not there, for this user only. It holds up its thread while it
 * reads and writes. Throws StoreError.
 */
export async function openSqliteFile(folder: string): Promise<SqlStore> {
  const file = join(folder, FILE);
  const connections: DatabaseSync[] = [];
  const close = async () => {
    for (const connection of connections.splice(0)) connection.close();
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const records = new DatabaseSync(file);
    // Every call uses a token. Without the wait for the disk it costs a call next to nothing, and what is written still outlives
    // this process. After a power cut, a token of the last moments may be used again until it expires, some minutes later.
    const tokens = new DatabaseSync(file);
    connections.push(records, tokens);
    const read = readerOf(records);
    await prepareConnection(records, 'full');
    await migrateAlone(records, read);
    await prepareConnection(tokens, 'normal');
    records.exec(`pragma busy_timeout = ${BUSY_TIMEOUT.records}`);
    tokens.exec(`pragma busy_timeout = ${BUSY_TIMEOUT.tokens}`);
    const checkFile = guardOf(file);
    const writeRecords = writerTo(records);
    const write: Write = async (queries) => {
      checkFile();
      return writeRecords(queries);
    };
    return createSqlStore({ mark, read, write, writeTokens: writerTo(tokens), rows: 1, close });
  } catch (error) {
    await close();
    throw storeErrorOf(error, file);
  }
}
