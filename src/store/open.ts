import type { StorageConfig } from '../config.ts';
import { readingsInThreads } from './read-in-thread.ts';
import type { SqlStore } from './sql-store.ts';
import type { Store } from './store.ts';
import { existingFile } from './store-file.ts';

// Only the database that is used takes time to load, and memory.

/**
 * Opens the store for a server, with its tables as this version wants them. Counts are read in a thread of their own, so that no
 * call waits behind their rows. Rejects with StoreError.
 */
export async function openStore(storage: StorageConfig): Promise<Store> {
  if (storage.kind === 'sqlite') return (await import('./sqlite.ts')).openSqliteStore(storage);
  const store = await (await import('./postgres.ts')).openPostgresStore(storage);
  return { ...store, ...readingsInThreads(storage) };
}

/**
 * Opens a store that is there, for a command: without a thread, and with its records to read. Rejects with StoreError, also
 * where there is none, and makes nothing then.
 */
export async function openExistingStore(storage: StorageConfig): Promise<SqlStore> {
  if (storage.kind === 'postgres')
    return (await import('./postgres.ts')).openPostgresStore(storage, { mustExist: true });
  existingFile(storage.folder);
  return (await import('./sqlite-file.ts')).openSqliteFile(storage);
}
