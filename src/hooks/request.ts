import type { ValidateFunction } from 'ajv';
import { RequestError } from '../errors.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { Hook } from '../policies/policy.ts';
import { validatorOf } from '../validator.ts';
import { problemsOf } from './problems.ts';
import { type OrderSelectBody, OrderSelectShape, type OrderSignBody, OrderSignShape } from './shapes.ts';

/** A CDS Hooks call whose form has been checked. */
export interface HookRequest {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly patientId: string;
  /** The entries of draftOrders that hold a resource. */
  readonly draftOrders: readonly DraftEntry[];
  /** References (`Type/id`) of the selected orders; nothing on order-sign, where all orders count. */
  readonly selections: ReadonlySet<string> | undefined;
  /** The client's FHIR server, if it named one, and the token for it. */
  readonly fhir: FhirSource | undefined;
  /** The value of a prefetch key, as the client sent it; `undefined` for a key it left out. Parsed when asked for. */
  readonly prefetched: (key: string) => unknown;
}

/** Where the client's data are (CDS Hooks §FHIR Resource Access). The token is kept in memory for this call only. */
export interface FhirSource {
  readonly server: string;
  readonly authorization: { readonly token: string; readonly scope: string } | undefined;
}

/** An entry of draftOrders. */
export interface DraftEntry {
  readonly fullUrl: string | undefined;
  readonly resource: JsonObject;
}

type Body = OrderSignBody | OrderSelectBody;

const validators: Readonly<Record<Hook, ValidateFunction<Body>>> = {
  'order-sign': validatorOf<Body>(OrderSignShape, { allErrors: true }),
  'order-select': validatorOf<Body>(OrderSelectShape, { allErrors: true }),
};

function checkAgreement(body: Body): void {
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
function localReference(reference: string): string {
  return /([A-Za-z]+\/[^/]+)(?:\/_history\/[^/]*)?$/.exec(reference)?.[1] ?? reference;
}

function entriesOf(body: Body): readonly DraftEntry[] {
  return (body.context.draftOrders.entry ?? []).flatMap((item) => {
    const entry = asObject(item);
    const resource = asObject(entry?.['resource']);
    const fullUrl = entry?.['fullUrl'];
    return resource ? [{ resource, fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined }] : [];
  });
}

function fhirOf({ fhirServer, fhirAuthorization }: Body): FhirSource | undefined {
  if (!fhirServer) return undefined;
  // A token that has expired cannot be used (P25).
  const usable = fhirAuthorization && fhirAuthorization.expires_in > 0;
  return {
    server: fhirServer,
    authorization: usable ? { token: fhirAuthorization.access_token, scope: fhirAuthorization.scope } : undefined,
  };
}

/**
 * Checks the form of a parsed body against the hook of the service that was called (CDS Hooks §HTTP Request, §order-select,
 * §order-sign). The prefetch may come later: then an empty object stands in the body for it. Throws RequestError
 * `invalid-request`, `wrong-hook` or `wrong-patient`, each naming the element.
 */
export function parseRequest(body: unknown, hook: Hook, prefetched?: (key: string) => unknown): HookRequest {
  const named = asObject(body)?.['hook'];
  if (typeof named === 'string' && named !== hook)
    throw new RequestError('wrong-hook', [{ element: 'hook', text: `must be ${hook} for this service` }]);
  const isValid = validators[hook];
  if (!isValid(body)) throw new RequestError('invalid-request', problemsOf(isValid.errors ?? []));
  checkAgreement(body);
  const { context } = body;
  return {
    hook,
    hookInstance: body.hookInstance,
    patientId: context.patientId,
    draftOrders: entriesOf(body),
    selections: 'selections' in context ? new Set(context.selections.map(localReference)) : undefined,
    fhir: fhirOf(body),
    prefetched: prefetched ?? ((key) => asObject(body.prefetch)?.[key]),
  };
}
