/** One fault in the knowledge: where it is and what is wrong. Any fault stops the start. */
export interface Fault {
  /** Path of the file, relative to the knowledge folder. */
  readonly file: string;
  /** FHIRPath-like path of the element, or JSON pointer of the template's member. */
  readonly element: string;
  readonly reason: string;
}

/** Collects the faults of one file, so that all are listed at once. */
export interface FaultList {
  readonly faults: Fault[];
  add(file: string, element: string, reason: string): void;
}

export function createFaultList(): FaultList {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  return {
    faults,
    add(file, element, reason) {
      // What several policies share is read for each of them.
      const line = JSON.stringify([file, element, reason]);
      if (!seen.has(line)) faults.push({ file, element, reason });
      seen.add(line);
    },
  };
}

/** Faults for a person, a line each. */
export function linesOf(faults: readonly Fault[]): string {
  return faults.map(({ file, element, reason }) => `${file}: ${element}: ${reason}`).join('\n');
}

/** Why something could not be read, by the first line of what was thrown: the others quote the file. */
export function reasonOf(error: unknown): string {
  // The FHIRPath engine throws bare strings, too.
  const message = error instanceof Error ? error.message : error;
  return typeof message === 'string' && message !== '' ? (message.split('\n')[0] ?? '') : 'unreadable';
}

/** Thrown at start when the knowledge has faults. */
export class KnowledgeError extends Error {
  readonly code = 'faulty-knowledge';
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(linesOf(faults));
    this.name = 'KnowledgeError';
    this.faults = faults;
  }
}
