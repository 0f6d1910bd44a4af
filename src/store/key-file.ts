import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asObject } from '../json.ts';

/**
 * The key that a server without STORE_KEY makes for itself at its first start, beside its file. Whoever has both can
 * read what clinicians wrote; whoever loses it can match no patient again. Throws the error of the file system.
 */
export function keyIn(folder: string): string {
  const file = join(folder, 'store.key');
  const draft = `${file}.${randomUUID()}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    // Linked, so that a process that starts at the same time finds no key or the whole of it.
    linkSync(draft, file);
  } catch (error) {
    if (asObject(error)?.['code'] !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}
