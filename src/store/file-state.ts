import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * State of an open SQLite file: `log-removed` if its write-ahead log is gone, `log-replaced` if another
 * process has begun a new one, `removed` if the file is gone or another one, `folder-remade` if its folder is there and empty.
 */
export type FileState = 'in-place' | 'log-removed' | 'log-replaced' | 'removed' | 'folder-remade';

const inodeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.ino;

/**
 * Takes note of a file that SQLite has open and has written to, and tells each time how it is found. SQLite itself notices
 * nothing: it writes on into files that nobody finds again.
 */
export function watchFile(file: string): () => FileState {
  const log = `${file}-wal`;
  const opened = { file: inodeOf(file), log: inodeOf(log) };
  return () => {
    const found = { file: inodeOf(file), log: inodeOf(log) };
    if (found.file === opened.file) {
      if (found.log === opened.log) return 'in-place';
      return found.log === undefined ? 'log-removed' : 'log-replaced';
    }
    const isEmpty = found.file === undefined && found.log === undefined && inodeOf(`${file}-shm`) === undefined;
    return isEmpty && inodeOf(dirname(file)) !== undefined ? 'folder-remade' : 'removed';
  };
}
