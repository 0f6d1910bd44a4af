import type { WatchedAccess } from '../fhir-client/watched-access.ts';
import { referenceTo } from '../hooks/reference.ts';
import { sentAlong } from '../hooks/sent-along.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Systems } from '../matching/code-systems.ts';
import type { Order, Resolve } from '../matching/order.ts';
import { type Exchange, NPI, type ResourceCount } from '../records/exchange.ts';
import type { InsuredOrder } from './insured-orders.ts';

/** FHIR types that are counted beside the orders: a closed list, since clients may make up types. */
const COUNTED = new Set([
  'Patient',
  'Coverage',
  'Condition',
  'Device',
  'Medication',
  'Observation',
  'Procedure',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
]);

function counts(types: readonly string[], prefetch: boolean): readonly ResourceCount[] {
  const counted = types.filter((type) => COUNTED.has(type));
  return [...Map.groupBy(counted, (type) => type)].map(([type, all]) => ({ type, count: all.length, prefetch }));
}

/** The NPI of the user: of the Practitioner that was sent along, or of the one in the PractitionerRole. */
function npiOf(userId: unknown, lookup: Resolve): string | undefined {
  const user = typeof userId === 'string' ? lookup(userId) : undefined;
  const reference = asText(asObject(user?.['practitioner'])?.['reference']);
  const practitioner = reference === undefined ? user : lookup(reference);
  const identifiers = practitioner?.['resourceType'] === 'Practitioner' ? practitioner['identifier'] : [];
  const npi = objectsIn(identifiers).find(({ system }) => system === NPI)?.['value'];
  return typeof npi === 'string' && /^\d{10}$/.test(npi) ? npi : undefined;
}

/** Input for the metrics of a call. */
interface ExchangeSource {
  readonly body: unknown;
  readonly prefetch: JsonObject;
  readonly watched: WatchedAccess;
  readonly judged: ReadonlyMap<JsonObject, Pick<Order, 'codes'>>;
  readonly lookup: Resolve;
  readonly systems: Systems;
}

/** Collects the metric data of an answered call (CRD CRDMetricData). */
export function exchangeOf(
  orders: readonly InsuredOrder[],
  { body, prefetch, watched, judged, lookup, systems }: ExchangeSource,
): Exchange {
  const sent = sentAlong(prefetch).map(({ resource }) => String(resource['resourceType']));
  return {
    tokenUse: watched.tokenUse(),
    resources: [...counts(sent, true), ...counts(watched.types(), false)],
    provider: npiOf(asObject(asObject(body)?.['context'])?.['userId'], lookup),
    orders: orders.map(({ order, insurance }) => ({
      reference: referenceTo(order),
      // Under a known system a client may still have written anything.
      codes: (judged.get(order)?.codes ?? []).filter(({ system, code }) => systems.formOf(system)?.test(code)),
      payer: 'payer' in insurance ? insurance.payer : undefined,
    })),
  };
}
