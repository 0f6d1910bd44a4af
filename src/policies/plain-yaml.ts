import type { JsonObject } from '../json.ts';

/*
 * The YAML that cards are written in: mappings and lists by indentation, one-line texts, folded texts (`>-`), lists of
 * words in brackets. Reading it here takes a tenth of the time the YAML library takes, which is most of the time that
 * loading ten thousand policies takes. Whatever is not plainly of this kind is left to the library.
 */

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Where the reading stands. */
interface Reader {
  readonly lines: Line[];
  at: number;
}

const NOT_PLAIN = new Error('Only the YAML library can say.');

function giveUp(): never {
  throw NOT_PLAIN;
}

/** Characters that may mean something in YAML beyond themselves, and spaces at the end of a line. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u024f\u2013-\u2026]| $/m;
const MEMBER = /^([A-Za-z][A-Za-z0-9]*):(?: (\S.*))?$/;
const ITEM = /^- (\S.*)$/;
const QUOTED = /^'((?:[^']|'')*)'$/;
/** Begins with a letter or a bracket, so that it is no number, and holds nothing that would end it or make it a mapping. */
const PLAIN = /^[A-Za-z(](?:[^\s:#]|:(?=\S)| (?=[^\s#])|(?<=\S)#)*$/;
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;
const WORDS = /^\[[A-Za-z][A-Za-z0-9-]*(?:, [A-Za-z][A-Za-z0-9-]*)*\]$/;
const NOT_TEXT = /^(?:true|false|null)$/i;

function linesOf(text: string): Line[] {
  return text.split('\n').map((line) => {
    const content = line.trimStart();
    return { indent: line.length - content.length, text: content };
  });
}

/** The next line that holds something, perhaps a comment. */
function nextWritten(reader: Reader): Line | undefined {
  while (reader.lines[reader.at]?.text === '') reader.at++;
  return reader.lines[reader.at];
}

/** The next line that holds more than a comment. */
function nextLine(reader: Reader): Line | undefined {
  let line = nextWritten(reader);
  while (line?.text.startsWith('#')) {
    reader.at++;
    line = nextWritten(reader);
  }
  return line;
}

/** A folded text: lines of one indentation, deeper than that of the member it belongs to. */
function readFolded(reader: Reader, parent: number): string {
  const words: string[] = [];
  const indent = reader.lines[reader.at]?.indent ?? 0;
  let line = reader.lines[reader.at];
  while (line && line.text !== '' && line.indent > parent) {
    words.push(line.indent === indent ? line.text : giveUp());
    line = reader.lines[++reader.at];
  }
  // Behind an empty line the text may go on; what looks like a comment would be part of it.
  return words.length === 0 || (nextWritten(reader)?.indent ?? 0) > parent ? giveUp() : words.join(' ');
}

function wordOf(text: string): string | number | boolean {
  if (text === 'true') return true;
  if (NUMBER.test(text)) return Number(text);
  return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : giveUp();
}

function readScalar(text: string, reader: Reader, indent: number): unknown {
  if (text === '>-') return readFolded(reader, indent);
  // A deeper line would go on with this one.
  if ((nextLine(reader)?.indent ?? 0) > indent) return giveUp();
  const quoted = QUOTED.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  return WORDS.test(text) ? text.slice(1, -1).split(', ').map(wordOf) : wordOf(text);
}

function readBlock(reader: Reader, parent: number): unknown {
  const next = nextLine(reader);
  if (!next || next.indent <= parent) return giveUp();
  return ITEM.test(next.text) ? readList(reader, next.indent) : readMapping(reader, next.indent);
}

function readMapping(reader: Reader, indent: number): JsonObject {
  const members = new Map<string, unknown>();
  for (let line = nextLine(reader); line?.indent === indent; line = nextLine(reader)) {
    const [, name = '', rest] = MEMBER.exec(line.text) ?? giveUp();
    if (members.has(name) || NOT_TEXT.test(name)) giveUp();
    reader.at++;
    members.set(name, rest === undefined ? readBlock(reader, indent) : readScalar(rest, reader, indent));
  }
  return Object.fromEntries(members);
}

function readList(reader: Reader, indent: number): readonly unknown[] {
  const items: unknown[] = [];
  for (let line = nextLine(reader); line?.indent === indent; line = nextLine(reader)) {
    const text = ITEM.exec(line.text)?.[1] ?? giveUp();
    if (MEMBER.test(text)) {
      // A mapping that begins on the line of its item: as if the mark of the item were indentation.
      reader.lines[reader.at] = { indent: indent + 2, text };
      items.push(readMapping(reader, indent + 2));
    } else {
      reader.at++;
      items.push(readScalar(text, reader, indent));
    }
  }
  return items;
}

/** Reads YAML of the kind that cards are written in; nothing if the text is, or might be, of another kind. */
export function readPlainYaml(text: string): JsonObject | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const reader: Reader = { lines: linesOf(text), at: 0 };
  try {
    const content = nextLine(reader)?.indent === 0 ? readMapping(reader, 0) : giveUp();
    return nextLine(reader) === undefined ? content : undefined;
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}
