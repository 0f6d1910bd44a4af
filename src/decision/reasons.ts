import { resolverAmong, resolverWithin } from '../hooks/draft.ts';
import { referenceTo } from '../hooks/request.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import { type Fact, type Facts, factNamed, resourcesOf } from './facts.ts';

/** Name of the fact that holds what the orders refer to. */
export const REFERENCED = 'references';

const TYPED = /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+(?:\/_history\/[^/]*)?$/;

/** The type in a reference by `Type/id`. */
const typeIn = (reference: string | undefined) => TYPED.exec(reference ?? '')?.[1];

/** Reads the reason of an order: concepts and references, in the forms of R4 and R5. */
function statedIn(order: JsonObject) {
  const both = objectsIn(order['reason']);
  const concepts = [...objectsIn(order['reasonCode']), ...both.map(({ concept }) => asObject(concept))];
  const references = [...objectsIn(order['reasonReference']), ...both.map(({ reference }) => asObject(reference))];
  return {
    concepts: concepts.filter((concept) => concept !== undefined),
    references: references.filter((reference) => reference !== undefined),
  };
}

/** The notes of an order, in which a diagnosis may stand as well. */
const notesOf = (order: JsonObject) => objectsIn(order['note']).flatMap(({ text }) => asText(text) ?? []);

/** True if the order gives a reason, in whatever form, or has a note. */
export function statesReason(order: JsonObject): boolean {
  const { concepts, references } = statedIn(order);
  return concepts.length + references.length + notesOf(order).length > 0;
}

/** References to Conditions that stand outside the order, as the client wrote them. */
export function conditionReferences(order: JsonObject): readonly string[] {
  return statedIn(order).references.flatMap(({ reference }) => {
    const address = asText(reference);
    return address !== undefined && typeIn(address) === 'Condition' ? [address] : [];
  });
}

/** A concept that an order gives as its reason, or a note of it, as a Condition whose evidence is the order. */
function asCondition(code: JsonObject, order: JsonObject, display?: 'note'): JsonObject {
  const reference = referenceTo(order);
  return { resourceType: 'Condition', code, evidence: [{ detail: [{ reference, ...(display && { display }) }] }] };
}

/** The part of an order that a Condition stands in which nobody recorded; undefined for one on record. */
export function partOfOrder({ resourceType, id, evidence }: JsonObject): 'reason' | 'note' | undefined {
  if (resourceType !== 'Condition' || id !== undefined || evidence === undefined) return undefined;
  const isNote = objectsIn(evidence).some(({ detail }) => objectsIn(detail).some(({ display }) => display === 'note'));
  return isNote ? 'note' : 'reason';
}

/** True for a reference that leads to something, and not to another type than Condition. A display alone leads nowhere. */
function mayLeadToCondition({ reference, identifier, type }: JsonObject): boolean {
  const address = asText(reference);
  if (address === undefined && asObject(identifier) === undefined) return false;
  const told = asText(type)?.split('/').at(-1) ?? typeIn(address);
  return told === undefined || told === 'Condition';
}

/** Lookups among the resources gathered for a call, by its facts: all its orders share one. */
const gathered = new WeakMap<Facts, Resolve>();

function gatheredIn(facts: Facts): Resolve {
  const resources = () => ['conditions', REFERENCED].flatMap((name) => resourcesOf(factNamed(facts, name)));
  const resolve = gathered.get(facts) ?? resolverAmong(resources);
  gathered.set(facts, resolve);
  return resolve;
}

function finder(order: JsonObject, resolve: Resolve, facts: Facts): (reference: JsonObject) => JsonObject | undefined {
  const [within, among] = [resolverWithin(order), gatheredIn(facts)];
  return ({ reference }) => {
    const address = asText(reference);
    return address === undefined ? undefined : (within(address) ?? resolve(address) ?? among(address));
  };
}

/**
 * The diagnoses that an order gives as its reason, as Conditions: `reasonCode`, and `reasonReference` where it leads to a
 * Condition (contained, in the bundle, sent along, or read from the FHIR server); and its notes, which may name one. Known in part
 * if one could not be found; the words of its reference count then.
 */
export function reasonsOf(order: JsonObject, resolve: Resolve, facts: Facts): Fact<readonly JsonObject[]> {
  const { concepts, references } = statedIn(order);
  const notes = notesOf(order).map((text) => asCondition({ text }, order, 'note'));
  if (concepts.length + references.length === 0) return { state: 'known', value: notes };
  const find = finder(order, resolve, facts);
  let isWhole = true;
  const referenced = references.flatMap((reference) => {
    const resource = find(reference);
    if (resource) return resource['resourceType'] === 'Condition' ? [resource] : [];
    isWhole &&= !mayLeadToCondition(reference);
    const display = asText(reference['display']);
    return display === undefined ? [] : [asCondition({ text: display }, order)];
  });
  const value = [...concepts.map((concept) => asCondition(concept, order)), ...referenced, ...notes];
  return { state: 'known', value, ...(isWhole ? {} : { lacking: 'unresolved' as const }) };
}
