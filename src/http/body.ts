import { isUtf8 } from 'node:buffer';
import express, { type Request, type Response } from 'express';
import { RequestError } from '../errors.ts';
import { type Member, membersOf, OPEN_OBJECT, type Span } from './json-text.ts';
import type { EndStep, Turn } from './turns.ts';

/** Up to this length, in bytes, the parser copes with any nesting. */
const SHORT = 65_536;

const decoder = new TextDecoder();

/** Parses JSON. Throws SyntaxError. */
export type ReadText = (text: string) => unknown;

function parse(text: string, read: ReadText = JSON.parse): unknown {
  try {
    return read(text);
  } catch {
    throw new RequestError('invalid-json');
  }
}

/** The bytes without the mark that some editors set before UTF-8, and where the members of their object are. */
function outline(bytes: Uint8Array, depthLimit: number): { json: Uint8Array; members: readonly Member[] } {
  if (!isUtf8(bytes)) throw new RequestError('invalid-utf8');
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const json = isMarked ? bytes.subarray(3) : bytes;
  const members = membersOf(json, depthLimit);
  if (typeof members !== 'string') return { json, members };
  // What is broken, too, is said to be that, as far as the parser copes with any nesting.
  if (json.length <= SHORT) parse(decoder.decode(json));
  throw new RequestError(members);
}

/** Parses the bytes of a body. Throws RequestError `invalid-utf8`, `too-deep` or `invalid-json`. */
export function parseBody(bytes: Uint8Array, depthLimit: number, read?: ReadText): unknown {
  return parse(decoder.decode(outline(bytes, depthLimit).json), read);
}

/** A body, and in it an object that was set aside: in its place stands an empty one. */
export interface Parsed {
  readonly body: unknown;
  /** Parses a member of the object that was set aside; nothing if it has none of that name. */
  readonly later?: (name: string) => unknown;
}

/**
 * Parses the bytes of a body but for the object that is its member `name`. All of it has been checked, so that `later` finds
 * no fault. Nothing is set aside (`later` is undefined) if there is no such object, or if JSON leaves open which one counts.
 * Throws as parseBody does.
 */
export function parseBodyWithout(name: string, bytes: Uint8Array, depthLimit: number): Parsed {
  const { json, members } = outline(bytes, depthLimit);
  const textOf = ({ start, end }: Span) => decoder.decode(json.subarray(start, end));
  // A name may be written with escapes, but never shorter.
  const isNamed = ({ start, end }: Span, wanted: string) =>
    end - start >= wanted.length + 2 && parse(textOf({ start, end })) === wanted;
  const [named, another] = members.filter((member) => member.level === 1 && isNamed(member.name, name));
  const aside = named?.value;
  if (!aside || another || json[aside.start] !== OPEN_OBJECT) return { body: parse(decoder.decode(json)) };
  const isInside = ({ level, value }: Member) => level === 2 && value.start > aside.start && value.end < aside.end;
  const before = textOf({ start: 0, end: aside.start });
  const after = textOf({ start: aside.end, end: json.length });
  return {
    body: parse(`${before}{}${after}`),
    later(wanted) {
      // Of members of one name the last counts.
      const found = members.findLast((member) => isInside(member) && isNamed(member.name, wanted));
      return found && parse(textOf(found.value));
    },
  };
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

/** How bodies are read: how large they may be, in bytes, how deeply nested, and in turn. */
export interface BodyRules {
  readonly bodyLimit: number;
  readonly depthLimit: number;
  readonly turn: Turn;
}

/** Reads and parses the body of a request. Rejects as readBody does, or with what parseBody throws. */
export async function readJson(
  request: Request,
  response: Response,
  rules: BodyRules,
  read?: ReadText,
): Promise<unknown> {
  const bytes = await readBody(request, response, rules.bodyLimit);
  await rules.turn(bytes.byteLength);
  return parseBody(bytes, rules.depthLimit, read);
}

/** The body of a call, its prefetch parsed as far as it is asked for, and what ends each step that is taken with it. */
export interface CallBody extends Parsed {
  readonly endStep: EndStep;
}

/** Reads the body of a call. Rejects as readJson does. */
export async function readCall(request: Request, response: Response, rules: BodyRules): Promise<CallBody> {
  const bytes = await readBody(request, response, rules.bodyLimit);
  const endStep = await rules.turn(bytes.byteLength);
  return { ...parseBodyWithout('prefetch', bytes, rules.depthLimit), endStep };
}
