/*
 * JSON as bytes (RFC 8259): whether it is well-formed, how deeply it nests, and where its members are, without making anything
 * of it. The parser takes more than twice as long for a chart, and leaves much to clear away; for nearly all orders nobody looks
 * at the chart.
 */

/** What is wrong with a text. */
export type JsonFault = 'invalid-json' | 'too-deep';

/** A member of an object: where its name and its value begin and end, in bytes, quotes included. */
export interface Member {
  /** 1 in the outermost value, 2 in a value of that. */
  readonly level: 1 | 2;
  readonly name: Span;
  readonly value: Span;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** So many members are noted: a call has a dozen, and a body could have millions. */
const MOST_MEMBERS = 1000;

/** What is told of the members of objects on a level, and on the next one within. */
interface Level {
  readonly note: (nameStart: number, nameEnd: number, valueStart: number, valueEnd: number) => void;
  readonly within?: Level;
}

/** Places that mean a fault. */
const BROKEN = -1;
const TOO_DEEP = -2;

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER = 0x20;
const LETTER_E = 0x65;
const LETTER_U = 0x75;
/** What an object begins with. */
export const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const codesOf = (text: string) => [...text].map((char) => char.charCodeAt(0));
const WORDS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), codesOf(word)]));
const ESCAPES = new Set(codesOf('"\\/bfnrtu'));
const HEX = new Set(codesOf('0123456789abcdefABCDEF'));

/** 1 for the bytes that a string may hold as they are. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH),
);

/** The first place from `at` on that is no white space. */
function pastSpace(bytes: Uint8Array, at: number): number {
  let place = at;
  for (let byte = bytes[place]; byte !== undefined && byte <= SPACE; byte = bytes[place]) {
    if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return place;
    place += 1;
  }
  return place;
}

/** The end of what a backslash begins at `at`. */
function endOfEscape(bytes: Uint8Array, at: number): number {
  const escaped = bytes[at + 1] ?? 0;
  if (!ESCAPES.has(escaped)) return BROKEN;
  if (escaped !== LETTER_U) return at + 2;
  const end = at + 6;
  return bytes.subarray(at + 2, end).every((byte) => HEX.has(byte)) ? end : BROKEN;
}

/** The end of a string whose first character is at `at`. */
function endOfString(bytes: Uint8Array, at: number): number {
  let place = at;
  while (true) {
    while (PLAIN[bytes[place] ?? 0] === 1) place += 1;
    if (bytes[place] === QUOTE) return place + 1;
    if (bytes[place] !== BACKSLASH) return BROKEN;
    place = endOfEscape(bytes, place);
    if (place === BROKEN) return BROKEN;
  }
}

function endOfDigits(bytes: Uint8Array, at: number): number {
  let place = at;
  for (let byte = bytes[place] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[place] ?? 0) place += 1;
  return place === at ? BROKEN : place;
}

function endOfNumber(bytes: Uint8Array, at: number): number {
  const first = bytes[at] === MINUS ? at + 1 : at;
  let place = bytes[first] === ZERO ? first + 1 : endOfDigits(bytes, first);
  if (place !== BROKEN && bytes[place] === POINT) place = endOfDigits(bytes, place + 1);
  if (place === BROKEN || ((bytes[place] ?? 0) | LOWER) !== LETTER_E) return place;
  const sign = bytes[place + 1];
  return endOfDigits(bytes, sign === PLUS || sign === MINUS ? place + 2 : place + 1);
}

function endOfWord(bytes: Uint8Array, at: number): number {
  const word = WORDS.get(bytes[at] ?? 0);
  return word?.every((code, index) => bytes[at + index] === code) ? at + word.length : BROKEN;
}

function endOfArray(bytes: Uint8Array, at: number, depth: number, level?: Level): number {
  let place = pastSpace(bytes, at);
  if (bytes[place] === CLOSE_ARRAY) return place + 1;
  while (true) {
    place = endOfValue(bytes, place, depth, level?.within);
    if (place < 0) return place;
    place = pastSpace(bytes, place);
    const byte = bytes[place];
    if (byte === CLOSE_ARRAY) return place + 1;
    if (byte !== COMMA) return BROKEN;
    place = pastSpace(bytes, place + 1);
  }
}

/** Beside the loop for arrays a second one: one for both, with names inside, takes a fifth longer. */
function endOfObject(bytes: Uint8Array, at: number, depth: number, level?: Level): number {
  let place = pastSpace(bytes, at);
  if (bytes[place] === CLOSE_OBJECT) return place + 1;
  while (true) {
    if (bytes[place] !== QUOTE) return BROKEN;
    const name = place;
    const nameEnd = endOfString(bytes, name + 1);
    if (nameEnd < 0) return nameEnd;
    place = pastSpace(bytes, nameEnd);
    if (bytes[place] !== COLON) return BROKEN;
    const value = pastSpace(bytes, place + 1);
    place = endOfValue(bytes, value, depth, level?.within);
    if (place < 0) return place;
    level?.note(name, nameEnd, value, place);
    place = pastSpace(bytes, place);
    const byte = bytes[place];
    if (byte === CLOSE_OBJECT) return place + 1;
    if (byte !== COMMA) return BROKEN;
    place = pastSpace(bytes, place + 1);
  }
}

/** The end of the value that begins at `at`; `depth` more arrays and objects may open. */
function endOfValue(bytes: Uint8Array, at: number, depth: number, level?: Level): number {
  const byte = bytes[at] ?? 0;
  if (byte === QUOTE) return endOfString(bytes, at + 1);
  if (byte === OPEN_OBJECT) return depth === 0 ? TOO_DEEP : endOfObject(bytes, at + 1, depth - 1, level);
  if (byte === OPEN_ARRAY) return depth === 0 ? TOO_DEEP : endOfArray(bytes, at + 1, depth - 1, level);
  return byte === MINUS || (byte >= ZERO && byte <= NINE) ? endOfNumber(bytes, at) : endOfWord(bytes, at);
}

/**
 * Reads bytes of UTF-8 as one JSON text, by the grammar of `JSON.parse`, and gives the members of objects on its two outermost
 * levels, inner ones first (none if they are more than MOST_MEMBERS), or else what is wrong with it. Arrays and objects may
 * nest `depthLimit` deep. One pass, nothing else kept.
 */
export function membersOf(bytes: Uint8Array, depthLimit: number): readonly Member[] | JsonFault {
  const members: Member[] = [];
  const noteAt =
    (level: Member['level']): Level['note'] =>
    (nameStart, nameEnd, valueStart, valueEnd) => {
      if (members.length <= MOST_MEMBERS)
        members.push({ level, name: { start: nameStart, end: nameEnd }, value: { start: valueStart, end: valueEnd } });
    };
  const outermost = { note: noteAt(1), within: { note: noteAt(2) } };
  const end = endOfValue(bytes, pastSpace(bytes, 0), depthLimit, outermost);
  if (end === TOO_DEEP) return 'too-deep';
  if (end === BROKEN || pastSpace(bytes, end) !== bytes.length) return 'invalid-json';
  return members.length > MOST_MEMBERS ? [] : members;
}
