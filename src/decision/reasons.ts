import { resolverAmong } from '../hooks/draft.ts';
import { referenceTo, typeAndId, typeIn } from '../hooks/reference.ts';
import { isAbout } from '../hooks/searchset.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { resolverWithin } from '../matching/contained.ts';
import { isShortened } from '../matching/long-resources.ts';
import { memoizeWeakly } from '../matching/memoize.ts';
import type { Resolve } from '../matching/order.ts';
import { type Fact, type Facts, factNamed, resourcesOf } from './facts.ts';

/** Name of the fact that holds what the orders refer to. */
export const REFERENCED = 'references';

/** Reads the reason of an order: concepts and references, in the forms of R4, R5 and DSTU2. */
function statedIn(order: JsonObject) {
  const both = objectsIn(order['reason']);
  const coded = [order['reasonCode'], order['reasonCodeableConcept']].flatMap(objectsIn);
  const concepts = [...coded, ...both.map(({ concept }) => asObject(concept))];
  const references = [...objectsIn(order['reasonReference']), ...both.map(({ reference }) => asObject(reference))];
  return {
    concepts: concepts.filter((concept) => concept !== undefined),
    references: references.filter((reference) => reference !== undefined),
  };
}

/** References to Conditions that stand outside the order, as the client wrote them. */
export function conditionReferences(order: JsonObject): readonly string[] {
  return statedIn(order).references.flatMap(({ reference }) => {
    const address = asText(reference);
    return address !== undefined && typeIn(address) === 'Condition' ? [address] : [];
  });
}

/** A concept that an order gives as its reason, as a Condition whose evidence is the order. */
function asCondition(code: JsonObject, order: JsonObject): JsonObject {
  return { resourceType: 'Condition', code, evidence: [{ detail: [{ reference: referenceTo(order) }] }] };
}

/** True for a Condition that an order gave as its reason, and nobody recorded. */
export function isReasonOfOrder({ resourceType, id, evidence }: JsonObject): boolean {
  return resourceType === 'Condition' && id === undefined && evidence !== undefined;
}

/** True for a reference that leads to something, and not to another type than Condition. A display alone leads nowhere. */
function mayLeadToCondition({ reference, identifier, type }: JsonObject): boolean {
  const address = asText(reference);
  if (address === undefined && asObject(identifier) === undefined) return false;
  const told = asText(type)?.split('/').at(-1) ?? typeIn(address);
  return told === undefined || told === 'Condition';
}

/** The look-up among the resources gathered for a call, which all its orders share. */
const gatheredIn = memoizeWeakly((facts: Facts) =>
  resolverAmong(() => ['conditions', REFERENCED].flatMap((name) => resourcesOf(factNamed(facts, name)))),
);

/** Finds what a reference of an order leads to, unless that says it is another patient's than the order. */
function finder(order: JsonObject, resolve: Resolve, facts: Facts): (reference: JsonObject) => JsonObject | undefined {
  const [within, among] = [resolverWithin(order), gatheredIn(facts)];
  const patient = typeAndId(asText(asObject(order['subject'])?.['reference']) ?? '');
  const isTheirs = (resource: JsonObject) => patient === undefined || isAbout(resource, patient.id);
  return ({ reference }) => {
    const address = asText(reference);
    const found = address === undefined ? undefined : (within(address) ?? resolve(address) ?? among(address));
    return found && isTheirs(found) ? found : undefined;
  };
}

/** Most concepts, and most references, that are looked at of the reason of one order. */
const MOST_REASONS = 1000;

/**
 * The diagnoses that an order gives as its reason, as Conditions: `reasonCode`, and `reasonReference` where it leads to a
 * Condition (contained, in the bundle, sent along, or read from the FHIR server). Known in part if one could not be found;
 * the words of its reference count then. Of very many, and of a shortened order, the first are looked at.
 */
export function reasonsOf(order: JsonObject, resolve: Resolve, facts: Facts): Fact<readonly JsonObject[]> {
  const stated = statedIn(order);
  const [concepts, references] = [stated.concepts.slice(0, MOST_REASONS), stated.references.slice(0, MOST_REASONS)];
  if (concepts.length + references.length === 0) return { state: 'known', value: [] };
  const areAll =
    !isShortened(order) && concepts.length + references.length === stated.concepts.length + stated.references.length;
  const find = finder(order, resolve, facts);
  let isWhole = true;
  const referenced = references.flatMap((reference) => {
    const resource = find(reference);
    if (resource) return resource['resourceType'] === 'Condition' ? [resource] : [];
    isWhole &&= !mayLeadToCondition(reference);
    const display = asText(reference['display']);
    return display === undefined ? [] : [asCondition({ text: display }, order)];
  });
  const value = [...concepts.map((concept) => asCondition(concept, order)), ...referenced];
  if (!areAll) return { state: 'known', value, lacking: 'too-many' };
  return { state: 'known', value, ...(isWhole ? {} : { lacking: 'unresolved' as const }) };
}
