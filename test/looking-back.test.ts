import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { openSqliteFile } from '../src/store/sqlite-file.ts';
import { STORE_FILE } from '../src/store/store-file.ts';
import { spineCoverage } from './support/command.ts';
import { startPostgres } from './support/postgres.ts';
import { dataFolder } from './support/program.ts';
import { aCall, aDecision, aFeedback, anAssertion } from './support/records.ts';
import { STORE_KEY, sqliteIn } from './support/storage.ts';

// The commands that read the store, as an operator calls them.

const server = await startPostgres('off');

const ended = (command: string, args: readonly string[], environment: Readonly<Record<string, string>>) =>
  spineCoverage([command, ...args], environment);

/** A folder with a store of one card that was accepted. */
async function storedCard() {
  const [folder, card, hookInstance] = [dataFolder(), randomUUID(), randomUUID()];
  const store = await openSqliteFile(sqliteIn(folder, STORE_KEY));
  await store.keepCalls([aCall({ hookInstance, decisions: [aDecision({ card })] })]);
  await store.keepFeedback([aFeedback({ card, outcome: 'accepted' })]);
  const assertion = anAssertion();
  await store.keepAssertions([assertion]);
  await store.close();
  return { folder, card, hookInstance, assertion, environment: { DATA_DIR: folder, STORE_KEY } };
}

async function tablesIn(url: string): Promise<readonly unknown[]> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public'");
  await client.end();
  return rows;
}

const COMMANDS = [
  ['insights', []],
  ['insights', ['--check']],
  ['decisions', ['--card', randomUUID()]],
  ['decisions', ['--assertion', randomUUID()]],
] as const;

describe('a command where there is no store', () => {
  it.each(COMMANDS)('%s %j says so, makes nothing and ends with 1: no folder', async (command, args) => {
    const folder = join(dataFolder(), 'none');
    const { code, output } = await ended(command, args, { DATA_DIR: folder });
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no store \(.*DATA_DIR/)]);
    expect(existsSync(folder)).toBe(false);
  });

  it('backup says so, makes nothing and ends with 1', async () => {
    const folder = dataFolder();
    const { code, output } = await ended('backup', [join(folder, 'copy.sqlite')], { DATA_DIR: folder });
    expect([code, output]).toEqual([1, expect.stringContaining('There is no store')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([...COMMANDS, ['crd-metrics', []], ['backup', ['copy.sqlite']]] as const)(
    '%s %j says so, makes nothing and ends with 1: a file without a byte',
    async (command, args) => {
      const folder = dataFolder();
      writeFileSync(join(folder, STORE_FILE), '');
      const { code, output } = await ended(command, args, { DATA_DIR: folder });
      expect([code, output]).toEqual([1, expect.stringMatching(/^There is no store \(.* is empty; DATA_DIR/)]);
      expect(readdirSync(folder)).toEqual([STORE_FILE]);
      expect(statSync(join(folder, STORE_FILE)).size).toBe(0);
    },
  );

  it.each(['insights', 'crd-metrics'])('%s does not say so of a folder that cannot be read', async (command) => {
    // Of links that lead to each other, which nobody can follow, not even root.
    const folder = join(dataFolder(), 'loop');
    symlinkSync(folder, folder);
    const { code, output } = await ended(command, [], { DATA_DIR: folder });
    expect([code, output]).toEqual([1, expect.stringMatching(/^The store cannot be reached \(ELOOP at .*DATA_DIR/)]);
  });

  it.each(COMMANDS)('%s %j says so, makes nothing and ends with 1: an empty database', async (command, args) => {
    const url = await server.newDatabase();
    const { code, output } = await ended(command, args, { DATABASE_URL: url, STORE_KEY });
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no store \(.*DATABASE_URL/)]);
    expect(await tablesIn(url)).toEqual([]);
  });
});

describe('insights', () => {
  it.each([
    ['--from', '2026-11-30', '--to', '2026-11-01'],
    ['--from', ''],
    ['--to', 'yesterday'],
  ])('refuses the span %j, says why and ends with 2', async (...args) => {
    const { code, output } = await ended('insights', args, { DATA_DIR: dataFolder() });
    expect([code, output]).toEqual([2, expect.stringMatching(/^--(from|to) must /)]);
  });

  it('names the share of cards that were reported in its table', async () => {
    const { environment } = await storedCard();
    const { code, output } = await ended('insights', ['--from', '2026-11-01', '--format', 'csv'], environment);
    const [header = '', row = ''] = output.split('\r\n');
    expect(code).toBe(0);
    expect(row.split(',')[header.split(',').indexOf('reportedShare')]).toBe('1');
  });

  it('compares counts and records, and ends with 1 if they differ', async () => {
    const { environment, folder } = await storedCard();
    const span = ['--check', '--from', '2026-11-22', '--to', '2026-11-23'];
    expect(await ended('insights', span, environment)).toEqual({ code: 0, output: '2 days compared, 0 differences\n' });
    const database = new DatabaseSync(join(folder, STORE_FILE));
    database.exec("update roll_up set count = 7 where what = 'shown'");
    database.close();
    const { code, output } = await ended('insights', span, environment);
    expect([code, output.split('\n').slice(0, 2)]).toEqual([
      1,
      [
        '2026-11-22 mercy spine-coverage-order-sign mechanical-traction applies shown: 7 in the counts, 1 in the records',
        '2 days compared, 1 differences',
      ],
    ]);
  });
});

describe('a backup', () => {
  it('is a whole store of one instant, which nobody else can read, and can be put in place of the store', async () => {
    const { environment, folder, hookInstance } = await storedCard();
    const copy = join(dataFolder(), 'copy.sqlite');
    expect((await ended('backup', [copy], environment)).code).toBe(0);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const restored = new DatabaseSync(copy);
    restored.prepare('vacuum into ?').run(join(folder, STORE_FILE));
    restored.close();
    const { code, output } = await ended('decisions', ['--hook-instance', hookInstance], environment);
    expect([code, output]).toEqual([0, expect.stringContaining('accepted')]);
  });

  it('overwrites nothing', async () => {
    const { environment } = await storedCard();
    const copy = join(dataFolder(), 'copy.sqlite');
    writeFileSync(copy, 'something else');
    expect((await ended('backup', [copy], environment)).code).toBe(2);
    expect(statSync(copy).size).toBe('something else'.length);
  });

  it('says so where its folder is not there', async () => {
    const { environment, folder } = await storedCard();
    const { code, output } = await ended('backup', [join(folder, 'none', 'copy.sqlite')], environment);
    expect([code, output]).toEqual([2, expect.stringMatching(/^there is no folder .*none to write the copy into$/m)]);
  });

  it('says how PostgreSQL is backed up', async () => {
    const { code, output } = await ended('backup', ['copy'], { DATABASE_URL: 'postgres://u:p@127.0.0.1/d', STORE_KEY });
    expect([code, output]).toEqual([2, expect.stringContaining('pg_dump')]);
  });
});
