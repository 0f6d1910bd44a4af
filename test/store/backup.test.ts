import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { backUp } from '../../src/store/backup.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { newFolder } from '../support/folder.ts';
import { aCall, aDecision, instant } from '../support/records.ts';
import { STORE_KEY, sqliteIn } from '../support/storage.ts';
import { all } from './contract.ts';

const some = (count: number) =>
  Array.from({ length: count }, () => aCall({ at: instant(1), decisions: [aDecision()] }));
const SPAN = { from: instant(0), to: instant(2) };

it('a backup ends while others write all the time, and counts and records in it agree', async () => {
  const [folder, target] = [newFolder(), newFolder()];
  const store = await openSqliteStore(sqliteIn(folder, STORE_KEY));
  await store.keepCalls(some(200));
  let isDone = false;
  const writing = (async () => {
    while (!isDone) await store.keepCalls(some(3));
  })();
  await backUp(folder, join(target, STORE_FILE));
  isDone = true;
  await writing;
  await store.close();
  const copy = await openSqliteFile(sqliteIn(target, STORE_KEY));
  const calls = await all(copy.callsIn(SPAN));
  const counted = (await copy.countsIn({ from: '2026-11-22', to: '2026-11-23' })).find(
    ({ policy, what }) => policy === '' && what === 'calls',
  );
  expect(calls.length).toBeGreaterThanOrEqual(200);
  expect(counted?.count).toBe(calls.length);
  await copy.close();
});

it('a backup that fails leaves nothing behind', async () => {
  const folder = newFolder();
  await (await openSqliteFile(sqliteIn(folder, STORE_KEY))).close();
  const database = new DatabaseSync(join(folder, STORE_FILE));
  database.close();
  await expect(backUp(folder, join(folder, 'none', 'copy'))).rejects.toMatchObject({ name: 'StoreError' });
});
