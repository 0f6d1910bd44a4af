import { isUtf8 } from 'node:buffer';
import type { Request, Response } from 'express';
import { letOthersRun } from '../answer/time-slices.ts';
import { RequestError } from '../errors.ts';
import type { ParseJson } from '../json.ts';
import { MOST_OF_SHORT_JSON, shortenResources } from '../matching/long-resources.ts';
import { createLargeBodies, isLarge } from './large-bodies.ts';
import { createReadBody } from './read-body.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** By how much a byte outside strings changes the depth. */
const STEPS = new Int8Array(256);
for (const bracket of '[{') STEPS[bracket.charCodeAt(0)] = 1;
for (const bracket of ']}') STEPS[bracket.charCodeAt(0)] = -1;

/** Most values in a body. A chart of 10 MB holds some 400,000; the same bytes can hold millions, and then take a second to parse. */
const MOST_VALUES = 500_000;

/** Returns the end of the string that begins at `start`. */
function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

/**
 * Refuses what the parser would take long for or much memory, whatever becomes of it. Throws RequestError `too-deep` if arrays
 * and objects nest deeper than the limit, and `too-large` if there are more than MOST_VALUES.
 */
function checkCost(json: Uint8Array, depthLimit: number): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(json, at);
      continue;
    }
    const step = STEPS[byte] ?? 0;
    if (step === 0 && byte !== COMMA) continue;
    depth += step;
    if (step !== -1) values += 1;
    if (depth > depthLimit) throw new RequestError('too-deep');
    if (values > MOST_VALUES) throw new RequestError('too-large');
  }
}

const decoder = new TextDecoder();

/** Parses the bytes of a body. Throws RequestError `invalid-utf8`, `too-deep`, `too-large` or `invalid-json`. */
export function parseJson(bytes: Uint8Array, depthLimit: number, parse: ParseJson = JSON.parse): unknown {
  if (bytes.length === 0) throw new RequestError('invalid-json', [{ element: 'body', text: 'is empty' }]);
  if (!isUtf8(bytes)) throw new RequestError('invalid-utf8');
  checkCost(bytes, depthLimit);
  try {
    // Takes away the mark that some editors set before UTF-8.
    return parse(decoder.decode(bytes));
  } catch {
    throw new RequestError('invalid-json');
  }
}

/** Parses the bytes of a saved or pasted request as those of a call: very long resources are shortened. Throws what parseJson throws. */
export function parseRequest(bytes: Uint8Array, depthLimit: number, parse?: ParseJson): unknown {
  return shortenResources(parseJson(bytes, depthLimit, parse));
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;
/** US-ASCII is UTF-8, too. */
const CHARSET = /=\s*"?(?:utf-?8|us-ascii)"?\s*$/i;
const isUtf8Charset = (parameters: readonly string[]) =>
  parameters.every((parameter) => !/^\s*charset\s*=/i.test(parameter) || CHARSET.test(parameter));

/** Refuses what is not JSON in UTF-8, and who does not take JSON back. */
function negotiate(request: Request): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  if (!JSON_TYPE.test(type.trim()) || !isUtf8Charset(parameters)) throw new RequestError('unsupported-media-type');
  if (!request.accepts(['application/json', 'application/fhir+json', 'application/json+fhir']))
    throw new RequestError('not-acceptable');
}

/** Limits of bodies: size in bytes, and depth of nesting. */
interface BodyRules {
  readonly bodyLimit: number;
  readonly depthLimit: number;
}

/** Reads the body of a request and parses it, by JSON.parse unless told otherwise. Resources that are very long are shortened. */
export type ReadJson = (request: Request, response: Response, parse?: ParseJson) => Promise<unknown>;

/**
 * Reads JSON. Rejects with RequestError `unsupported-media-type`, `not-acceptable` or `aborted`, with `not-ready` if too many large
 * bodies are under way, or with what ReadBody or parseJson throws.
 */
export function createReadJson({ bodyLimit, depthLimit }: BodyRules): ReadJson {
  const readBody = createReadBody(bodyLimit);
  const takeTurn = createLargeBodies();
  return async (request, response, parse) => {
    negotiate(request);
    // A client that closed the connection during authentication emits no further event.
    if (request.destroyed) throw new RequestError('aborted');
    const bytes = await readBody(request);
    await takeTurn(bytes.byteLength, response);
    const parsed = parseJson(bytes, depthLimit, parse);
    if (isLarge(bytes.byteLength)) await letOthersRun();
    return bytes.byteLength > MOST_OF_SHORT_JSON ? shortenResources(parsed) : parsed;
  };
}
