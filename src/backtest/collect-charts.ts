import { typeAndId } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { ORDER_TYPES } from '../matching/order.ts';
import type { ExportFile, Part } from './export-files.ts';
import { patientFinder } from './patients.ts';
import { type FileLine, looksWhole } from './read-lines.ts';
import { BROKEN, NO_RESOURCE, parsed, type Scanned, scanPart } from './scan-part.ts';
import { shardOf } from './spill.ts';
import type { ThreadContext } from './stages.ts';

/** Patients and devices whose charts are collected. */
export interface WantedCharts {
  /** The days of their orders by patient. */
  readonly near: ReadonlyMap<string, ReadonlySet<string>>;
  /** The Devices that their orders refer to, and whose they are. */
  readonly devices: ReadonlyMap<string, readonly string[]>;
}

const STRAY = 'is an order in a file that begins with other types: not judged';

/** Result of collecting, besides the lines that were put into shards. */
export interface Collected extends Scanned {
  /** Ids of the Organizations that Coverages name as payors. */
  readonly payors: ReadonlySet<string>;
}

/** The ids of Organizations that a Coverage names as its payors, in the forms of R4, R5 and DSTU2. */
function payorsOf(coverage: JsonObject | undefined): readonly string[] {
  const payors = ['payor', 'insurer', 'issuer'].flatMap((member) => objectsIn(coverage?.[member]));
  const named = payors.map(({ reference }) => typeAndId(asText(reference) ?? ''));
  return named.flatMap((each) => (each?.type === 'Organization' ? [each.id] : []));
}

/** True for a file whose orders have been screened: orders are among its first lines, or nothing is known of them. */
const isScreened = ({ types }: ExportFile) => types.size === 0 || [...types].some((type) => ORDER_TYPES.has(type));

/** Puts the lines of the charts that are needed into their shards. */
class Collection {
  readonly payors = new Set<string>();
  readonly #part: Part;
  readonly #threadContext: ThreadContext;
  readonly #wanted: WantedCharts;

  constructor(part: Part, threadContext: ThreadContext, wanted: WantedCharts) {
    this.#part = part;
    this.#threadContext = threadContext;
    this.#wanted = wanted;
  }

  #put(line: FileLine, number: number, patients: readonly string[]): void {
    const { spill, setting } = this.#threadContext;
    const { block, start, end } = line;
    for (const shard of new Set(patients.map((patient) => shardOf(patient, setting.shards))))
      spill.add(shard, this.#part.place, number, block.bytes.subarray(start, end));
  }

  device(line: FileLine, number: number): void {
    const { devices } = this.#wanted;
    if (devices.size > 0) this.#put(line, number, devices.get(String(asObject(parsed(line))?.['id'])) ?? []);
  }

  resource(line: FileLine, type: string, number: number, patients: readonly string[]): void {
    if (patients.length === 0) return;
    this.#put(line, number, patients);
    if (type === 'Coverage') for (const payor of payorsOf(asObject(parsed(line)))) this.payors.add(payor);
  }
}

/** Reads a part of a file, and puts the lines of the charts that are needed into their shards. */
export async function collectCharts(
  part: Part,
  threadContext: ThreadContext,
  wanted: WantedCharts,
  onBytes: (bytes: number) => void,
): Promise<Collected> {
  const collection = new Collection(part, threadContext, wanted);
  const isStray = (type: string) => ORDER_TYPES.has(type) && !isScreened(part.file);
  const isWanted = (patient: string) => wanted.near.has(patient);
  const ofCharts = new Set([...ORDER_TYPES, ...threadContext.setting.factTypes]);
  const scanned = await scanPart(part, onBytes, (block) => {
    const find = patientFinder(block, isWanted);
    return (line, type, number) => {
      if (isStray(type)) return STRAY;
      if (ofCharts.has(type)) collection.resource(line, type, number, find(line));
      else if (type === 'Device') collection.device(line, number);
      if (!looksWhole(line)) return BROKEN;
      return type === 'none' ? NO_RESOURCE : undefined;
    };
  });
  threadContext.spill.flush();
  return { ...scanned, payors: collection.payors };
}
