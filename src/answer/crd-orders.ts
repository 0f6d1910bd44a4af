import { isFailure } from '../decision/facts.ts';
import { RequestError } from '../errors.ts';
import type { AccessOrReason } from '../fhir-client/access.ts';
import { findOrders, readDevices } from '../fhir-client/orders.ts';
import { asJudged, isOrderOf } from '../hooks/crd-order.ts';
import { resolverOf, sentWith } from '../hooks/draft.ts';
import type { DraftEntry, HookRequest } from '../hooks/request.ts';
import { isAbout } from '../hooks/searchset.ts';
import { collected, sentAlong } from '../hooks/sent-along.ts';
import type { JsonObject } from '../json.ts';
import { wholeOf } from '../matching/long-resources.ts';
import { deviceAddressOf, type Resolve } from '../matching/order.ts';

/** The orders of a CRD call, all found but those of another patient, in the form in which they are judged. */
export interface CrdOrders {
  /** The request with its orders for judging, and its Coverages under their key. */
  readonly request: HookRequest;
  /** The order as the client sent it, by the one that is judged. */
  readonly sent: ReadonlyMap<JsonObject, JsonObject>;
  /** The orders for judging whose Device failed to come. */
  readonly unread: ReadonlySet<JsonObject>;
  /** Finds what was sent along or read. */
  readonly lookup: Resolve;
}

/** An order as it is judged, and as the client sent it. */
interface JudgedEntry extends DraftEntry {
  readonly sent: JsonObject;
}

const selectedIn = (judged: readonly JudgedEntry[], selected: ReadonlySet<JsonObject> | undefined) =>
  selected && new Set(judged.filter(({ sent }) => selected.has(sent)).map(({ resource }) => resource));

/**
 * Finds the orders that a CRD call is about, and the Devices they refer to: sent, or on the client's FHIR server. Throws
 * RequestError `order-unavailable` if one of them could not be read because that server failed.
 */
export async function crdOrdersOf(request: HookRequest, access: AccessOrReason): Promise<CrdOrders> {
  const { patientId, orders } = request;
  const sentLookup = sentWith(request);
  const { entries, missing } = await findOrders(request, sentLookup, access);
  if (missing.some(isFailure)) throw new RequestError('order-unavailable');
  const devices = await readDevices(entries, sentLookup, patientId, access);
  const isPatients = ({ resource }: DraftEntry) => isAbout(resource, patientId);
  const theirs = entries.filter(({ resource }) => isOrderOf(resource, patientId));
  const judged = theirs.map(({ resource, fullUrl }) => ({
    fullUrl,
    sent: resource,
    resource: asJudged(resource),
  }));
  const isUnread = ({ sent }: JudgedEntry) => isFailure(devices.missing.get(deviceAddressOf(sent) ?? ''));
  return {
    request: {
      ...request,
      orders: { entries: judged, selected: selectedIn(judged, orders.selected) },
      prefetch: collected(request.prefetch, 'coverage', 'Coverage'),
    },
    sent: new Map(judged.map(({ resource, sent }) => [resource, wholeOf(sent)])),
    unread: new Set(judged.filter(isUnread).map(({ resource }) => resource)),
    lookup: resolverOf(() => [...entries, ...sentAlong(request.prefetch).filter(isPatients), ...devices.entries]),
  };
}
