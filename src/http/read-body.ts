import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { bulkhead } from 'cockatiel';
import type { Request } from 'express';
import { RequestError } from '../errors.ts';
import { isLarge, tooManyLarge } from './large-bodies.ts';

/** Reads the bytes of a body, and unpacks them. */
export type ReadBody = (request: Request) => Promise<Uint8Array>;

type Unpack = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const UNPACKERS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** The unpacker for the Content-Encoding of a request, if it has one. Throws RequestError `unsupported-encoding`. */
function unpackerFor({ headers }: Request): Unpack | undefined {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return undefined;
  const unpack = UNPACKERS.get(encoding);
  if (!unpack) throw new RequestError('unsupported-encoding');
  return unpack;
}

/** Pieces that are joined at a time. */
const PIECES = 1000;

/** Joins pieces as they come. A piece of one byte takes a hundred by itself, and a client may send millions of them. */
function createJoiner() {
  const joined: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  return {
    add(piece: Uint8Array) {
      pieces.push(piece);
      if (pieces.length < PIECES) return;
      joined.push(Buffer.concat(pieces));
      pieces = [];
    },
    bytes: () => Buffer.concat([...joined, ...pieces]),
  };
}

/** Most bytes of one body, and most that all large ones may have while they arrive. */
interface Room {
  readonly body: number;
  readonly together: number;
}

/**
 * Keeps the bytes of bodies as they arrive. Small bodies always find room. Of a body that finds none the rest is read and dropped, so
 * that its client sees the refusal.
 */
function createReceiver(room: Room): (request: Request) => Promise<Uint8Array> {
  let together = 0;
  return (request) =>
    new Promise((resolve, reject) => {
      let joiner = createJoiner();
      let size = 0;
      let refusal: RequestError | undefined;
      const leave = () => {
        together -= size;
        size = 0;
        joiner = createJoiner();
      };
      const refuse = (reason: RequestError) => {
        refusal = reason;
        leave();
      };
      const take = (piece: Uint8Array) => {
        if (refusal) return;
        joiner.add(piece);
        size += piece.length;
        together += piece.length;
        if (size > room.body) refuse(new RequestError('too-large'));
        else if (together > room.together && isLarge(size)) refuse(tooManyLarge());
      };
      const end = () => {
        if (refusal) return reject(refusal);
        resolve(joiner.bytes());
        leave();
      };
      // A close after the end changes nothing.
      const close = () => {
        reject(new RequestError('aborted'));
        leave();
      };
      if (Number(request.headers['content-length'] ?? 0) > room.body) refuse(new RequestError('too-large'));
      request.on('data', take).once('end', end).once('close', close);
    });
}

/** Bodies of the largest size that may arrive at a time. */
const LARGEST_BODIES = 10;
/** Packed bodies that are unpacked at a time: ten kilobytes may become ten megabytes. */
const UNPACKED_AT_A_TIME = 2;

/**
 * Reads bodies of up to so many bytes, after decompression. What arrives at a time is bounded together, and packed bodies wait for
 * their turn to be unpacked. Rejects with RequestError `unsupported-encoding`, `too-large` or `aborted`, or with `not-ready`
 * for a large body if too many arrive.
 */
export function createReadBody(limit: number): ReadBody {
  const receive = createReceiver({ body: limit, together: LARGEST_BODIES * limit });
  const turns = bulkhead(UNPACKED_AT_A_TIME, Number.POSITIVE_INFINITY);
  return async (request) => {
    const unpack = unpackerFor(request);
    const bytes = await receive(request);
    if (!unpack) return bytes;
    try {
      return await turns.execute(() => unpack(bytes, { maxOutputLength: limit }));
    } catch (error) {
      const isTooLarge = error instanceof RangeError;
      throw new RequestError(isTooLarge ? 'too-large' : 'unsupported-encoding');
    }
  };
}
