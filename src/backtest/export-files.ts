import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { asObject, type JsonObject, tryParse } from '../json.ts';

/** A file of an export. */
export interface ExportFile {
  readonly path: string;
  /** Relative to the folder of the export. */
  readonly name: string;
  /** Size on the disk, in bytes. */
  readonly size: number;
  readonly isGzip: boolean;
  /** `lines`: one resource or request a line (NDJSON). `document`: one JSON value in the whole file. `utf-16`: not read. */
  readonly form: 'lines' | 'document' | 'utf-16';
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

function describeFile(folder: string, path: string): ExportFile {
  const bytes = headOf(path);
  const isGzip = bytes.length > 1 && bytes.readUInt16BE(0) === 0x1f8b;
  const head = isGzip ? unpacked(bytes) : bytes;
  const name = relative(folder, path);
  const lines = head.toString('utf8').replaceAll('\ufeff', '').split('\n');
  // The last may be cut off.
  const whole = head.length < HEAD ? lines : lines.slice(0, Math.max(1, lines.length - 1));
  const types = new Set(whole.flatMap((line) => typeAtStart(line)?.type ?? typeOf(tryParse(line)) ?? []));
  const isDocument = types.size === 0 && !NDJSON.test(name);
  const form = isUtf16(head) ? 'utf-16' : isDocument ? 'document' : 'lines';
  return { path, name, size: statSync(path).size, isGzip, form, types };
}

/**
 * The files of an export: NDJSON (.ndjson, .jsonl, .ldjson) and JSON, also packed with gzip, in the folder and below, in the
 * order of their names. Others are left out. Throws what reading a folder or file throws.
 */
export function findFiles(folder: string): readonly ExportFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (NDJSON.test(entry.name) || JSON_FILE.test(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => describeFile(folder, path));
}

/** The JSON object that a whole file holds; undefined if it holds none. Throws what reading throws. */
export function readDocument({ path, isGzip }: ExportFile): JsonObject | undefined {
  const bytes = readFileSync(path);
  try {
    return asObject(tryParse((isGzip ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\ufeff/, '')));
  } catch {
    return undefined;
  }
}

/** The parts of all files. */
export function partsOf(files: readonly ExportFile[], size = PART): readonly Part[] {
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
