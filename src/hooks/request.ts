import { asObject, asText, type JsonObject } from '../json.ts';
import { type Authorization, readAuthorization } from './authorization.ts';
import type { Envelope } from './envelope.ts';
import { localReference, referenceTo } from './reference.ts';

/** An entry of draftOrders. */
export interface DraftEntry {
  readonly fullUrl: string | undefined;
  readonly resource: JsonObject;
}

/** Most orders that a call may name only: each may be a request to the client's FHIR server. */
export const MOST_NAMED_ORDERS = 100;

/** Orders that a call is about and names only: they are sent along, or stand on the client's FHIR server. */
interface WantedOrders {
  /** `Type/id` or whole addresses, without a version. */
  readonly references: readonly string[];
  /** Entry used if none of them can be resolved. */
  readonly otherwise: DraftEntry | undefined;
}

/** The orders of a call. */
export interface DraftOrders {
  /** The entries of draftOrders that hold a resource. */
  readonly entries: readonly DraftEntry[];
  /** The selected ones; undefined on a hook where all orders count. */
  readonly selected: ReadonlySet<JsonObject> | undefined;
  /** Orders that are only named; undefined on a hook whose context holds its orders. */
  readonly wanted?: readonly WantedOrders[];
}

/** A CDS Hooks call whose form has been checked. */
export interface HookRequest {
  /** The hook whose triggers in the policies answer. */
  readonly trigger: string;
  readonly hookInstance: string;
  readonly patientId: string;
  readonly orders: DraftOrders;
  /** Base address of the client's FHIR server, if it named one. */
  readonly fhirServer: string | undefined;
  /** The token is kept in memory for this call only. */
  readonly authorization: Authorization;
  /** Prefetched values by key. */
  readonly prefetch: JsonObject;
}

/** The depth to which Bundles in Bundles are read: a FHIR server may nest them without end. */
export const MOST_NESTED = 8;

/** The entries of a Bundle that hold a resource; in place of a Bundle among them, those it holds. */
export function entriesIn(
  entries: readonly unknown[] | null | undefined,
  levels: number = MOST_NESTED,
): readonly DraftEntry[] {
  return (entries ?? []).flatMap((item) => {
    const entry = asObject(item);
    const resource = asObject(entry?.['resource']);
    const fullUrl = asText(entry?.['fullUrl']);
    if (!resource) return [];
    const inner = resource['entry'];
    if (resource['resourceType'] === 'Bundle')
      return levels > 0 && Array.isArray(inner) ? entriesIn(inner, levels - 1) : [];
    return [{ resource, fullUrl }];
  });
}

/** The names that are there more than once. */
function repeatedAmong(names: readonly string[]): ReadonlySet<string> {
  const once = new Set<string>();
  return new Set(names.filter((name) => once.size === once.add(name).size));
}

/** The entries of draftOrders: one that is there twice, word for word, is one order. */
export function draftsIn(entries: readonly unknown[] | null | undefined): readonly DraftEntry[] {
  const all = entriesIn(entries);
  const names = all.map(({ resource }) => referenceTo(resource));
  const repeated = repeatedAmong(names);
  const seen = new Set<string>();
  return all.filter(({ resource }, at) => {
    if (resource['id'] === undefined || !repeated.has(names[at] ?? '')) return true;
    const text = JSON.stringify(resource);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

/**
 * The resources that selections name: by `Type/id`, by the bare id, by a whole address with or without a version, or by the
 * fullUrl of their entry, which may hold the id that the resource lacks.
 */
export function selectedAmong(entries: readonly DraftEntry[], selections: readonly string[]): ReadonlySet<JsonObject> {
  const names = new Set(selections.flatMap((selection) => [selection, localReference(selection)]));
  const isNamed = ({ fullUrl, resource }: DraftEntry) => {
    const { id } = resource;
    if (fullUrl !== undefined && (names.has(fullUrl) || names.has(localReference(fullUrl)))) return true;
    return typeof id === 'string' && (names.has(referenceTo(resource)) || names.has(id));
  };
  return new Set(entries.filter(isNamed).map(({ resource }) => resource));
}

/** A request from a body of the right form. Throws RequestError as readAuthorization does. */
export function readRequest(body: Envelope, orders: DraftOrders, trigger: string): HookRequest {
  const { patientId } = body.context;
  return {
    trigger,
    hookInstance: body.hookInstance,
    patientId,
    orders,
    fhirServer: body.fhirServer || undefined,
    authorization: readAuthorization(body.fhirAuthorization, body.fhirServer, patientId),
    prefetch: asObject(body.prefetch) ?? {},
  };
}
