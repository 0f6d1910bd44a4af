import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError, storeErrorOf } from './store-error.ts';

/** Name of SQLite's file in the folder of the store. */
export const STORE_FILE = 'spine-coverage.sqlite';

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/**
 * Makes the folder of the store and those above it, for this user only, unless it is there. Node's own `recursive` does not end for a
 * folder that nobody can make, such as one in /proc. Throws the error of the file system, also where a
 * file has its name.
 */
export function makeStoreFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeStoreFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

/** Size in bytes, or undefined if there is no such file. Throws StoreError if that cannot be told, as in a folder of another user. */
function sizeOf(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size;
  } catch (error) {
    throw storeErrorOf(error, file);
  }
}

/**
 * Path of SQLite's file in a folder, for a command that must not make one. Throws StoreError, `no-store` also for a file without
 * a byte: it has been opened and not written to.
 */
export function existingFile(folder: string): string {
  const file = join(folder, STORE_FILE);
  const size = sizeOf(file);
  if (!size)
    throw new StoreError(
      'no-store',
      `${file} is ${size === undefined ? 'not there' : 'empty'}; DATA_DIR names its folder`,
    );
  return file;
}
