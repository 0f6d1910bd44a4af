/** One fault in the knowledge: where it is and what is wrong. Any fault stops the start. */
export interface Fault {
  /** Path of the file, relative to the knowledge folder. */
  readonly file: string;
  /** Path of the element: `PlanDefinition.action[0].title` in a FHIR resource, `detail[2].when` elsewhere; `file` for all of it. */
  readonly element: string;
  /** From 1. */
  readonly line?: number;
  readonly reason: string;
}

/** Collects faults, so that all are listed at once; the same reason in the same file once. */
export interface FaultList {
  readonly faults: Fault[];
  add(file: string, element: string, reason: string): void;
}

/** An empty list of faults. */
export function createFaultList(): FaultList {
  const faults: Fault[] = [];
  return {
    faults,
    // One misspelt definition shows at each of its uses: the first tells it.
    add(file, element, reason) {
      const isTold = faults.some((fault) => fault.file === file && fault.reason === reason);
      if (!isTold) faults.push({ file, element, reason });
    },
  };
}

/** Faults for a person, a line each. */
export function faultLines(faults: readonly Fault[]): string {
  return faults
    .map(({ file, line, element, reason }) => `${file}${line === undefined ? '' : `:${line}`}: ${element}: ${reason}`)
    .join('\n');
}

/** The place in a message of the YAML parser, which stands before the reason already. */
const PLACE = / at line \d+, column \d+:$/;
/** The messages of the YAML parser for a text that begins with a sign of YAML, such as `{order}: not covered`. */
const UNQUOTED = /^(?:Unexpected .+ at node end|Nested mappings are not allowed in compact mappings)$/;

/** The first line of what was thrown, as the reason why something could not be read: the others quote the file. */
export function messageOf(error: unknown): string {
  // The FHIRPath engine throws bare strings, too.
  const message = error instanceof Error ? error.message : error;
  if (typeof message !== 'string' || message === '') return 'unreadable';
  const reason = (message.split('\n')[0] ?? '').replace(PLACE, '');
  return UNQUOTED.test(reason)
    ? `${reason}: a text that begins with {, [ or a quote, or holds ": ", stands in quotes, all of it`
    : reason;
}

/** Thrown when files have faults; lists all of them. */
export class FaultsError extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faultLines(faults));
    this.name = new.target.name;
    this.faults = faults;
  }
}

/** Thrown for faults of the knowledge. */
export class KnowledgeError extends FaultsError {}
