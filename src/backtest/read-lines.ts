import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Part } from './export-files.ts';

const [NEWLINE, SPACE] = [10, 32];
/** Bytes that are read at once. */
const CHUNK = 1 << 17;
/** Bytes of a line or document that are read; of a longer one the beginning remains, which is no JSON. */
const LONGEST = 64 << 20;
const KEPT = 1 << 10;

/**
 * Lines of a file, as bytes, which last until the next are read, and as text in which each byte is one character: the places
 * are the same in both.
 */
export interface Block {
  readonly bytes: Buffer;
  readonly text: string;
}

/** The bytes of a file from a place on. Each chunk lies where the one before lay: it must have been read by then. */
async function* bytesOf(path: string, from: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  const file = await open(path);
  try {
    for (let position = from; ; ) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a packed file, unpacked. */
async function* unpackedBytesOf(path: string): AsyncGenerator<Buffer> {
  const unpack = createGunzip({ chunkSize: CHUNK });
  pipeline(createReadStream(path), unpack).catch(() => undefined);
  yield* unpack;
}

/** Makes one line of a document: a line end between the tokens of JSON is a space, and in its texts there is none. */
async function* withoutLineEnds(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) chunk[at] = SPACE;
    yield chunk;
  }
}

function chunksFrom({ file, start }: Part): AsyncGenerator<Buffer> {
  const chunks = file.isGzip ? unpackedBytesOf(file.path) : bytesOf(file.path, Math.max(0, start - 1));
  return file.form === 'document' ? withoutLineEnds(chunks) : chunks;
}

/** Keeps the beginning of a line that goes on in the next chunk. */
class OpenLine {
  #parts: Buffer[] = [];
  #length = 0;

  add(part: Buffer): void {
    if (part.length === 0 || this.#length > LONGEST) return;
    this.#parts.push(Buffer.from(part));
    this.#length += part.length;
    if (this.#length > LONGEST) this.#parts = [Buffer.concat(this.#parts).subarray(0, KEPT)];
  }

  /** The line that ends with these bytes, as a block of its own; none if nothing is open. */
  *closed(rest: Buffer): Generator<Block> {
    if (this.#length === 0) return;
    const bytes = Buffer.concat([...this.#parts, rest]);
    this.#parts = [];
    this.#length = 0;
    yield blockOf(bytes);
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }
}

const blockOf = (bytes: Buffer): Block => ({ bytes, text: bytes.toString('latin1') });

/**
 * Finds the lines of a part in a chunk that begins at `position` of the file. A line belongs to the part in which it begins.
 * `from` is where the first of them begins, `lastEnd` the last line end (-1 if there is none), `isEnd` true if no more follow.
 */
function linesIn(chunk: Buffer, position: number, { end, file }: Part, hasBegun: boolean) {
  const from = hasBegun ? 0 : chunk.indexOf(NEWLINE) + 1;
  const reachesEnd = !file.isGzip && position + chunk.length >= end;
  // The end of the line that is under way where the part ends.
  const finalEnd = reachesEnd ? chunk.indexOf(NEWLINE, Math.max(0, from - 1, end - 1 - position)) : -1;
  const holdsNone = !hasBegun && from === 0;
  return {
    from,
    lastEnd: finalEnd < 0 ? chunk.lastIndexOf(NEWLINE) : finalEnd,
    isEnd: finalEnd >= 0 || (reachesEnd && holdsNone),
  };
}

/**
 * Reads the whole lines of a part, some at a time, the last with or without a line end; a document is one line. Memory does not
 * grow with the file, nor with a line. `onBytes` is told how many bytes were read. Throws what reading throws, and for gzip that breaks off.
 */
export async function* blocksOf(part: Part, onBytes: (bytes: number) => void): AsyncGenerator<Block> {
  // From the byte before on: it tells whether a line begins at the start.
  let position = Math.max(0, part.start - 1);
  let hasBegun = part.start === 0;
  const openLine = new OpenLine();
  for await (const chunk of chunksFrom(part)) {
    const { from, lastEnd, isEnd } = linesIn(chunk, position, part, hasBegun);
    hasBegun ||= from > 0;
    position += chunk.length;
    onBytes(chunk.length);
    if (hasBegun && lastEnd >= from) {
      const afterOpenLine = openLine.isEmpty ? from : chunk.indexOf(NEWLINE, from) + 1;
      yield* openLine.closed(chunk.subarray(from, afterOpenLine));
      if (afterOpenLine <= lastEnd) yield blockOf(chunk.subarray(afterOpenLine, lastEnd + 1));
    }
    if (isEnd) return;
    if (hasBegun) openLine.add(chunk.subarray(Math.max(from, lastEnd + 1)));
  }
  yield* openLine.closed(Buffer.alloc(0));
}

/** A line in its block, without its line end. */
export interface FileLine {
  readonly block: Block;
  readonly start: number;
  readonly end: number;
}

const BOM = '\u00ef\u00bb\u00bf';

/** The line that begins at this place; a byte order mark before it is passed over. */
export function lineAt(block: Block, at: number): FileLine {
  const { text } = block;
  const found = text.indexOf('\n', at);
  const start = text.startsWith(BOM, at) ? at + BOM.length : at;
  return { block, start, end: found < 0 ? text.length : found };
}

const isSpace = (code: number) => code === 32 || code === 13 || code === 9;
const [OPEN, CLOSE] = [0x7b, 0x7d];

/** True for a line that holds nothing. */
export function isBlank({ block: { text }, start, end }: FileLine): boolean {
  for (let at = start; at < end; at++) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}

/** True if a line begins and ends as a JSON object does: one that was cut off does not. */
export function looksWhole({ block: { text }, start, end }: FileLine): boolean {
  let [first, last] = [start, end - 1];
  while (first < last && isSpace(text.charCodeAt(first))) first++;
  while (last > first && isSpace(text.charCodeAt(last))) last--;
  return text.charCodeAt(first) === OPEN && text.charCodeAt(last) === CLOSE;
}

/** The text of a line, as UTF-8. */
export function lineText({ block: { bytes }, start, end }: FileLine): string {
  return bytes.toString('utf8', start, end);
}
