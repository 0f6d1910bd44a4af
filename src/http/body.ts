import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { RequestError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

const BACKSLASH = '\\';
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
/** Up to this length the parser copes with any nesting, and what it made of the text is measured faster than the text. */
const SHORT = 65_536;

/** Where the string that begins at `start` ends; the length of the text if it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

/** True if arrays and objects in a JSON text nest deeper than `limit`; found before parsing, in one pass. */
export function isTextDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    else if (char === OPEN_OBJECT || char === OPEN_ARRAY) depth++;
    else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) depth--;
    if (depth > limit) return true;
  }
  return false;
}

/** True if arrays and objects of a parsed value nest deeper than `limit`. */
export function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeperThan(limit - 1, item));
  // Faster than Object.values; what the parser made has no members but its own.
  for (const name in value) if (isDeeperThan(limit - 1, (value as JsonObject)[name])) return true;
  return false;
}

const decoder = new TextDecoder();

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RequestError('invalid-json');
  }
}

/** Parses the bytes of a body. Throws RequestError `invalid-utf8`, `too-deep` or `invalid-json`. */
export function parseBody(bytes: Uint8Array, depthLimit: number): unknown {
  if (!isUtf8(bytes)) throw new RequestError('invalid-utf8');
  const text = decoder.decode(bytes);
  const isShort = text.length <= SHORT;
  if (!isShort && isTextDeeperThan(depthLimit, text)) throw new RequestError('too-deep');
  const body = parse(text);
  if (isShort && isDeeperThan(depthLimit, body)) throw new RequestError('too-deep');
  return body;
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
    const settle = () => {
      request.off('data', take).off('end', end).off('close', breakOff).off('error', breakOff);
    };
    const refuse = (code: 'too-large' | 'aborted') => {
      settle();
      reject(new RequestError(code));
    };
    const breakOff = () => refuse('aborted');
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.pause();
      refuse('too-large');
    };
    const end = () => {
      settle();
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    };
    if (Number(request.headers['content-length']) > limit) {
      refuse('too-large');
      return;
    }
    request.on('data', take).on('end', end).on('close', breakOff).on('error', breakOff);
  });
}

/**
 * Reads the body of a request into bytes, at most `limit` of them after decompression. Rejects with RequestError
 * `unsupported-media-type`, `not-acceptable`, `too-large` or `aborted`, or with the error of Express's reader.
 */
async function readBody(request: Request, response: Response, limit: number): Promise<Uint8Array> {
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

/** How large a body may be, in bytes, and how deeply nested. */
export interface BodyLimits {
  readonly bodyLimit: number;
  readonly depthLimit: number;
}

/** Reads and parses the body of a request. Rejects as readBody does, or with what parseBody throws. */
export async function readJson(request: Request, response: Response, limits: BodyLimits): Promise<unknown> {
  return parseBody(await readBody(request, response, limits.bodyLimit), limits.depthLimit);
}
