import { asObject, asText, type JsonObject, tryParse } from '../json.ts';
import { ORDER_TYPES } from '../matching/order.ts';
import { orderWhenPlaced } from './as-of.ts';
import type { PatientChart } from './build-request.ts';
import { patientFinder, patientOf } from './patients.ts';
import { BROKEN } from './scan-part.ts';
import type { SpilledLine } from './spill.ts';

/** A line that could not be used. */
export interface ChartFault {
  readonly part: number;
  readonly line: number;
  readonly reason: string;
}

/** A chart as its lines are read. */
interface OpenChart {
  readonly orders: Map<string, JsonObject>;
  readonly resources: Map<string, Map<string, JsonObject>>;
  readonly brokenTypes: Set<string>;
}

/** Milliseconds since 1970; 0 for no date. */
const timeOf = (date: unknown) => Date.parse(asText(date) ?? '') || 0;
const lastUpdatedOf = ({ meta }: JsonObject) => timeOf(asObject(meta)?.['lastUpdated']);
const placedAt = ({ authoredOn }: JsonObject) => timeOf(authoredOn);

/** Keeps a resource by this name; of several versions the newest. One without an id is one of a kind. Returns true for a further version. */
function keep(resources: Map<string, JsonObject>, name: string | undefined, resource: JsonObject): boolean {
  const before = name === undefined ? undefined : resources.get(name);
  if (!before || lastUpdatedOf(before) <= lastUpdatedOf(resource))
    resources.set(name ?? `/${resources.size}`, resource);
  return before !== undefined;
}

const TYPE = /"resourceType"\s*:\s*"([A-Za-z]+)"/;

/** The orders of a chart in the order in which they were placed. */
function inOrder(orders: Iterable<JsonObject>): readonly JsonObject[] {
  return [...orders].toSorted((a, b) => placedAt(a) - placedAt(b) || (String(a['id']) < String(b['id']) ? -1 : 1));
}

function closed(patient: string, { orders, resources, brokenTypes }: OpenChart): PatientChart {
  const byType = [...resources].map(([type, ofType]) => [type, [...ofType.values()]] as const);
  return { patient, orders: inOrder(orders.values()), resources: new Map(byType), brokenTypes };
}

/** Puts lines together into charts, of the patients that are wanted. */
export class Charts {
  readonly #charts = new Map<string, OpenChart>();
  readonly devices = new Map<string, JsonObject>();
  readonly faults: ChartFault[] = [];
  /** Number of orders that stand there in another version or copy. */
  copies = 0;
  readonly #isWanted: (patient: string) => boolean;

  constructor(isWanted: (patient: string) => boolean) {
    this.#isWanted = isWanted;
  }

  #of(patient: string): OpenChart {
    const chart = this.#charts.get(patient) ?? { orders: new Map(), resources: new Map(), brokenTypes: new Set() };
    this.#charts.set(patient, chart);
    return chart;
  }

  /** A line that cannot be read belongs to all whom it names; what it would have said of them is not known. */
  #addBroken({ part, line, text }: SpilledLine): void {
    const [, type = ''] = TYPE.exec(text) ?? [];
    const patients = patientFinder({ text }, this.#isWanted)({ start: 0, end: text.length });
    for (const patient of patients) this.#of(patient).brokenTypes.add(type);
    // Of the others it was told when they were first read.
    if (/\}\s*$/.test(text) && !ORDER_TYPES.has(type) && type !== 'Device')
      this.faults.push({ part, line, reason: BROKEN });
  }

  add(spilled: SpilledLine): void {
    const resource = asObject(tryParse(spilled.text));
    const type = asText(resource?.['resourceType']);
    if (!resource || type === undefined) this.#addBroken(spilled);
    else if (type === 'Device') this.devices.set(String(resource['id']), resource);
    else this.#addResource(resource, type);
  }

  #addResource(resource: JsonObject, type: string): void {
    const patient = patientOf(resource);
    if (patient === undefined || !this.#isWanted(patient)) return;
    const { orders, resources } = this.#of(patient);
    const id = asText(resource['id']);
    if (ORDER_TYPES.has(type)) {
      if (keep(orders, id && `${type}/${id}`, orderWhenPlaced(resource))) this.copies++;
      return;
    }
    const ofType = resources.get(type) ?? new Map<string, JsonObject>();
    resources.set(type, ofType);
    keep(ofType, id, resource);
  }

  /** Takes the charts out, one by one. */
  *taken(): Generator<PatientChart> {
    for (const [patient, open] of this.#charts) {
      this.#charts.delete(patient);
      yield closed(patient, open);
    }
  }
}
