import { asObject, type JsonObject, objectsIn } from '../../json.ts';
import { searchset } from '../../policies/case-request.ts';
import type { CrdClient } from '../../sites/site.ts';
import type { Ehr } from './ehrs.ts';
import type { TryState } from './state.ts';

const resourcesIn = (bundle: unknown): readonly JsonObject[] =>
  objectsIn(objectsIn(asObject(bundle)?.['entry']).map(({ resource }) => resource));

/** Builds the payor of a Coverage: with the identifiers that the site lists, else by the name alone. */
function payorOf(name: string, { payers }: CrdClient): JsonObject {
  const payer = payers.find(({ label }) => label === name);
  const [identifier] = payer?.identifiers ?? [];
  const [reference] = payer?.references ?? [];
  return { display: name, ...(identifier && { identifier }), ...(reference !== undefined && { reference }) };
}

function coverageOf(coverage: JsonObject, { payer, member }: TryState, crd: CrdClient): JsonObject {
  return {
    ...coverage,
    ...(member === '' ? {} : { subscriberId: member }),
    ...(payer === undefined ? {} : { payor: [payorOf(payer, crd)] }),
  };
}

/**
 * The request as a CRD client of a version sends it: it asks for the version, its orders say who wrote them and when, and its
 * Coverage names the member (CRD 2.2 §Enabling a CRD Server, §Profiles). `today` is YYYY-MM-DD.
 */
export function crdRequestOf(
  request: JsonObject,
  state: TryState,
  { site: { crd }, version }: NonNullable<Ehr['client']>,
  today: string,
): JsonObject {
  const context = asObject(request['context']) ?? {};
  const prefetch = asObject(request['prefetch']) ?? {};
  const written = { authoredOn: today, requester: { reference: context['userId'] } };
  const orders = resourcesIn(context['draftOrders']).map((order) => ({ resource: { ...order, ...written } }));
  const coverages = resourcesIn(prefetch['coverage']).map((coverage) => coverageOf(coverage, state, crd));
  const coverage = state.coverageSent ? { coverage: searchset(coverages) } : {};
  return {
    ...request,
    context: { ...context, draftOrders: { resourceType: 'Bundle', type: 'collection', entry: orders } },
    prefetch: { ...prefetch, ...coverage },
    extension: { 'davinci-crd.requestedVersion': version },
  };
}
