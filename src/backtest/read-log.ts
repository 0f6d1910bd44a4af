import { BUNDLE, type Part } from './export-files.ts';
import type { ChartFault } from './open-charts.ts';
import type { LineFault, Scanned } from './scan-part.ts';

/** A file of the export, as it was read. */
interface FileRead {
  readonly file: string;
  readonly bytes: number;
  /** False for a file of types that no policy asks for, or of another ending. */
  readonly isRead: boolean;
  /** The types of its first lines. */
  readonly types: readonly string[];
  readonly lines: number;
}

/** A line or file that could not be used. */
interface ReadFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** Files and lines of an export, as they were read. */
export interface Read {
  readonly files: readonly FileRead[];
  /** Lines by type; `none` for those without one. */
  readonly types: Readonly<Record<string, number>>;
  /** The first faults; `faultCount` counts all. */
  readonly faults: readonly ReadFault[];
  readonly faultCount: number;
}

const MOST_NAMED = 1000;

/** Takes note of what was read of each part. Of a part that is read several times, the reading with the most faults counts. */
export class ReadLog {
  readonly #parts: readonly Part[];
  readonly #scanned = new Map<number, Scanned>();
  readonly #late: ChartFault[] = [];
  readonly #refusals: string[] = [];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  add({ place, lines, types, faults, faultCount, brokenOff }: Scanned): void {
    const before = this.#scanned.get(place);
    if (!before || before.faultCount < faultCount)
      this.#scanned.set(place, { place, lines, types, faults, faultCount, brokenOff });
  }

  /** Faults that were found when lines were read for the last time. */
  addFaults(faults: readonly ChartFault[]): void {
    this.#late.push(...faults);
  }

  addRefusal(reason: string): void {
    this.#refusals.push(reason);
  }

  /** The types that lines were found of, or files begin with. */
  types(): ReadonlySet<string> {
    return new Set(
      this.#parts.flatMap(({ place, file }) => [...file.types, ...(this.#scanned.get(place)?.types.keys() ?? [])]),
    );
  }

  /** The types of files that could not be read to their end: all types, if it cannot be told of one, or a Bundle was left out. */
  brokenOff(): ReadonlySet<string> {
    const broken = this.#parts.filter(({ place }) => this.#scanned.get(place)?.brokenOff);
    const mayHoldAny = broken.some(({ file }) => file.types.size === 0);
    if (mayHoldAny || this.#parts.some(({ file }) => file.types.has(BUNDLE))) return this.types();
    return new Set(broken.flatMap(({ file }) => [...file.types]));
  }

  /** Counts the lines of a file before a part of it. */
  #linesBefore(part: Part): number {
    const before = this.#parts.filter(({ file, place }) => file === part.file && place < part.place);
    return before.reduce((sum, { place }) => sum + (this.#scanned.get(place)?.lines ?? 0), 0);
  }

  #faultsOf(part: Part, faults: readonly LineFault[]): readonly ReadFault[] {
    if (faults.length === 0) return [];
    const before = this.#linesBefore(part);
    return faults.map(({ line, reason }) => ({ file: part.file.name, line: before + line, reason }));
  }

  result(): Read {
    const scanned = this.#parts.map((part) => ({ part, scan: this.#scanned.get(part.place) }));
    const files = [...Map.groupBy(scanned, ({ part }) => part.file)].map(([file, parts]) => ({
      file: file.name,
      bytes: file.size,
      isRead: parts.some(({ scan }) => scan !== undefined),
      types: [...file.types],
      lines: parts.reduce((sum, { scan }) => sum + (scan?.lines ?? 0), 0),
    }));
    const types = new Map<string, number>();
    for (const { scan } of scanned)
      for (const [type, lines] of scan?.types ?? []) types.set(type, (types.get(type) ?? 0) + lines);
    const late = Map.groupBy(this.#late, ({ part }) => part);
    const faults = scanned.flatMap(({ part, scan }) =>
      this.#faultsOf(
        part,
        [...(scan?.faults ?? []), ...(late.get(part.place) ?? [])].toSorted((a, b) => a.line - b.line),
      ),
    );
    const refusals = this.#refusals.map((reason) => ({ file: '(orders of one patient on one day)', line: 0, reason }));
    const counted = scanned.reduce((sum, { scan }) => sum + (scan?.faultCount ?? 0), 0);
    return {
      files,
      types: Object.fromEntries([...types].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      faults: [...faults, ...refusals].slice(0, MOST_NAMED),
      faultCount: counted + this.#late.length + refusals.length,
    };
  }
}
