import { randomBytes } from 'node:crypto';
import type { StorageConfig } from '../config.ts';
import { createPseudonymizer, type Pseudonymizer } from '../records/pseudonymizer.ts';
import { keyIn } from './key-file.ts';
import type { Store } from './store.ts';
import { storeErrorOf } from './store-error.ts';

/** Opens the store, with its tables as this version wants them. Rejects with StoreError. */
export async function openStore(storage: StorageConfig): Promise<Store> {
  // Only the one that is used takes time to load, and memory.
  if (storage.kind === 'postgres') return (await import('./postgres.ts')).openPostgresStore(storage.url);
  return (await import('./sqlite.ts')).openSqliteStore(storage.folder);
}

/** The pseudonymizer whose pseudonyms stand in the store. Throws StoreError if its key is in a file that cannot be read. */
export function openPseudonymizer(storage: StorageConfig): Pseudonymizer {
  try {
    const key = storage.kind === 'postgres' ? storage.key : (storage.key ?? keyIn(storage.folder));
    return createPseudonymizer(Buffer.from(key), randomBytes);
  } catch (error) {
    throw storeErrorOf(error);
  }
}
