import { asObject, asText, type JsonObject } from '../json.ts';
import type { Block, Line } from './read-lines.ts';

/*
 * A patient's key: the id behind `Patient/`, or a whole `urn:uuid:` address. The same in relative and absolute references.
 */

const REFERENCE = /(?:^|\/)Patient\/([^/|#?]+)/;
const URN = /^urn:uuid:[^/\s]+$/i;

/** The key of the patient that a resource is about; undefined if it names none. */
export function patientOf(resource: JsonObject): string | undefined {
  const subject = asObject(resource['subject'] ?? resource['patient'] ?? resource['beneficiary']);
  const reference = asText(subject?.['reference']) ?? '';
  return REFERENCE.exec(reference)?.[1] ?? (URN.test(reference) ? reference : undefined);
}

const MARKS = ['Patient', 'urn:uuid:'];
/** Characters behind which a key has ended, as character codes: quote, slash, backslash, bar, hash, question mark. */
const ENDS: ReadonlySet<number> = new Set([34, 47, 92, 124, 35, 63]);

/** Where the key begins behind a mark at this place; undefined if the mark is another word. Some writers escape a slash. */
function startOfKey(text: string, at: number, mark: string): number | undefined {
  if (mark !== 'Patient') return at;
  const after = at + mark.length;
  if (text[after] === '/') return after + 1;
  return text.startsWith('\\/', after) ? after + 2 : undefined;
}

function keyAt(text: string, start: number, limit: number): string {
  let end = start;
  while (end < limit && !ENDS.has(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** Finds a mark in a block, from one line to the next: text without it is looked through once. */
function createSearch(text: string, mark: string): (from: number, limit: number) => number | undefined {
  let next = -1;
  return (from, limit) => {
    if (next < from) {
      const found = text.indexOf(mark, from);
      next = found < 0 ? text.length : found;
    }
    return next < limit ? next : undefined;
  };
}

/** The keys that a line names anywhere and that are wanted, found as text: without parsing it. */
export type FindPatients = (line: Line) => readonly string[];

/** Finds patients in the lines of a block, which must be asked for in their order. */
export function patientFinder({ text }: Block, wanted: ReadonlyMap<string, unknown>): FindPatients {
  const searches = MARKS.map((mark) => ({ mark, search: createSearch(text, mark) }));
  return ({ start, end }) => {
    const found: string[] = [];
    for (const { mark, search } of searches)
      for (let at = search(start, end); at !== undefined; at = search(at + mark.length, end)) {
        const begin = startOfKey(text, at, mark);
        const key = begin === undefined ? '' : keyAt(text, begin, end);
        if (wanted.has(key) && !found.includes(key)) found.push(key);
      }
    return found;
  };
}
