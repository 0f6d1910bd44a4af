import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { newFolder } from '../support/folder.ts';
import { aCall, aFeedback, instant } from '../support/records.ts';
import { sqliteIn } from '../support/storage.ts';
import { all } from './contract.ts';

// Backup and clean-up tools remove or empty files under a running server, which SQLite itself does not notice.

const DAY = { from: instant(0), to: instant(86_400) };

async function open(folder = newFolder()) {
  const store = await openSqliteFile(sqliteIn(folder));
  onTestFinished(() => store.close());
  return { folder, file: join(folder, STORE_FILE), store };
}

/** The ids of all feedback, as a program that opens the file anew finds them. */
async function kept(folder: string): Promise<readonly string[]> {
  const store = await openSqliteFile(sqliteIn(folder));
  const feedback = await all(store.feedbackIn(DAY));
  await store.close();
  return feedback.map(({ id }) => id).sort();
}

/** The ids of the feedback that is in the file itself, whatever its log holds. */
function inFile(file: string): readonly unknown[] {
  const database = new DatabaseSync(`file:${file}?immutable=1`, { readOnly: true });
  const rows = database.prepare('select id from feedback').all();
  database.close();
  return rows.map(({ id }) => id);
}

describe('feedback that was acknowledged', () => {
  it.each([['-wal'], ['-wal', '-shm']])(
    'outlives that %j is removed under the server: the next is refused, those after it are kept',
    async (...endings) => {
      const { folder, file, store } = await open();
      const [before, refused, after] = ['a', 'b', 'c'].map((id) => [aFeedback({ id })]) as [never, never, never];
      await store.keepFeedback(before);
      for (const ending of endings) rmSync(`${file}${ending}`);
      await expect(store.keepFeedback(refused)).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringContaining('write-ahead log has been removed') as string,
      });
      await store.keepFeedback(after);
      expect(await kept(folder)).toEqual(['a', 'c']);
      await store.close();
      expect(await kept(folder)).toEqual(['a', 'c']);
    },
  );

  it('is saved within seconds after the log was removed, though nobody writes', async () => {
    const { folder, file, store } = await open();
    await store.keepFeedback([aFeedback({ id: 'a' })]);
    rmSync(`${file}-wal`);
    await expect.poll(() => inFile(file)).toEqual(['a']);
    expect(await kept(folder)).toEqual(['a']);
  });
});

describe('a log that is cut off under the server', () => {
  const CUT = { code: 'store-unavailable', message: expect.stringContaining('write-ahead log has been cut') as string };
  const feedback = (id: string) => [aFeedback({ id })];

  it.each([
    ['emptied', () => 0],
    ['shortened', (size: number) => size - 1000],
  ])(
    'and %s costs the write that notices it, and nothing that was written seconds before or after',
    async (_, left) => {
      const { folder, file, store } = await open();
      await store.keepFeedback(feedback('a'));
      await expect.poll(() => inFile(file)).toEqual(['a']);
      truncateSync(`${file}-wal`, left(statSync(`${file}-wal`).size));
      await expect(store.keepFeedback(feedback('refused'))).rejects.toMatchObject(CUT);
      await store.keepFeedback(feedback('b'));
      expect(await kept(folder)).toEqual(['a', 'b']);
    },
  );

  /** Empties the log while another process writes, and that writes on behind the end until it is as long as it was. */
  const emptyBelow = (file: string) => {
    const other = new DatabaseSync(file);
    const setting = other.prepare('insert into settings values (?, ?)');
    // Changes the first page, and with it the schema.
    other.exec('create table other (id)');
    const { size } = statSync(`${file}-wal`);
    truncateSync(`${file}-wal`);
    for (let at = 0; statSync(`${file}-wal`).size <= size; at += 1) setting.run(`after ${at}`, '');
    return other;
  };

  it('is noticed also if it is longer than before by now, and until others leave it nothing is acknowledged', async () => {
    const { folder, file, store } = await open();
    await store.keepFeedback(feedback('a'));
    await expect.poll(() => inFile(file)).toEqual(['a']);
    const other = emptyBelow(file);
    await expect(store.keepFeedback(feedback('refused'))).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.keepFeedback(feedback('refused'))).rejects.toMatchObject({ code: 'store-unavailable' });
    truncateSync(`${file}-wal`);
    other.close();
    const keep = () =>
      store.keepFeedback(feedback('b')).then(
        () => 'kept',
        () => 'refused',
      );
    await expect.poll(keep).toBe('kept');
    expect(await kept(folder)).toEqual(['a', 'b']);
  });

  it('does not get into the file when the store is closed', async () => {
    const { folder, file, store } = await open();
    await store.keepFeedback(feedback('a'));
    await expect.poll(() => inFile(file)).toEqual(['a']);
    emptyBelow(file).close();
    await store.close();
    expect(await kept(folder)).toEqual(['a']);
  });

  it('is not what SQLite does to it, however much is written', async () => {
    const { store } = await open();
    for (let round = 0; round < 40; round += 1)
      await store.keepFeedback(Array.from({ length: 200 }, (_, at) => aFeedback({ id: `${round}-${at}` })));
    expect(await all(store.feedbackIn(DAY))).toHaveLength(8000);
  });
});

describe('a store whose file is removed', () => {
  it('acknowledges nothing once its file is gone, until it is back', async () => {
    const { folder, file, store } = await open();
    renameSync(file, join(folder, 'elsewhere'));
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('is gone') as string,
    });
    await expect(store.keepCalls([aCall()])).rejects.toMatchObject({ code: 'store-unavailable' });
    renameSync(join(folder, 'elsewhere'), file);
    await store.keepFeedback([aFeedback()]);
    expect(await all(store.feedbackIn(DAY))).toHaveLength(1);
  });

  it('acknowledges nothing while its log cannot be looked at', async () => {
    const { file, store } = await open();
    rmSync(`${file}-wal`);
    symlinkSync(`${file}-wal`, `${file}-wal`);
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('ELOOP') as string,
    });
    rmSync(`${file}-wal`);
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
    await store.keepFeedback([aFeedback()]);
  });

  it('acknowledges nothing while another process has begun a new log', async () => {
    const { file, store } = await open();
    await store.keepFeedback([aFeedback()]);
    rmSync(`${file}-wal`);
    writeFileSync(`${file}-wal`, '');
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('begins anew in a folder that was emptied, or removed and made again, and says so once', async () => {
    const { folder, store } = await open();
    await store.keepFeedback([aFeedback()]);
    rmSync(folder, { recursive: true });
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
    mkdirSync(folder);
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({
      message: expect.stringContaining('has been emptied') as string,
    });
    await store.keepFeedback([aFeedback({ id: 'a' })]);
    // With the same key, of which the file is made again, too.
    await store.close();
    expect(await kept(folder)).toEqual(['a']);
  });
});
