import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
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

/** Parses the bytes of a body. Throws RequestError `invalid-utf8`, `too-deep` or `invalid-json`. */
export function parseBody(bytes: unknown, depthLimit: number): unknown {
  if (!(bytes instanceof Uint8Array)) throw new RequestError('invalid-json');
  if (!isUtf8(bytes)) throw new RequestError('invalid-utf8');
  if (isDeeperThan(depthLimit, bytes)) throw new RequestError('too-deep');
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new RequestError('invalid-json');
  }
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;
const isUtf8Charset = (parameters: readonly string[]) =>
  parameters.every((parameter) => !/^\s*charset\s*=/i.test(parameter) || /=\s*"?utf-?8"?\s*$/i.test(parameter));

/** Refuses what is not JSON in UTF-8, and who does not take JSON back. */
const negotiate: RequestHandler = (request, _response, next) => {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  if (!JSON_TYPE.test(type.trim()) || !isUtf8Charset(parameters)) throw new RequestError('unsupported-media-type');
  if (!request.accepts(['application/json', 'application/fhir+json', 'application/json+fhir']))
    throw new RequestError('not-acceptable');
  next();
};

/** Reads the body into bytes, at most `limit` of them after decompression. */
export function readBody(limit: number): readonly RequestHandler[] {
  return [negotiate, express.raw({ type: () => true, limit, inflate: true })];
}
