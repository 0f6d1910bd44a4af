import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openExistingStore, openStore } from '../../src/store/open.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { openPseudonymizer, storeKeyOf } from '../../src/store/store-key.ts';
import { newFolder } from '../support/folder.ts';

const sqlite = (folder: string, key?: string) => ({ kind: 'sqlite', folder, key }) as const;
const POSTGRES = { kind: 'postgres', url: 'postgres://tester:pw-1@127.0.0.1:1/none', key: 'k'.repeat(32) } as const;

describe('the key in the folder of the store', () => {
  it('is made once, for this user only, and found again', () => {
    const folder = join(newFolder(), 'data');
    const key = storeKeyOf(sqlite(folder));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(storeKeyOf(sqlite(folder))).toBe(key);
    expect(statSync(join(folder, 'store.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'store.key'), 'utf8')).toBe(key);
  });

  it('makes the same pseudonyms after a restart, and other ones than a key that is given', () => {
    const folder = newFolder();
    const name = () => openPseudonymizer(sqlite(folder)).pseudonym('patient');
    expect(name()).toBe(name());
    expect(openPseudonymizer(sqlite(folder, 'g'.repeat(32))).pseudonym('patient')).not.toBe(name());
    expect(openPseudonymizer(POSTGRES).pseudonym('patient')).toBe(
      openPseudonymizer(sqlite(folder, POSTGRES.key)).pseudonym('patient'),
    );
  });

  it.each([
    ['empty', '', 'fresh'],
    ['empty', '', 'written'],
    ['cut off', 'abc\n', 'written'],
  ])(
    'that is %s (%j) is refused in a folder that is %s, and the fault names the file and what to do',
    async (_, key, state) => {
      const folder = newFolder();
      if (state === 'written') await (await openStore(sqlite(folder))).close();
      const file = join(folder, 'store.key');
      writeFileSync(file, key);
      await expect(openStore(sqlite(folder))).rejects.toMatchObject({
        code: 'cut-off-key',
        message: expect.stringMatching(new RegExp(`put the file back .* or remove it .*${file}`)) as string,
      });
      expect(readFileSync(file, 'utf8')).toBe(key);
    },
  );

  it('that cannot be read is a fault of the store, which names the folder', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'store.key'));
    expect(() => storeKeyOf(sqlite(folder))).toThrow(
      expect.objectContaining({ message: expect.stringContaining(folder) }),
    );
  });

  it('that cannot be had is a fault of the store', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openPseudonymizer(sqlite(file))).toThrow(expect.objectContaining({ name: 'StoreError' }));
  });
});

describe('another key than the store was written with', () => {
  const [KEY, OTHER] = ['k'.repeat(32), 'o'.repeat(32)];
  const written = async (key?: string) => {
    const folder = newFolder();
    await (await openStore(sqlite(folder, key))).close();
    return folder;
  };

  it('keeps the store from being opened, and the fault says what to set', async () => {
    const folder = await written(KEY);
    await expect(openStore(sqlite(folder, OTHER))).rejects.toMatchObject({
      code: 'wrong-key',
      message: expect.stringMatching(/STORE_KEY.*store\.key/) as string,
    });
    await (await openStore(sqlite(folder, KEY))).close();
  });

  it('is not made where the file of the key is missing beside a store, and the fault names the file', async () => {
    const folder = await written();
    rmSync(join(folder, 'store.key'));
    await expect(openStore(sqlite(folder))).rejects.toMatchObject({
      code: 'wrong-key',
      message: expect.stringContaining(join(folder, 'store.key')) as string,
    });
    expect(existsSync(join(folder, 'store.key'))).toBe(false);
  });
});

describe('opening for a command', () => {
  it('makes nothing where there is no file, or one without a byte', async () => {
    const folder = newFolder();
    await expect(openExistingStore(sqlite(folder))).rejects.toMatchObject({ code: 'no-store' });
    writeFileSync(join(folder, STORE_FILE), '');
    await expect(openExistingStore(sqlite(folder))).rejects.toMatchObject({ code: 'no-store' });
    expect(readdirSync(folder)).toEqual([STORE_FILE]);
  });

  it('says of a folder that cannot be read no more than that', async () => {
    // Of links that lead to each other, which nobody can follow, not even root.
    const folder = join(newFolder(), 'loop');
    symlinkSync(folder, folder);
    await expect(openExistingStore(sqlite(folder))).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(`ELOOP at ${folder}`) as string,
    });
  });
});

describe('opening', () => {
  it('gives a store in a file', async () => {
    const store = await openStore(sqlite(newFolder()));
    onTestFinished(() => store.close());
    await expect(store.reach()).resolves.toBeUndefined();
  });

  it('of a PostgreSQL server that is not there is a fault of the store, and tells no password', async () => {
    const opening = openStore(POSTGRES);
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'store-unavailable' });
    await expect(opening).rejects.not.toThrow('pw-1');
  });
});
