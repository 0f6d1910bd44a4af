import { resolverWithin } from '../hooks/draft.ts';
import { referenceTo } from '../hooks/request.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';

/** Coverages that an order references. */
export interface Insurance {
  /** References in `insurance`, as written, without a version. */
  readonly references: readonly string[];
  /** Coverages that the order contains. */
  readonly contained: readonly JsonObject[];
}

const isCoverage = ({ resourceType }: JsonObject) => resourceType === 'Coverage';

/** The Coverages that an order contains. Their payors stand beside them there, since nothing contained contains (FHIR R4 dom-2). */
function containedIn(order: JsonObject): readonly JsonObject[] {
  const contained = objectsIn(order['contained']);
  const organizations = contained.filter(({ resourceType }) => resourceType === 'Organization');
  const coverages = contained.filter(isCoverage);
  if (organizations.length === 0) return coverages;
  const within = resolverWithin(order);
  const named = (payor: JsonObject) => {
    const name = asText(within(String(payor['reference']))?.['name']);
    return name === undefined ? payor : { display: name, ...payor };
  };
  return coverages.map((coverage) => ({
    ...coverage,
    payor: objectsIn(coverage['payor']).map(named),
    contained: organizations,
  }));
}

/** Reads `insurance` of an order (FHIR R4 ServiceRequest and DeviceRequest). */
export function insuranceOf(order: JsonObject): Insurance {
  return {
    references: objectsIn(order['insurance']).flatMap(
      ({ reference }) => asText(reference)?.split('/_history')[0] ?? [],
    ),
    contained: containedIn(order),
  };
}

/**
 * The insurance with the Coverages that were sent with the order: in its Bundle, or under an address of their own. One of `coverages`
 * is named by its id then.
 */
export function withSent(insurance: Insurance, coverages: readonly JsonObject[], resolve: Resolve): Insurance {
  const { references, contained } = insurance;
  if (references.length === 0) return insurance;
  const isHere = meaningOneOf(coverages);
  const ids = new Set(coverages.map(({ id }) => id));
  const sent = references.flatMap((reference) => {
    const coverage = isHere(reference) ? undefined : resolve(reference);
    return coverage && isCoverage(coverage) ? [{ reference, coverage }] : [];
  });
  const isKnown = ({ coverage }: { readonly coverage: JsonObject }) => ids.has(coverage['id']);
  const beside = sent.filter((each) => !isKnown(each));
  return {
    references: [...references, ...sent.filter(isKnown).map(({ coverage }) => referenceTo(coverage))],
    contained: [...contained, ...beside.map(({ reference, coverage }) => ({ ...coverage, id: idIn(reference) }))],
  };
}

/** True for a reference to a Coverage, by its type. */
export const isToCoverage = (reference: string) => /Coverage\//.test(reference);

const stepsOf = (reference: string) => reference.split(/[/#:]/).toReversed();
const idIn = (reference: string) => stepsOf(reference)[0];

/** Memoizes by the insurance that orders name: most orders of a call name the same. */
export function byInsurance<T>(ask: (insurance: Insurance, order: JsonObject) => T): (order: JsonObject) => T {
  const known = new Map<string, { readonly value: T }>();
  return (order) => {
    const insurance = insuranceOf(order);
    const key = JSON.stringify(insurance);
    const { value } = known.get(key) ?? { value: ask(insurance, order) };
    known.set(key, { value });
    return value;
  };
}

/** True if a reference with the id of the Coverage means it: relative, absolute, contained or by UUID. */
const isOfType = (reference: string, { resourceType }: JsonObject) =>
  ['', 'uuid', resourceType].includes(stepsOf(reference)[1] ?? '');

/** True for the Coverages that one of the references means. */
export function meantBy(references: readonly string[]): (coverage: JsonObject) => boolean {
  const withId = Map.groupBy<unknown, string>(references, idIn);
  return (coverage) => (withId.get(coverage['id']) ?? []).some((reference) => isOfType(reference, coverage));
}

/** True for the references that mean one of the Coverages. */
export function meaningOneOf(coverages: readonly JsonObject[]): (reference: string) => boolean {
  const byId = Map.groupBy(coverages, ({ id }) => id);
  return (reference) => (byId.get(idIn(reference)) ?? []).some((coverage) => isOfType(reference, coverage));
}
