import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The charts that are needed may be more than fits in memory, and their lines stand apart in the export. So lines are put by
 * patient into files of a temporary folder, each small enough to be judged at once.
 */

/** A line of the export, and where it stands. */
export interface SpilledLine {
  /** The place of its part, and its number there. */
  readonly part: number;
  readonly line: number;
  readonly text: string;
}

const FLUSH = 4 << 20;

/** The shard of a patient, from 0. FNV-1a. */
export function shardOf(patient: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < patient.length; at++) hash = Math.imul(hash ^ patient.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
}

/** Writes lines into the shards. Each thread has files of its own. */
export class Spill {
  readonly #folder: string;
  readonly #thread: number;
  readonly #waiting = new Map<number, Buffer[]>();
  #size = 0;

  constructor(folder: string, thread: number) {
    this.#folder = folder;
    this.#thread = thread;
  }

  add(shard: number, part: number, line: number, bytes: Uint8Array): void {
    const pieces = this.#waiting.get(shard) ?? [];
    // A copy: the bytes are those of a block, which would stay in memory with them.
    pieces.push(Buffer.from(`${part} ${line} `), Buffer.from(bytes), Buffer.from('\n'));
    this.#waiting.set(shard, pieces);
    this.#size += bytes.length;
    if (this.#size > FLUSH) this.flush();
  }

  flush(): void {
    for (const [shard, pieces] of this.#waiting)
      appendFileSync(join(this.#folder, `${shard}.${this.#thread}`), Buffer.concat(pieces), { mode: 0o600 });
    this.#waiting.clear();
    this.#size = 0;
  }
}

const SPILLED = /^(\d+) (\d+) (.*)$/s;

/** The lines of a shard, of all threads. */
export function* readShard(folder: string, shard: number): Generator<SpilledLine> {
  for (const name of readdirSync(folder)
    .filter((file) => file.startsWith(`${shard}.`))
    .sort())
    for (const spilled of readFileSync(join(folder, name), 'utf8').split('\n')) {
      const [, part, line, text] = SPILLED.exec(spilled) ?? [];
      if (text !== undefined) yield { part: Number(part), line: Number(line), text };
    }
}
