import type { MissingReason } from '../decision/facts.ts';
import { parseKeepingNumbers } from '../exact-numbers.ts';
import { resolverOf, sentWith } from '../hooks/draft.ts';
import { typeIn } from '../hooks/reference.ts';
import type { DraftEntry, HookRequest } from '../hooks/request.ts';
import { isAbout } from '../hooks/searchset.ts';
import type { JsonObject } from '../json.ts';
import { deviceAddressOf, type Resolve } from '../matching/order.ts';
import type { AccessOrReason } from './access.ts';
import { addressWithin } from './address.ts';
import { findResource, readResource } from './read-resource.ts';

/** The orders of a call, with those that it only named, and why one of these could not be read. */
interface FoundOrders {
  readonly entries: readonly DraftEntry[];
  readonly missing: readonly MissingReason[];
}

/** Finds the orders that a call names only: sent along, or on the client's FHIR server. */
export async function findOrders(
  { orders, patientId }: HookRequest,
  lookup: Resolve,
  access: AccessOrReason,
): Promise<FoundOrders> {
  const wanted = orders.wanted ?? [];
  const find = (reference: string) => findResource(reference, lookup, patientId, access, parseKeepingNumbers);
  // An order is read once, whether it is named by `Type/id` or by its whole address.
  const base = typeof access === 'string' ? undefined : access.base;
  const addressOf = (reference: string) =>
    (base && typeIn(reference) && addressWithin(reference, base)?.href) || reference;
  const addresses = [...new Set(wanted.flatMap((one) => one.references.map(addressOf)))];
  const found = new Map(await Promise.all(addresses.map(async (each) => [each, await find(each)] as const)));
  const foundOf = (reference: string) => {
    const one = found.get(addressOf(reference));
    return one && 'resource' in one ? [{ resource: one.resource, fullUrl: undefined }] : [];
  };
  const entries = wanted.flatMap(({ references: named, otherwise }) => {
    const theirs = named.flatMap(foundOf);
    return theirs.length > 0 || !otherwise ? theirs : [otherwise];
  });
  // An order is one, however often it is named.
  const byResource = new Map([...orders.entries, ...entries].map((entry) => [entry.resource, entry]));
  return {
    entries: [...byResource.values()],
    missing: [...found.values()].flatMap((one) => ('missing' in one ? [one.missing] : [])),
  };
}

/** No call has so many Devices; each is one request to the client's FHIR server. */
const MOST_DEVICES = 50;

/** Devices that orders refer to, as they were read, and by reference why others could not be. */
interface FoundDevices {
  readonly entries: readonly DraftEntry[];
  readonly missing: ReadonlyMap<string, MissingReason>;
}

/** Reads the Devices that orders refer to and that were not sent along. */
export async function readDevices(
  orders: readonly DraftEntry[],
  lookup: Resolve,
  patientId: string,
  access: AccessOrReason,
): Promise<FoundDevices> {
  const addresses = new Set(orders.flatMap(({ resource }) => deviceAddressOf(resource) ?? []));
  const wanted = [...addresses].filter((each) => typeIn(each) === 'Device' && !lookup(each));
  const read = async (reference: string, at: number) =>
    at < MOST_DEVICES
      ? readResource(reference, patientId, access, parseKeepingNumbers)
      : { missing: 'too-many' as const };
  const found = await Promise.all(wanted.map(async (each, at) => [each, await read(each, at)] as const));
  return {
    entries: found.flatMap(([fullUrl, one]) => ('resource' in one ? [{ fullUrl, resource: one.resource }] : [])),
    missing: new Map(found.flatMap(([each, one]) => ('missing' in one ? [[each, one.missing]] : []))),
  };
}

/** The types of what orders refer to that is found under any key of the prefetch. */
const SENT_WITH_ORDERS = new Set<unknown>(['Device', 'Coverage']);

/**
 * Finds what the references of the orders of a call mean: what stands beside them in their Bundle, a Coverage that was sent along, and
 * the Devices that the orders, or those of them that are selected, refer to, sent along or read.
 */
export async function referenceFinder(request: HookRequest, access: AccessOrReason): Promise<Resolve> {
  const { patientId, orders } = request;
  const { entries, selected } = orders;
  const sent = sentWith(request);
  const asked = selected ? entries.filter(({ resource }) => selected.has(resource)) : entries;
  const among = resolverOf(() => entries);
  const read = resolverOf(() => devices);
  const isTheirs = (resource: JsonObject) =>
    SENT_WITH_ORDERS.has(resource['resourceType']) && isAbout(resource, patientId);
  const { entries: devices } = await readDevices(asked, sent, patientId, access);
  return (reference) => among(reference) ?? [sent(reference), read(reference)].find((one) => one && isTheirs(one));
}
