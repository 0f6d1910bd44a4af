import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import type { Store } from '../../src/store/store.ts';
import { newFolder } from '../support/folder.ts';
import { aCall, aDecision, aFeedback, instant } from '../support/records.ts';
import { STORE_KEY, sqliteIn } from '../support/storage.ts';
import { all, describeStore } from './contract.ts';
import { describeCounts } from './counts.ts';

const FILE = 'spine-coverage.sqlite';
const DAY = { from: instant(0), to: instant(86_400) };

describeStore('SQLite', () => openSqliteFile(sqliteIn(newFolder())));
describeCounts('SQLite', () => openSqliteFile(sqliteIn(newFolder())));

/** Changes the file of a store behind its back. */
function tamper(folder: string, statement: string): void {
  const database = new DatabaseSync(join(folder, FILE));
  database.exec(statement);
  database.close();
}

describe('the store in a file', () => {
  it('makes the folder and the file, which nobody else can read', async () => {
    const folder = join(newFolder(), 'data', 'store');
    const store = await openSqliteFile(sqliteIn(folder));
    await store.keepFeedback([aFeedback()]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of [FILE, `${FILE}-wal`]) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('has everything when it is opened again', async () => {
    const folder = newFolder();
    const call = aCall({ decisions: [aDecision()] });
    const feedback = aFeedback();
    const store = await openSqliteFile(sqliteIn(folder));
    await store.keepCalls([call]);
    await store.keepFeedback([feedback]);
    await store.useToken('one', instant(300));
    await store.close();
    const again = await openSqliteFile(sqliteIn(folder));
    expect(await all(again.callsIn(DAY))).toEqual([call]);
    expect(await all(again.feedbackIn(DAY))).toEqual([feedback]);
    expect(await again.useToken('one', instant(300))).toBe(false);
    await again.close();
  });

  it('opens when four start at once, and all write to one file', async () => {
    const folder = newFolder();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteFile(sqliteIn(folder))));
    const uses = await Promise.all(stores.map((store) => store.useToken('one', instant(300))));
    expect(uses.filter((isFirst) => isFirst)).toHaveLength(1);
    await Promise.all(stores.map((store) => store.keepFeedback([aFeedback()])));
    for (const store of stores) {
      expect(await all(store.feedbackIn(DAY))).toHaveLength(4);
      await store.close();
    }
  });

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['with a token, since a call waits for it', (store) => store.useToken('one', instant(300))],
    ['to say that it cannot be reached', (store) => store.reach()],
  ])('does not wait for another process that writes as long as with a record: %s', async (_what, ask) => {
    const folder = newFolder();
    const store = await openSqliteFile(sqliteIn(folder));
    const other = new DatabaseSync(join(folder, FILE));
    other.exec('begin immediate');
    const writing = store.keepFeedback([aFeedback()]);
    await expect(ask(store)).rejects.toMatchObject({ code: 'store-unavailable' });
    other.exec('commit');
    await writing;
    await expect(ask(store)).resolves.not.toBe(false);
    other.close();
    await store.close();
  });

  it('waits while another process holds the file', async () => {
    const folder = newFolder();
    const other = new DatabaseSync(join(folder, FILE));
    other.exec('pragma journal_mode = wal; begin immediate');
    const opening = openSqliteFile(sqliteIn(folder, STORE_KEY));
    setTimeout(() => other.exec('commit'), 100);
    const store = await opening;
    expect(await store.useToken('one', instant(300))).toBe(true);
    await store.close();
    other.close();
  });

  it.each<[string, 'store-unavailable' | 'faulty-store', (folder: string) => void]>([
    ['a file is where the folder should be', 'store-unavailable', (folder) => writeFileSync(folder, '')],
    [
      'a folder is where the file should be',
      'store-unavailable',
      (folder) => mkdirSync(join(folder, FILE), { recursive: true }),
    ],
    [
      'the file is no database',
      'faulty-store',
      (folder) => {
        mkdirSync(folder);
        writeFileSync(join(folder, FILE), 'x'.repeat(5000));
      },
    ],
  ])('does not open if %s, and says where', async (_fault, code, spoil) => {
    const folder = join(newFolder(), 'data');
    spoil(folder);
    await expect(openSqliteFile(sqliteIn(folder, STORE_KEY))).rejects.toMatchObject({
      name: 'StoreError',
      code,
      message: expect.stringContaining(folder) as string,
    });
  });

  it('does not open if a newer version has changed the tables', async () => {
    const folder = newFolder();
    await (await openSqliteFile(sqliteIn(folder))).close();
    tamper(folder, "insert into kysely_migration values ('0099-later', '2027-01-01T00:00:00.000Z')");
    await expect(openSqliteFile(sqliteIn(folder))).rejects.toMatchObject({ code: 'faulty-store' });
  });

  it.each([
    ['an outcome that is none', "update calls set outcome = 'perhaps'"],
    ['JSON that is none', "update calls set missing = '{'"],
    ['a step that is none', `update decisions set steps = '[{"name":"x"}]'`],
  ])('gives back no record that is none: %s', async (_fault, statement) => {
    const folder = newFolder();
    const store = await openSqliteFile(sqliteIn(folder));
    const call = aCall({ decisions: [aDecision()] });
    await store.keepCalls([call]);
    tamper(folder, statement);
    await expect(all(store.callsIn(DAY))).rejects.toMatchObject({ code: 'faulty-store' });
    await expect(store.callsOf({ hookInstance: call.hookInstance ?? '' })).rejects.toMatchObject({
      code: 'faulty-store',
    });
    await store.close();
  });

  it('gives back no feedback that is none', async () => {
    const folder = newFolder();
    const store = await openSqliteFile(sqliteIn(folder));
    await store.keepFeedback([aFeedback({ card: 'card' })]);
    tamper(folder, "update feedback set outcome = 'perhaps'");
    await expect(store.feedbackOn(['card'])).rejects.toMatchObject({ code: 'faulty-store' });
    await store.close();
  });

  it('gives back no CRD call that is none', async () => {
    const folder = newFolder();
    const store = await openSqliteFile(sqliteIn(folder));
    await store.keepCalls([aCall({ crd: { resources: [], requests: [] } })]);
    tamper(folder, `update exchanges set content = '{"resources":[{"type":"Patient"}]}'`);
    await expect(all(store.exchangesIn(DAY))).rejects.toMatchObject({ code: 'faulty-store' });
    await store.close();
  });

  it('keeps none of the calls if one does not fit', async () => {
    const store = await openSqliteFile(sqliteIn(newFolder()));
    const write = store.keepCalls([aCall(), aCall({ milliseconds: Number.NaN })]);
    await expect(write).rejects.toMatchObject({ code: 'refused-record' });
    expect(await all(store.callsIn(DAY))).toEqual([]);
    await store.close();
  });

  it('rejects everything once it is closed', async () => {
    const store = await openSqliteFile(sqliteIn(newFolder()));
    await store.close();
    await store.close();
    await expect(store.reach()).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.useToken('one', instant(300))).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
