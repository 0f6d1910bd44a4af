import type { IncomingMessage } from 'node:http';
import { get as getByTls, Agent as HttpsAgent } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, get } from './node-http.ts';

/** What a server answered, with whatever status; the text is unpacked. */
export interface OutgoingAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks a server. Rejects if there is no whole answer until the signal: with TooLargeError, or with the error of the socket. */
export type Outgoing = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<OutgoingAnswer>;

/** An answer is longer than is allowed. */
export class TooLargeError extends Error {}

const HEADERS = { 'User-Agent': 'spine-coverage-cds', 'Accept-Encoding': 'gzip, deflate, br' };
/** Some servers leave out the last bytes of what they packed. */
const LENIENT = { finishFlush: constants.Z_SYNC_FLUSH };
const UNPACKERS = new Map([
  ['gzip', () => createGunzip(LENIENT)],
  ['x-gzip', () => createGunzip(LENIENT)],
  ['deflate', () => createInflate(LENIENT)],
  ['br', () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })],
]);

async function textOf(body: AsyncIterable<Buffer>, sizeLimit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > sizeLimit) throw new TooLargeError();
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/**
 * A client for servers that others run: it follows no redirect, uses no proxy of the environment, which would see tokens
 * and could put in keys of its own, and gives answers as texts of at most `sizeLimit` bytes after decompression. `keepAlive`
 * keeps connections for later calls.
 */
export function createOutgoing(sizeLimit: number, keepAlive: boolean): Outgoing {
  const plain = { get, agent: new Agent({ keepAlive }) };
  const secure = { get: getByTls, agent: new HttpsAgent({ keepAlive }) };
  const read = (body: AsyncIterable<Buffer>) => textOf(body, sizeLimit);
  return async (url, headers, signal) => {
    const { get, agent } = url.protocol === 'https:' ? secure : plain;
    const response = await new Promise<IncomingMessage>((answered, failed) => {
      get(url, { agent, headers: { ...HEADERS, ...headers }, signal }, answered).on('error', failed);
    });
    const unpack = UNPACKERS.get(response.headers['content-encoding']?.toLowerCase() ?? '');
    const text = await (unpack ? pipeline(response, unpack(), read) : pipeline(response, read));
    return { status: response.statusCode ?? 0, text };
  };
}
