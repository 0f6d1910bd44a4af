import sql from 'sql-template-tag';
import type { AssertionRecord } from '../records/assertion.ts';
import * as Type from '../shape.ts';
import { validatorOf } from '../validator.ts';
import { insertRows } from './insert.ts';
import { parsed } from './read-rows.ts';
import type { Run, SqlDatabase } from './sql-database.ts';
import { StoreError } from './store-error.ts';

/** Where assertions are kept. Both methods reject with StoreError if the store cannot be reached. */
export interface AssertionStore {
  /** Resolves once all of them are on disk. May be repeated: what is there already stays as it is. */
  keepAssertions(assertions: readonly AssertionRecord[]): Promise<void>;
  /** The assertion with a coverage-assertion-id. */
  assertionOf(id: string): Promise<AssertionRecord | undefined>;
}

/** An assertion as a row: its record is a JSON text. `at` is a text as of Date.toISOString. */
interface AssertionRow {
  readonly id: string;
  readonly at: string;
  readonly content: string;
}

const text = Type.string();
const isAssertion = validatorOf<AssertionRecord>(
  Type.object({
    ...{ id: text, call: text, at: text, site: text, payer: text, order: text, coverage: text },
    ...{ version: text, knowledge: text, parts: Type.array(Type.object({ url: text })) },
  }) as Type.Shape<AssertionRecord>,
);

/** Writes assertions, all or none. */
export async function writeAssertions(
  { transaction, dialect }: SqlDatabase,
  assertions: readonly AssertionRecord[],
): Promise<void> {
  const rows: readonly AssertionRow[] = assertions.map((assertion) => {
    const { id, at } = assertion;
    return { id, at, content: JSON.stringify(assertion) };
  });
  await transaction((run) => insertRows(run, dialect, 'assertions', rows));
}

/** Reads an assertion. Throws StoreError `faulty-store` for a row that this program cannot have written. */
export async function readAssertion(run: Run, id: string): Promise<AssertionRecord | undefined> {
  const [row] = await run<Pick<AssertionRow, 'content'>>(sql`select content from assertions where id = ${id}`);
  if (!row) return undefined;
  const content = parsed(row.content);
  if (!isAssertion(content)) throw new StoreError('faulty-store', `assertion ${id}`);
  return content;
}
