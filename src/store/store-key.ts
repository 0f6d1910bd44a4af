import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageConfig } from '../config.ts';
import { asObject } from '../json.ts';
import { createPseudonymizer, type Pseudonymizer, SHORTEST_SECRET } from '../records/pseudonymizer.ts';
import { StoreError, storeErrorOf } from './store-error.ts';
import { makeStoreFolder, STORE_FILE } from './store-file.ts';

/** Writes a key that nobody else can read, unless there is one. Throws the error of the file system. */
export function writeKey(folder: string, key: string): void {
  const file = join(folder, 'store.key');
  const draft = `${file}.${randomUUID()}`;
  makeStoreFolder(folder);
  writeFileSync(draft, key, { mode: 0o600, flush: true });
  try {
    // Linked, so that a process that starts at the same time finds no key or the whole of it.
    linkSync(draft, file);
  } catch (error) {
    if (asObject(error)?.['code'] !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function keyIn(folder: string): string {
  const file = join(folder, 'store.key');
  if (!existsSync(file)) {
    // One that is empty has been opened and not written to.
    const store = statSync(join(folder, STORE_FILE), { throwIfNoEntry: false });
    if (store?.isFile() && store.size > 0) throw new StoreError('wrong-key', `${file} is missing beside ${STORE_FILE}`);
    writeKey(folder, randomBytes(32).toString('hex'));
  }
  const key = readFileSync(file, 'utf8').trim();
  if (Buffer.byteLength(key) < SHORTEST_SECRET) throw new StoreError('cut-off-key', file);
  return key;
}

/**
 * The key that the store is written with: STORE_KEY, or the one that a server without it makes for itself at its first start,
 * beside its file. Whoever has key and store can read what clinicians wrote; whoever loses it can match no patient again. Throws
 * StoreError, also if there is a store and its key is missing, or if the file of the key is cut off.
 */
export function storeKeyOf(storage: StorageConfig): string {
  try {
    return storage.kind === 'sqlite' ? (storage.key ?? keyIn(storage.folder)) : storage.key;
  } catch (error) {
    throw storeErrorOf(error, storage.kind === 'sqlite' ? storage.folder : undefined);
  }
}

/** Makes the pseudonyms that stand in the store. Throws StoreError as storeKeyOf does. */
export function openPseudonymizer(storage: StorageConfig): Pseudonymizer {
  return createPseudonymizer(Buffer.from(storeKeyOf(storage)), randomBytes);
}
