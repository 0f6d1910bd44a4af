import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { firstTables } from '../../src/store/migrations/0001-first-tables.ts';
import { POSTGRES } from '../../src/store/sql-dialect.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';

// A store as the program of ca697a7 wrote it, and the insights that it gave of it; see first-release/make.ts.

const FOLDER = join(import.meta.dirname, 'first-release');
const TABLES = ['calls', 'decisions', 'feedback', 'kysely_migration'];

/** Days of all its calls and feedback. */
export const FIRST_RELEASE_DAYS = { from: '2026-10-01', to: '2026-12-01' };

interface OldRow {
  readonly policies: readonly { coverage: number | null; latency: object }[];
  readonly sites: readonly { latency: object | null }[];
  readonly unmatched: readonly object[];
}

/** Insights as the first release printed them. */
export function firstReleaseInsights(): OldRow {
  return JSON.parse(readFileSync(join(FOLDER, 'insights.json'), 'utf8'));
}

/** Puts the file into a folder. */
export function placeFirstRelease(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, STORE_FILE), gunzipSync(readFileSync(join(FOLDER, 'store.sqlite.gz'))));
}

/** The rows of a table of a file, such as it is. */
export function rowsIn(folder: string, table: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(join(folder, STORE_FILE));
  const rows = database.prepare(`select * from ${table}`).all();
  database.close();
  return rows;
}

/** Makes the tables of then in an empty PostgreSQL database, with the rows of the file in a folder. */
export async function copyToPostgres(folder: string, url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const { text } of firstTables(POSTGRES)) await client.query(text);
  await client.query('create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)');
  for (const table of TABLES)
    for (const row of rowsIn(folder, table)) {
      const columns = Object.keys(row);
      const places = columns.map((_, at) => `$${at + 1}`);
      await client.query(`insert into ${table} (${columns}) values (${places})`, Object.values(row));
    }
  await client.end();
}
