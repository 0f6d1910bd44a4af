import sql from 'sql-template-tag';
import type { AssertionRecord } from '../records/assertion.ts';
import { insertRows } from './insert.ts';
import type { Run, SqlDatabase } from './sql-database.ts';

/** Store of assertions. Both methods reject with StoreError if the store cannot be reached. */
export interface AssertionStore {
  /** Resolves once all of them are on disk. May be repeated: what is there already stays as it is. */
  keepAssertions(assertions: readonly AssertionRecord[]): Promise<void>;
  /** The assertion with a coverage-assertion-id. */
  assertionOf(id: string): Promise<AssertionRecord | undefined>;
}

/** An assertion as a row: its record is a JSON text. `at` is a text as of Date.toISOString. */
export interface AssertionRow {
  readonly id: string;
  readonly at: string;
  readonly content: string;
}

/** The rows of assertions. */
function assertionRows(assertions: readonly AssertionRecord[]): readonly AssertionRow[] {
  return assertions.map((assertion) => ({ id: assertion.id, at: assertion.at, content: JSON.stringify(assertion) }));
}

/**
 * Writes the assertions of calls that come while others are being written together, in one transaction: an answer waits for the
 * disk, and each wait is for all that are there. Where they cannot be written, none of them is.
 */
export function writeTogether(
  write: (rows: readonly AssertionRow[]) => Promise<void>,
): AssertionStore['keepAssertions'] {
  let waiting: AssertionRow[] = [];
  let next: Promise<void> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const writeAll = () => {
    const rows = waiting;
    [waiting, next] = [[], undefined];
    const writing = write(rows);
    running = writing.catch(() => undefined);
    return writing;
  };
  return (assertions) => {
    waiting.push(...assertionRows(assertions));
    next ??= running.then(writeAll);
    return next;
  };
}

/** Writes assertions, all or none. */
export async function writeAssertions(
  { transaction, dialect }: SqlDatabase,
  rows: readonly AssertionRow[],
): Promise<void> {
  await transaction((run) => insertRows(run, dialect, 'assertions', rows));
}

/** Reads an assertion. Throws StoreError `faulty-store` for a row that this program cannot have written. */
export async function readAssertion(run: Run, id: string): Promise<AssertionRecord | undefined> {
  const [row] = await run<Pick<AssertionRow, 'content'>>(sql`select content from assertions where id = ${id}`);
  const { assertionFrom } = await import('./read-crd-rows.ts');
  return row && assertionFrom({ id, ...row });
}
