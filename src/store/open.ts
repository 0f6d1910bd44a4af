import { randomBytes } from 'node:crypto';
import { createVault, type Vault } from '../audit/pseudonym.ts';
import type { StorageConfig } from '../config.ts';
import { keyIn } from './key-file.ts';
import { openPostgresStore } from './postgres.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

/** Opens the store, with its tables as this version wants them. Rejects with StoreError. */
export function openStore(storage: StorageConfig): Promise<Store> {
  return storage.kind === 'postgres' ? openPostgresStore(storage.url) : openSqliteStore(storage.folder);
}

/** The vault whose pseudonyms stand in the store. Throws StoreError if its key is in a file that cannot be read. */
export function openVault(storage: StorageConfig): Vault {
  try {
    const key = storage.kind === 'postgres' ? storage.key : (storage.key ?? keyIn(storage.folder));
    return createVault(Buffer.from(key), randomBytes);
  } catch (error) {
    throw storeErrorOf(error);
  }
}
