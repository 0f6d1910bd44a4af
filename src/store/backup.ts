import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { storeErrorOf } from './store-error.ts';
import { existingFile } from './store-file.ts';

/**
 * Copies the store of a folder, as of one instant, into a new file that only this user can read. The server may write meanwhile:
 * SQLite's own backup begins anew each time somebody does, and so would never end. Throws StoreError.
 */
export async function backUp(folder: string, target: string): Promise<void> {
  const file = existingFile(folder);
  const draft = `${target}.part`;
  try {
    rmSync(draft, { force: true });
    closeSync(openSync(draft, 'wx', 0o600));
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    try {
      database.prepare('vacuum into ?').run(draft);
    } finally {
      database.close();
    }
    const written = openSync(draft, 'r+');
    fsyncSync(written);
    closeSync(written);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw storeErrorOf(error, target);
  }
}
