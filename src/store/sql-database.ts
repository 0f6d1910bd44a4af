import type { Sql } from 'sql-template-tag';
import type { TokenRow } from './schema.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Runs a statement and gives the rows that it returns, with the columns that it names. */
export type Run = <Row>(statement: Sql) => Promise<readonly Row[]>;

/** A database whose tables are there, and what SQLite and PostgreSQL do each in its way. Methods reject with the driver's error. */
export interface SqlDatabase {
  readonly dialect: SqlDialect;
  /** Runs one statement alone. */
  readonly run: Run;
  /** Does all or nothing: what the work throws undoes what it ran. Once it resolves, it is on disk. */
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /** Reads as of one instant, whatever others write meanwhile. */
  snapshot<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /** Adds used tokens without waiting for the disk, and tells of each whether it is new. */
  addTokens(uses: readonly TokenRow[]): Promise<readonly boolean[]>;
  /** Writes something without waiting for the disk. */
  probe(): Promise<void>;
  /** On servers with partitions by month: creates those of now and the next month, and drops those that end before an instant. */
  dropMonths(before: string): Promise<void>;
  close(): Promise<void>;
}

/** A connection for one reading. */
export type ReadingConnection = Pick<SqlDatabase, 'run' | 'dialect' | 'close'>;
