import { referenceTo } from '../hooks/reference.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Order, Resolve } from '../matching/order.ts';

/** The elements in which an order names those it takes the place of (FHIR R4 ServiceRequest.replaces, DeviceRequest.priorRequest). */
const REPLACING = ['replaces', 'priorRequest'];

/** An order by its reference, since it may be there twice; one without an id by itself. */
const identityOf = (order: JsonObject) => (order['id'] === undefined ? order : referenceTo(order));

/** The orders of the draft that this one takes the place of. */
function replacedBy(order: JsonObject, resolve: Resolve): ReadonlySet<JsonObject | string> {
  const named = REPLACING.flatMap((element) => objectsIn(order[element]));
  const found = named.map(({ reference }) => resolve(asText(reference) ?? ''));
  return new Set(found.filter((older) => older !== undefined).map(identityOf));
}

/** The orders that are history: another order of the same draft takes their place. Two that replace each other both stand. */
export function replacedAmong(orders: readonly Order[], resolve: Resolve): ReadonlySet<Order> {
  const hasReplacing = orders.some(({ resource }) => REPLACING.some((element) => element in resource));
  if (!hasReplacing) return new Set();
  const older = new Map(orders.map(({ resource }) => [identityOf(resource), replacedBy(resource, resolve)]));
  const replaced = [...older].flatMap(([order, theirs]) =>
    [...theirs].filter((other) => other !== order && older.get(other)?.has(order) !== true),
  );
  const history = new Set(replaced);
  return new Set(orders.filter(({ resource }) => history.has(identityOf(resource))));
}
