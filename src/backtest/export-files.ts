import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { asObject, tryParse } from '../json.ts';

/** A file of an export. */
export interface ExportFile {
  readonly path: string;
  /** Relative to the folder of the export. */
  readonly name: string;
  /** Size on the disk, in bytes. */
  readonly size: number;
  readonly isGzip: boolean;
  /**
   * `lines`: one resource or saved call a line (NDJSON). `document`: one in the whole file, over several lines. `utf-16` and
   * `other`, of another ending or no file, are not read.
   */
  readonly form: 'lines' | 'document' | 'utf-16' | 'other';
  /** The types of its first lines; `request` stands for a saved call. */
  readonly types: ReadonlySet<string>;
}

/** A part of a file that is read by itself: the lines that begin in these bytes. */
export interface Part {
  /** Its place among all parts of the export. */
  readonly place: number;
  readonly file: ExportFile;
  readonly start: number;
  readonly end: number;
}

const NDJSON = /\.(?:ndjson|jsonl|ldjson)(?:\.gz)?$/i;
const JSON_FILE = /\.json(?:\.gz)?$/i;
/** The type of a resource that may hold others of any type. */
export const BUNDLE = 'Bundle';
const NO_TYPES: ReadonlySet<string> = new Set();
/** Bytes that are looked at to tell what a file holds. */
const HEAD = 1 << 18;
/** Bytes of a part; gzip has no parts. */
const PART = 8 << 20;

/** The type of a line's content: of a resource its `resourceType`, of a saved call `request`; undefined for anything else. */
export function typeOf(value: unknown): string | undefined {
  const object = asObject(value);
  const type = object?.['resourceType'];
  if (typeof type === 'string') return type;
  return typeof object?.['hook'] === 'string' ? 'request' : undefined;
}

const RESOURCE_TYPE = /^\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"/;

/** The type that stands at the beginning of a text, and the text up to there: also of a line that is broken further on. */
export function typeAtStart(text: string): { readonly beginning: string; readonly type: string } | undefined {
  const [beginning, type] = RESOURCE_TYPE.exec(text) ?? [];
  return beginning === undefined || type === undefined ? undefined : { beginning, type };
}

function headOf(path: string): Buffer {
  const buffer = Buffer.alloc(HEAD);
  const file = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, HEAD, 0));
  } finally {
    closeSync(file);
  }
}

/** The first bytes, unpacked as far as they go. */
function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

const isUtf16 = (head: Buffer) => head.length > 1 && [0xfeff, 0xfffe].includes(head.readUInt16BE(0));

/** The type that a text says it is of, by its beginning or, if that does not tell, as a whole. */
const typeOfText = (text: string) => typeAtStart(text)?.type ?? typeOf(tryParse(text));

/** The form and the types of a file, by its first text; `isAll` if nothing follows. */
function contentOf(name: string, text: string, isAll: boolean): Pick<ExportFile, 'form' | 'types'> {
  const lines = text.split('\n');
  // The last may be cut off.
  const whole = isAll ? lines : lines.slice(0, -1);
  const isOneALine = whole.length === 0 || whole.some((line) => typeOf(tryParse(line)) !== undefined);
  if (!isOneALine && !NDJSON.test(name)) return { form: 'document', types: new Set([typeOfText(text) ?? []].flat()) };
  const first = whole.length === 0 ? lines : whole;
  return { form: 'lines', types: new Set(first.flatMap((line) => typeOfText(line) ?? [])) };
}

function describeFile(name: string, path: string, size: number): ExportFile {
  const bytes = headOf(path);
  const isGzip = bytes.length > 1 && bytes.readUInt16BE(0) === 0x1f8b;
  const head = isGzip ? unpacked(bytes) : bytes;
  if (isUtf16(head)) return { path, name, size, isGzip, form: 'utf-16', types: NO_TYPES };
  const text = head.toString('utf8').replaceAll('\ufeff', '');
  return { path, name, size, isGzip, ...contentOf(name, text, head.length < HEAD) };
}

/**
 * The files of an export in the folder and below, in the order of their names: NDJSON (.ndjson, .jsonl, .ldjson) and JSON, also
 * packed with gzip, and those of other endings, which are named and not read. `ours`, the files of a report, are passed over.
 * Throws what reading a folder or file throws.
 */
export function findFiles(folder: string, ours: readonly string[] = []): readonly ExportFile[] {
  const written = new Set(ours.map((path) => resolve(path)));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ path }) => !written.has(resolve(path)))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ entry, path }) => {
      const [name, { size }] = [relative(folder, path), lstatSync(path)];
      const isRead = entry.isFile() && (NDJSON.test(name) || JSON_FILE.test(name));
      return isRead
        ? describeFile(name, path, size)
        : { path, name, size, isGzip: false, form: 'other', types: NO_TYPES };
    });
}

/** The parts of all files. */
export function splitIntoParts(files: readonly ExportFile[], size = PART): readonly Part[] {
  const ranges = files.flatMap((file) => {
    if (file.form !== 'lines' || file.isGzip) return [{ file, start: 0, end: file.size }];
    const count = Math.ceil(file.size / size);
    return Array.from({ length: count }, (_, at) => ({
      file,
      start: at * size,
      end: Math.min(file.size, (at + 1) * size),
    }));
  });
  return ranges.map((range, place) => ({ place, ...range }));
}
