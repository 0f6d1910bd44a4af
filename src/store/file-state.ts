import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { asObject } from '../json.ts';

/**
 * State of an open SQLite file: `log-removed` if its write-ahead log is gone, `log-replaced` if another
 * process has begun a new one, `log-cut` if it is shorter than it was, `removed` if the file is gone or another one,
 * `folder-remade` if its folder is there and empty.
 */
export type FileState = 'in-place' | 'log-removed' | 'log-replaced' | 'log-cut' | 'removed' | 'folder-remade';

const inodeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.ino;

/** First bytes of a write-ahead log; the last bit is the byte order of its checksums (sqlite.org/fileformat2.html#walformat). */
const MAGIC = 0x377f0682;

interface Log {
  readonly inode: number;
  readonly size: number;
  /** False if it was cut and written to again: SQLite writes on at the place where it was. */
  readonly hasHead: boolean;
}

function logOf(path: string): Log | undefined {
  let opened: number;
  try {
    opened = openSync(path, 'r');
  } catch (error) {
    if (asObject(error)?.['code'] === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const head = new DataView(new ArrayBuffer(4));
    const { ino, size } = fstatSync(opened);
    readSync(opened, head, 0, 4, 0);
    return { inode: ino, size, hasHead: size === 0 || (head.getUint32(0) & ~1) === MAGIC };
  } finally {
    closeSync(opened);
  }
}

/** State of the log beside a file that is in place. */
function logState(log: Log | undefined, inode: number | undefined, longest: number): FileState {
  if (log?.inode !== inode) return log ? 'log-replaced' : 'log-removed';
  return log && (log.size < longest || !log.hasHead) ? 'log-cut' : 'in-place';
}

/**
 * Takes note of a file that SQLite has open and has written to, and tells each time how it is found. SQLite itself notices
 * nothing: it writes on into files that nobody finds again, and behind the end of a log that was cut. While it has the log open it
 * never shortens it by itself.
 */
export function watchFile(file: string): () => FileState {
  const path = `${file}-wal`;
  const inode = inodeOf(file);
  const first = logOf(path);
  let longest = first?.size ?? 0;
  return () => {
    const [found, log] = [inodeOf(file), logOf(path)];
    if (found === inode) {
      const state = logState(log, first?.inode, longest);
      longest = Math.max(longest, log?.size ?? 0);
      return state;
    }
    const isEmpty = found === undefined && log === undefined && inodeOf(`${file}-shm`) === undefined;
    return isEmpty && inodeOf(dirname(file)) !== undefined ? 'folder-remade' : 'removed';
  };
}
