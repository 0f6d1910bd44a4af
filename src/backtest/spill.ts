import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The charts that are needed may be more than fits in memory, and their lines stand apart in the export. So lines are put by
 * patient into files of a temporary folder, each small enough to be judged at once.
 */

const NEWLINE = 10;

/** A line of the export, and where it stands. */
export interface SpilledLine {
  /** The place of its part, and its number there. */
  readonly part: number;
  readonly line: number;
  readonly text: string;
}

/** The shard of a patient, from 0. FNV-1a. */
export function shardOf(patient: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < patient.length; at++) hash = Math.imul(hash ^ patient.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
}

/** Bytes that are gathered before they are written. */
const GATHERED = 2 << 20;
/** Most digits and spaces before a line, and its line end. */
const FRAME = 40;

/** Writes lines into the shards. Each thread has files of its own. */
export class Spill {
  readonly #folder: string;
  readonly #thread: number;
  readonly #gathered = Buffer.allocUnsafeSlow(GATHERED);
  /** Offsets of the gathered lines of each shard. */
  readonly #places = new Map<number, (readonly [start: number, end: number])[]>();
  #length = 0;

  constructor(folder: string, thread: number) {
    this.#folder = folder;
    this.#thread = thread;
  }

  #write(shard: number, bytes: Uint8Array): void {
    appendFileSync(join(this.#folder, `${shard}.${this.#thread}`), bytes, { mode: 0o600 });
  }

  add(shard: number, part: number, line: number, bytes: Uint8Array): void {
    const prefix = `${part} ${line} `;
    if (bytes.length + FRAME > GATHERED) {
      this.#write(shard, Buffer.concat([Buffer.from(prefix), bytes, Buffer.from('\n')]));
      return;
    }
    if (this.#length + bytes.length + FRAME > GATHERED) this.flush();
    const start = this.#length;
    let end = start + this.#gathered.write(prefix, start, 'latin1');
    this.#gathered.set(bytes, end);
    end = this.#gathered.writeUInt8(NEWLINE, end + bytes.length);
    this.#length = end;
    const places = this.#places.get(shard) ?? [];
    places.push([start, end]);
    this.#places.set(shard, places);
  }

  /** Writes all that is gathered. */
  flush(): void {
    for (const [shard, places] of this.#places)
      this.#write(shard, Buffer.concat(places.map(([start, end]) => this.#gathered.subarray(start, end))));
    this.#places.clear();
    this.#length = 0;
  }
}

/** The lines of a shard, of all threads. */
export function* readShard(folder: string, shard: number): Generator<SpilledLine> {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${shard}.`));
  for (const name of names.toSorted())
    for (const spilled of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (spilled === '') continue;
      const first = spilled.indexOf(' ');
      const second = spilled.indexOf(' ', first + 1);
      const [part, line] = [spilled.slice(0, first), spilled.slice(first + 1, second)].map(Number);
      yield { part: part ?? 0, line: line ?? 0, text: spilled.slice(second + 1) };
    }
}
