import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

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
