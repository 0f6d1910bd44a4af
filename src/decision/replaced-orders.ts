import { referenceTo } from '../hooks/reference.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Order, Resolve } from '../matching/order.ts';

/** The elements in which an order names those it takes the place of (FHIR R4 ServiceRequest.replaces, DeviceRequest.priorRequest). */
const REPLACING = ['replaces', 'priorRequest'];

/** An order by its reference, since it may be there twice; one without an id by itself. */
const identityOf = (order: JsonObject) => (order['id'] === undefined ? order : referenceTo(order));

/** The orders of the draft that this one names in such elements. */
function namedBy(order: JsonObject, elements: readonly string[], resolve: Resolve): ReadonlySet<JsonObject | string> {
  const named = elements.flatMap((element) => objectsIn(order[element]));
  const found = named.map(({ reference }) => resolve(asText(reference) ?? ''));
  return new Set(found.filter((other) => other !== undefined).map(identityOf));
}

/** The orders that others of them name in such elements. Two that name each other do not count. */
function namedAmong(orders: readonly Order[], elements: readonly string[], resolve: Resolve): ReadonlySet<Order> {
  const isNaming = orders.some(({ resource }) => elements.some((element) => element in resource));
  if (!isNaming) return new Set();
  const names = new Map(orders.map(({ resource }) => [identityOf(resource), namedBy(resource, elements, resolve)]));
  const pairs = [...names].flatMap(([order, theirs]) =>
    [...theirs].filter((other) => other !== order && names.get(other)?.has(order) !== true),
  );
  const named = new Set(pairs);
  return new Set(orders.filter(({ resource }) => named.has(identityOf(resource))));
}

/** The orders that are history: another order of the same draft takes their place. Two that replace each other both stand. */
export function replacedAmong(orders: readonly Order[], resolve: Resolve): ReadonlySet<Order> {
  return namedAmong(orders, REPLACING, resolve);
}

/** The orders that another one carries out (FHIR R4 ServiceRequest.basedOn): the two are one service, planned and then ordered. */
export function carriedOutAmong(orders: readonly Order[], resolve: Resolve): ReadonlySet<Order> {
  return namedAmong(orders, ['basedOn'], resolve);
}
