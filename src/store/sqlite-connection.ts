import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Sql } from 'sql-template-tag';
import type { SqliteConfig } from '../config.ts';
import { asObject } from '../json.ts';
import type { ReadingConnection, Run } from './sql-database.ts';
import { SQLITE } from './sql-dialect.ts';
import { StoreError } from './store-error.ts';
import { STORE_FILE } from './store-file.ts';

/** More than this program has texts of statements. */
const MOST_STATEMENTS = 100;
/** Between two attempts while another process holds the file, in milliseconds. */
const PAUSE = 20;
/** Timeout of waiting for another process's migration, in milliseconds. */
export const START_TIMEOUT = 20_000;

/** Does one work after the other. */
export type OneByOne = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Keeps apart what the connections of this thread do: one of them that runs into the lock of another would wait for it, and so
 * keep it from ever giving it back.
 */
export function createOneByOne(): OneByOne {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** One connection to the file. */
export interface SqliteConnection {
  readonly run: Run;
  /** Does the work in a transaction; `timeout` is how long another process may hold the file, in milliseconds. */
  transaction<T>(timeout: number, work: (run: Run) => Promise<T>): Promise<T>;
  /** Reads as of one instant, whatever others write meanwhile. Nothing else may use the connection. */
  snapshot<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /**
   * Moves what the write-ahead log holds into the file: with `truncate` all of it, waiting for nobody; with `passive` as much as nobody
   * still reads, and what is written next begins the log anew.
   */
  checkpoint(mode: 'passive' | 'truncate'): void;
  close(): void;
}

const isLocked = (error: unknown) => asObject(error)?.['errcode'] === 5;

/** Tries until no other process is in the way. Waiting inside SQLite would hold up everything else in this thread. */
async function retryWhileLocked<T>(timeout: number, step: () => T | Promise<T>): Promise<T> {
  for (const end = Date.now() + timeout; ; await setTimeout(PAUSE)) {
    try {
      return await step();
    } catch (error) {
      if (!isLocked(error) || Date.now() >= end) throw error;
    }
  }
}

/** Passes on what SQLite takes as a parameter. */
function inputOf(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array)
    return value;
  throw new StoreError('refused-record', typeof value);
}

/** Runs statements on a connection, and prepares each text once. */
function runnerOf(database: DatabaseSync): Run {
  const prepared = new LRUCache({ max: MOST_STATEMENTS, memoMethod: (text: string) => database.prepare(text) });
  return async <Row>({ sql, values }: Sql) => {
    // Rows have the columns that the statement names; the driver does not know them.
    return prepared.memo(sql).all(...values.map(inputOf)) as readonly unknown[] as readonly Row[];
  };
}

/** A connection for one reading of the store in a folder. Throws what SQLite throws. */
export function connectToRead({ folder }: SqliteConfig): ReadingConnection {
  const database = new DatabaseSync(join(folder, STORE_FILE), { readOnly: true });
  return { dialect: SQLITE, run: runnerOf(database), close: async () => database.close() };
}

/**
 * Opens the file with a write-ahead log, so that reading and writing do not wait for each other. With `full` what is committed
 * outlives a power cut, with `normal` this process. Throws what SQLite throws.
 */
export async function openConnection(
  file: string,
  synchronous: 'full' | 'normal',
  oneByOne: OneByOne,
): Promise<SqliteConnection> {
  const database = new DatabaseSync(file, { timeout: 0 });
  const run = runnerOf(database);
  try {
    await retryWhileLocked(START_TIMEOUT, () => database.exec('pragma journal_mode = wal'));
    database.exec(`pragma synchronous = ${synchronous}`);
    // Tokens and what clients call a hookInstance are random, so that every page of their indexes is written to: often enough in
    // memory before once in the file.
    database.exec('pragma cache_size = -8000');
  } catch (error) {
    database.close();
    throw error;
  }
  const inTransaction = async <T>(begin: string, work: (run: Run) => Promise<T>): Promise<T> => {
    database.exec(begin);
    try {
      const result = await work(run);
      database.exec('commit');
      return result;
    } catch (error) {
      // A full disk, for one, has SQLite roll back by itself.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  };
  return {
    run: (statement) => oneByOne(() => run(statement)),
    transaction: (timeout, work) =>
      retryWhileLocked(timeout, () => oneByOne(() => inTransaction('begin immediate', work))),
    snapshot: (work) => oneByOne(() => inTransaction('begin', work)),
    checkpoint: (mode) => database.exec(`pragma wal_checkpoint(${mode})`),
    close: () => database.close(),
  };
}
