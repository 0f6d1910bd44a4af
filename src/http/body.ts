import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { RequestError } from '../errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ only in this bit. */
const CURLY = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Where the string that begins at `start` ends; the last index if it does not. */
function endOfString(json: Uint8Array, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === BACKSLASH) at++;
    else if (json[at] === QUOTE) return at;
  }
  return json.length;
}

/** True if arrays and objects in the JSON text nest deeper than `limit`; found before parsing, in one pass. */
export function isDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfString(json, at);
    else if ((byte | CURLY) === OPEN) depth++;
    else if ((byte | CURLY) === CLOSE) depth--;
    if (depth > limit) return true;
  }
  return false;
}

const decoder = new TextDecoder();

/** Parses the bytes of a body. Throws RequestError `invalid-utf8`, `too-deep` or `invalid-json`. */
export function parseBody(bytes: Uint8Array, depthLimit: number): unknown {
  if (!isUtf8(bytes)) throw new RequestError('invalid-utf8');
  if (isDeeperThan(depthLimit, bytes)) throw new RequestError('too-deep');
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    throw new RequestError('invalid-json');
  }
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;
const isUtf8Charset = (parameters: readonly string[]) =>
  parameters.every((parameter) => !/^\s*charset\s*=/i.test(parameter) || /=\s*"?utf-?8"?\s*$/i.test(parameter));
/** What most clients send needs no further reading. */
const PLAIN_TYPES = new Set<unknown>(['application/json', 'application/json; charset=utf-8']);
const PLAIN_ACCEPTS = new Set<unknown>([undefined, '*/*', 'application/json', 'application/json, text/plain, */*']);

/** Refuses what is not JSON in UTF-8, and who does not take JSON back. */
function negotiate(request: Request): void {
  const declared = request.headers['content-type'];
  const [type = '', ...parameters] = PLAIN_TYPES.has(declared) ? ['application/json'] : (declared ?? '').split(';');
  if (!JSON_TYPE.test(type.trim()) || !isUtf8Charset(parameters)) throw new RequestError('unsupported-media-type');
  if (PLAIN_ACCEPTS.has(request.headers.accept)) return;
  if (!request.accepts(['application/json', 'application/fhir+json', 'application/json+fhir']))
    throw new RequestError('not-acceptable');
}

/** The bytes of a body that is not encoded, as they come. */
function readPlain(request: Request, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = () => {
      request.off('data', take).pause();
      reject(new RequestError('too-large'));
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) refuse();
      else chunks.push(chunk);
    };
    if (Number(request.headers['content-length']) > limit) {
      refuse();
      return;
    }
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('close', () => reject(new RequestError('aborted')));
    request.once('error', () => reject(new RequestError('aborted')));
  });
}

/**
 * Reads the body of a request into bytes, at most `limit` of them after decompression. Rejects with RequestError
 * `unsupported-media-type`, `not-acceptable`, `too-large` or `aborted`, or with the error of Express's reader.
 */
export async function readBody(request: Request, response: Response, limit: number): Promise<Uint8Array> {
  negotiate(request);
  // Nothing more is heard of a client that went while it was found out who calls.
  if (request.destroyed) throw new RequestError('aborted');
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return readPlain(request, limit);
  await new Promise<void>((resolve, reject) => {
    express.raw({ type: () => true, limit })(request, response, (error?: unknown) =>
      error ? reject(error) : resolve(),
    );
  });
  const body: unknown = request.body;
  return body instanceof Uint8Array ? body : new Uint8Array();
}
