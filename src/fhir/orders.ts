import type { Lookup } from '../decision/coverage-match.ts';
import type { MissingReason } from '../decision/facts.ts';
import { parseKeepingNumbers } from '../exact-numbers.ts';
import type { DraftEntry, HookRequest, WantedOrders } from '../hooks/request.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { addressWithin } from './address.ts';
import type { FhirAccess } from './pages.ts';
import { allows } from './scopes.ts';

/** A resource that was read, or why there is none. */
type ReadResource = { readonly resource: JsonObject } | { readonly missing: MissingReason };

const patientOf = ({ subject, patient }: JsonObject) => asText(asObject(subject ?? patient)?.['reference']);

/** Reads one resource by `Type/id`, its numbers as they were written. One that says it is another patient's is `gone`. */
async function read(reference: string, patientId: string, access: FhirAccess | MissingReason): Promise<ReadResource> {
  if (typeof access === 'string') return { missing: access };
  const [type = ''] = reference.split('/');
  if (!allows(access.scope, type, 'read')) return { missing: 'not-allowed' };
  const url = addressWithin(reference, access.base);
  if (!url) return { missing: 'foreign-link' };
  const answer = await access.client.get(url, access.base, access.token, access.signal, parseKeepingNumbers);
  if ('missing' in answer) return answer;
  const resource = asObject(answer.content);
  if (resource?.['resourceType'] !== type) return { missing: 'not-fhir' };
  const patient = patientOf(resource);
  return patient === undefined || patient.endsWith(`Patient/${patientId}`) ? { resource } : { missing: 'gone' };
}

/** The orders of a call, with those that it only named, and why one of these could not be read. */
export interface FoundOrders {
  readonly entries: readonly DraftEntry[];
  readonly missing: readonly MissingReason[];
}

/** Finds the orders that a call names only: sent along, or on the client's FHIR server. */
export async function findOrders(
  { orders, patientId }: HookRequest,
  lookup: Lookup,
  access: FhirAccess | MissingReason,
): Promise<FoundOrders> {
  const find = async ({ references, otherwise }: WantedOrders): Promise<FoundOrders> => {
    const found = await Promise.all(
      references.map((reference) => {
        const resource = lookup(reference);
        return resource ? { resource } : read(reference, patientId, access);
      }),
    );
    const resources = found.flatMap((one) => ('resource' in one ? [one.resource] : []));
    const missing = found.flatMap((one) => ('missing' in one ? [one.missing] : []));
    if (resources.length > 0 || !otherwise)
      return { entries: resources.map((resource) => ({ resource, fullUrl: undefined })), missing };
    return { entries: [otherwise], missing };
  };
  const all = await Promise.all((orders.wanted ?? []).map(find));
  return {
    entries: [...orders.entries, ...all.flatMap(({ entries }) => entries)],
    missing: all.flatMap(({ missing }) => missing),
  };
}

/** No call has so many Devices; each is one request to the client's FHIR server. */
const MOST_DEVICES = 50;

/** Reads the Devices that orders refer to and that were not sent along. What cannot be read is left out. */
export async function readDevices(
  entries: readonly DraftEntry[],
  lookup: Lookup,
  patientId: string,
  access: FhirAccess | MissingReason,
): Promise<readonly DraftEntry[]> {
  const references = entries.flatMap(({ resource }) =>
    objectsIn(resource['codeReference']).flatMap(({ reference }) => asText(reference) ?? []),
  );
  const wanted = new Set(references.filter((reference) => !reference.startsWith('#') && !lookup(reference)));
  const found = await Promise.all(
    [...wanted].slice(0, MOST_DEVICES).map(async (reference) => {
      const device = await read(reference, patientId, access);
      return 'resource' in device ? [{ resource: device.resource, fullUrl: reference }] : [];
    }),
  );
  return found.flat();
}
