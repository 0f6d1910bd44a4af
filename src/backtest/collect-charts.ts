import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Part } from './export-files.ts';
import { patientFinder } from './patients.ts';
import { looksWhole } from './read-lines.ts';
import { BROKEN, NO_RESOURCE, parsed, type Scanned, scanPart, type Visited } from './scan-part.ts';
import { ORDER_TYPES } from './screen-orders.ts';
import { shardOf } from './spill.ts';
import type { Workshop } from './stages.ts';

/** Whose charts are needed. */
export interface WantedCharts {
  /** The days of their orders by patient. */
  readonly near: ReadonlyMap<string, ReadonlySet<string>>;
  /** The Devices that their orders refer to, and whose they are. */
  readonly devices: ReadonlyMap<string, readonly string[]>;
}

/** What was collected, besides the lines that were put into shards. */
export interface Collected extends Scanned {
  /** Ids of the Organizations that Coverages name as payors. */
  readonly payors: ReadonlySet<string>;
}

/** The ids of Organizations that a Coverage names as its payors, in the forms of R4, R5 and DSTU2. */
function payorsOf(coverage: JsonObject | undefined): readonly string[] {
  const payors = ['payor', 'insurer', 'issuer'].flatMap((member) => objectsIn(coverage?.[member]));
  return payors.flatMap(({ reference }) => /(?:^|\/)Organization\/([^/|#?]+)/.exec(asText(reference) ?? '')?.[1] ?? []);
}

/** Reads a part of a file, and puts the lines of the charts that are needed into their shards. */
export async function collectCharts(
  part: Part,
  { setting: { shards, factTypes }, spill }: Workshop,
  { near, devices }: WantedCharts,
  onBytes: (bytes: number) => void,
): Promise<Collected> {
  const payors = new Set<string>();
  const holdsOrders = part.file.types.size === 0 || [...part.file.types].some((type) => ORDER_TYPES.has(type));
  const put = ({ line, number }: Visited, patients: readonly string[]) => {
    const { block, start, end } = line;
    for (const shard of new Set(patients.map((patient) => shardOf(patient, shards))))
      spill.add(shard, part.place, number, block.bytes.subarray(start, end));
  };
  const ownersOf = (visited: Visited) => devices.get(String(asObject(parsed(visited.line))?.['id'])) ?? [];
  const scanned = await scanPart(part, onBytes, (block) => {
    const find = patientFinder(block, near);
    return (visited) => {
      const { line, type } = visited;
      const isOrder = ORDER_TYPES.has(type);
      if (type === 'Device') put(visited, devices.size === 0 ? [] : ownersOf(visited));
      else if (isOrder || factTypes.includes(type)) {
        const patients = find(line);
        put(visited, patients);
        if (type === 'Coverage' && patients.length > 0)
          for (const payor of payorsOf(asObject(parsed(line)))) payors.add(payor);
      }
      if (isOrder && !holdsOrders) return 'is an order in a file that begins with other types: not judged';
      if (!looksWhole(line)) return BROKEN;
      return type === 'none' ? NO_RESOURCE : undefined;
    };
  });
  spill.flush();
  return { ...scanned, payors };
}
