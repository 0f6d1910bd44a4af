import { tryParse } from '../json.ts';
import { type Part, typeAtStart, typeOf } from './export-files.ts';
import { type Block, blocksOf, type FileLine, isBlank, lineAt, lineText } from './read-lines.ts';

/** A line that could not be used, counted from 1 in its part, and why. */
export interface LineFault {
  readonly line: number;
  readonly reason: string;
}

/** The lines of a part, counted. */
export interface Scanned {
  /** The place of the part among all. */
  readonly place: number;
  /** Line ends and a last line without one. */
  readonly lines: number;
  /** Lines by type; `none` for those without a type. */
  readonly types: ReadonlyMap<string, number>;
  /** The first faults; `faultCount` counts all. */
  readonly faults: readonly LineFault[];
  readonly faultCount: number;
  /** Set if the file could not be read to its end: also for a document that is broken. */
  readonly brokenOff: boolean;
}

const MOST_NAMED = 100;
/** Characters within which a type stands, if it stands at the beginning. */
const HEAD = 100;

export const BROKEN = 'is no JSON object, no whole one, or one of more than 64 MB: write one resource or call a line';
const UTF_16 = 'is UTF-16: only UTF-8 is read';
export const NO_RESOURCE = 'is neither a resource nor a call';

/** Tells the type of lines by their beginning; only where it does not stand there the line is parsed. */
function createTypeReader(): (line: FileLine) => string {
  let [last, type] = ['\n', ''];
  return (line) => {
    const { text } = line.block;
    if (text.startsWith(last, line.start)) return type;
    const found = typeAtStart(text.slice(line.start, Math.min(line.end, line.start + HEAD)));
    if (!found) return typeOf(parsed(line)) ?? 'none';
    [last, type] = [found.beginning, found.type];
    return type;
  };
}

/** The content of a line; undefined if it is no JSON. */
export function parsed(line: FileLine): unknown {
  return tryParse(lineText(line));
}

/** Visits a line, by its type and its number from 1 in the part; returns why it could not be used. */
export type Visit = (line: FileLine, type: string, number: number) => string | undefined | Promise<string | undefined>;

/** Counts the lines of a part, and visits those that are not empty. */
class Scan {
  readonly #types = new Map<string, number>();
  readonly #faults: LineFault[] = [];
  readonly #readType = createTypeReader();
  #lines = 0;
  #faultCount = 0;
  #brokenOff = false;
  readonly #part: Part;

  constructor(part: Part) {
    this.#part = part;
  }

  #note(line: number, reason: string): void {
    this.#faultCount++;
    if (this.#faults.length < MOST_NAMED) this.#faults.push({ line, reason });
  }

  async visit(block: Block, visit: Visit): Promise<void> {
    for (let at = 0; at < block.text.length; ) {
      const line = lineAt(block, at);
      const number = ++this.#lines;
      at = line.end + 1;
      if (isBlank(line)) continue;
      const type = this.#readType(line);
      this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
      const result = visit(line, type, number);
      const reason = typeof result === 'object' ? await result : result;
      if (reason === undefined) continue;
      this.#note(number, reason);
      if (reason === BROKEN && this.#part.file.form === 'document') this.#brokenOff = true;
    }
  }

  /** Notes why the rest of the file is not read. */
  breakOff(reason: string): void {
    this.#brokenOff = true;
    this.#note(this.#lines + 1, reason);
  }

  result(): Scanned {
    const { place } = this.#part;
    const [lines, types, faults] = [this.#lines, this.#types, this.#faults];
    return { place, lines, types, faults, faultCount: this.#faultCount, brokenOff: this.#brokenOff };
  }
}

/** True for errors of the file: the system's, and those of what unpacks it. */
const isOfFile = (error: unknown): error is Error & { readonly code: unknown } =>
  error instanceof Error && 'code' in error;

/** Reads a part line by line, empty ones aside. What cannot be read is no error but a fault. */
export async function scanPart(
  part: Part,
  onBytes: (bytes: number) => void,
  visitorOf: (block: Block) => Visit,
): Promise<Scanned> {
  const scan = new Scan(part);
  if (part.file.form === 'utf-16') {
    scan.breakOff(UTF_16);
    return scan.result();
  }
  const blocks = blocksOf(part, onBytes);
  for (;;) {
    const next = await blocks.next().catch((error: unknown) => {
      if (!isOfFile(error)) throw error;
      scan.breakOff(`the file breaks off here, or cannot be read (${String(error.code)})`);
      return undefined;
    });
    if (!next || next.done) return scan.result();
    await scan.visit(next.value, visitorOf(next.value));
  }
}
