import { asObject, asText, type JsonObject } from '../json.ts';
import type { Block, FileLine } from './read-lines.ts';

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
/** By character code, whether a key has ended there: at a quote, slash, backslash, bar, hash or question mark. */
const ENDS = new Uint8Array(256);
for (const mark of '"/\\|#?') ENDS[mark.charCodeAt(0)] = 1;
const [SLASH, BACKSLASH] = [0x2f, 0x5c];

/** Returns the start of the key behind a mark at this place; -1 if the mark is another word. Some writers escape a slash. */
function startOfKey(text: string, at: number, mark: string): number {
  if (mark !== 'Patient') return at;
  const after = at + mark.length;
  const code = text.charCodeAt(after);
  if (code === SLASH) return after + 1;
  return code === BACKSLASH && text.charCodeAt(after + 1) === SLASH ? after + 2 : -1;
}

function keyAt(text: string, start: number, limit: number): string {
  let end = start;
  while (end < limit && ENDS[text.charCodeAt(end)] !== 1) end++;
  return text.slice(start, end);
}

/** Finds a mark between two places of a block, -1 if there is none; from one line to the next: text without it is looked through once. */
function createSearch(text: string, mark: string): (from: number, limit: number) => number {
  let next = -1;
  return (from, limit) => {
    if (next < from) {
      const found = text.indexOf(mark, from);
      next = found < 0 ? text.length : found;
    }
    return next < limit ? next : -1;
  };
}

/** The keys that a line names anywhere and that are wanted, found as text: without parsing it. */
type FindPatients = (line: Pick<FileLine, 'start' | 'end'>) => readonly string[];

const NOBODY: readonly string[] = [];

/** Finds patients in the lines of a block, which must be asked for in their order. */
export function patientFinder({ text }: Pick<Block, 'text'>, isWanted: (patient: string) => boolean): FindPatients {
  const searches = MARKS.map((mark) => ({ mark, search: createSearch(text, mark) }));
  return ({ start, end }) => {
    let found = NOBODY;
    for (const { mark, search } of searches)
      for (let at = search(start, end); at >= 0; at = search(at + mark.length, end)) {
        const begin = startOfKey(text, at, mark);
        if (begin < 0) continue;
        const key = keyAt(text, begin, end);
        if (isWanted(key) && !found.includes(key)) found = [...found, key];
      }
    return found;
  };
}
