import { RequestError } from '../errors.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { Envelope } from './envelope.ts';

/** An entry of draftOrders. */
export interface DraftEntry {
  readonly fullUrl: string | undefined;
  readonly resource: JsonObject;
}

/** Orders that a call is about and names only: they are sent along, or stand on the client's FHIR server. */
export interface WantedOrders {
  /** `Type/id` each. */
  readonly references: readonly string[];
  /** What the call is about where none of them is to be had. */
  readonly otherwise: DraftEntry | undefined;
}

/** The orders of a call. */
export interface DraftOrders {
  /** The entries of draftOrders that hold a resource. */
  readonly entries: readonly DraftEntry[];
  /** References (`Type/id`) of the selected orders; undefined on a hook where all orders count. */
  readonly selected: ReadonlySet<string> | undefined;
  /** Orders that are only named; undefined on a hook whose context holds its orders. */
  readonly wanted?: readonly WantedOrders[];
}

/** Where the client's data are (CDS Hooks §FHIR Resource Access). The token is kept in memory for this call only. */
export interface FhirSource {
  readonly server: string;
  readonly authorization: { readonly token: string; readonly scope: string } | undefined;
}

/** A CDS Hooks call whose form has been checked. */
export interface HookRequest {
  /** The hook whose triggers in the policies answer. */
  readonly trigger: string;
  readonly hookInstance: string;
  readonly patientId: string;
  readonly orders: DraftOrders;
  /** The client's FHIR server, if it named one, and the token for it. */
  readonly fhir: FhirSource | undefined;
  /** What the client sent along, by prefetch key. */
  readonly prefetch: JsonObject;
}

function checkAgreement(body: Envelope): void {
  if (body.fhirAuthorization && !body.fhirServer)
    throw new RequestError('invalid-request', [{ element: 'fhirServer', text: 'is required with fhirAuthorization' }]);
  const patient = body.fhirAuthorization?.patient;
  if (patient && bareId(patient) !== body.context.patientId)
    throw new RequestError('wrong-patient', [
      { element: 'fhirAuthorization.patient', text: 'differs from context.patientId' },
    ]);
}

/** An id without the type before it: some clients send `Patient/123` where the hook asks for the bare id. */
export function bareId(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** `Type/id` of a reference, also where the client sent a whole address or named a version. */
export function localReference(reference: string): string {
  return /([A-Za-z]+\/[^/]+)(?:\/_history\/[^/]*)?$/.exec(reference)?.[1] ?? reference;
}

/** The entries of a Bundle that hold a resource. */
export function entriesIn(entries: readonly unknown[] | null | undefined): readonly DraftEntry[] {
  return (entries ?? []).flatMap((item) => {
    const entry = asObject(item);
    const resource = asObject(entry?.['resource']);
    const fullUrl = entry?.['fullUrl'];
    return resource ? [{ resource, fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined }] : [];
  });
}

function fhirOf({ fhirServer, fhirAuthorization }: Envelope): FhirSource | undefined {
  if (!fhirServer) return undefined;
  // A token that has expired cannot be used (P25).
  const usable = fhirAuthorization && fhirAuthorization.expires_in > 0;
  return {
    server: fhirServer,
    authorization: usable ? { token: fhirAuthorization.access_token, scope: fhirAuthorization.scope } : undefined,
  };
}

/** A request from a body of the right form. Throws RequestError `invalid-request` or `wrong-patient`. */
export function readRequest(body: Envelope, orders: DraftOrders, trigger: string): HookRequest {
  checkAgreement(body);
  return {
    trigger,
    hookInstance: body.hookInstance,
    patientId: body.context.patientId,
    orders,
    fhir: fhirOf(body),
    prefetch: asObject(body.prefetch) ?? {},
  };
}
