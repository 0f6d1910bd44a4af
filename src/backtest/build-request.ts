import type { FactDefinition } from '../decision/facts.ts';
import { orderSign } from '../hooks/order-sign.ts';
import { typeAndId } from '../hooks/reference.ts';
import { type JsonObject, objectsIn } from '../json.ts';
import { deviceAddressOf } from '../matching/order.ts';
import { resourceOn } from './as-of.ts';

/** One patient's resources in an export. */
export interface PatientChart {
  readonly patient: string;
  /** Orders, as they were placed. */
  readonly orders: readonly JsonObject[];
  /** By FHIR type. */
  readonly resources: ReadonlyMap<string, readonly JsonObject[]>;
  /** Types of which a line of this patient could not be read. */
  readonly brokenTypes: ReadonlySet<string>;
}

/** Resources of an export that belong to no patient, and its completeness. */
export interface Surroundings {
  /** Devices that orders refer to, by id. */
  readonly devices: ReadonlyMap<string, JsonObject>;
  /** Organizations that pay. */
  readonly organizations: readonly JsonObject[];
  /** Types that the export has files of: a patient without any has none. Of other types nothing is known. */
  readonly exported: ReadonlySet<string>;
  /** Types of which a file broke off. */
  readonly brokenOff: ReadonlySet<string>;
}

const categoriesAsked = (search: string) =>
  new URLSearchParams(search.split('?')[1] ?? '').get('category')?.split(',') ?? [];

/** True unless its categories are others than the search asks for. One without a category counts. */
function isAskedFor(resource: JsonObject, asked: readonly string[]): boolean {
  const codes = objectsIn(resource['category']).flatMap((category) =>
    objectsIn(category['coding']).map(({ code }) => code),
  );
  return asked.length === 0 || codes.length === 0 || codes.some((code) => asked.includes(String(code)));
}

/** The Device that an order refers to and does not contain, as its id. */
export function deviceIdOf(order: JsonObject): string | undefined {
  const { type, id } = typeAndId(deviceAddressOf(order) ?? '') ?? {};
  return type === 'Device' ? id : undefined;
}

/**
 * A searchset as the client's FHIR server would have returned it on a day. One with an entry that has no resource, or with a
 * larger total, is known in part only.
 */
function searchsetOn(day: string, definition: FactDefinition, chart: PatientChart, around: Surroundings): JsonObject {
  const { type, search } = definition;
  const categories = categoriesAsked(search);
  const found = (chart.resources.get(type) ?? []).filter((resource) => isAskedFor(resource, categories));
  const matches = found.flatMap((resource) => resourceOn(resource, day) ?? []);
  const included = type === 'Coverage' ? around.organizations : [];
  const lost = chart.brokenTypes.has(type) ? [{ search: { mode: 'match' } }] : [];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: matches.length + lost.length + (around.brokenOff.has(type) ? 1 : 0),
    entry: [
      ...matches.map((resource) => ({ resource })),
      ...included.map((resource) => ({ resource, search: { mode: 'include' } })),
      ...lost,
    ],
  };
}

/**
 * The order-sign request that a client could have sent for the orders of one patient on one day (YYYY-MM-DD), with the chart as
 * it was then in prefetch (CDS Hooks §Prefetch Template).
 */
export function requestOn(
  day: string,
  orders: readonly JsonObject[],
  chart: PatientChart,
  around: Surroundings,
  facts: readonly FactDefinition[],
): JsonObject {
  const devices = [...new Set(orders.map(deviceIdOf))].flatMap((id) =>
    id === undefined ? [] : (around.devices.get(id) ?? []),
  );
  const known = facts.filter(({ type }) => around.exported.has(type));
  return {
    hook: orderSign.name,
    hookInstance: `${chart.patient} ${day}`.slice(0, 256),
    context: {
      userId: 'Practitioner/unknown',
      patientId: chart.patient,
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [...orders, ...devices].map((resource) => ({ resource })),
      },
    },
    prefetch: Object.fromEntries(known.map((fact) => [fact.key, searchsetOn(day, fact, chart, around)])),
  };
}
