import { referenceTo } from '../hooks/reference.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Order, Resolve } from '../matching/order.ts';

/** The elements in which an order names those it takes the place of (FHIR R4 ServiceRequest.replaces, DeviceRequest.priorRequest). */
const REPLACING = ['replaces', 'priorRequest'];

/** An order by its reference; one without an id by itself. */
const identityOf = (order: JsonObject) => (order['id'] === undefined ? order : referenceTo(order));

/** The orders that still stand: one that another order of the same draft takes the place of is history. */
export function withoutReplaced(orders: readonly Order[], resolve: Resolve): readonly Order[] {
  const replaced = new Set<JsonObject | string>();
  const stands = ({ resource }: Order) => !replaced.has(identityOf(resource));
  for (const { resource } of orders) {
    const named = REPLACING.flatMap((element) => objectsIn(resource[element]));
    // Of two that replace each other the first stands.
    if (named.length === 0 || replaced.has(identityOf(resource))) continue;
    const targets = named.map(({ reference }) => resolve(asText(reference) ?? ''));
    for (const target of targets.filter((found) => found !== undefined).map(identityOf))
      if (target !== identityOf(resource)) replaced.add(target);
  }
  return replaced.size === 0 ? orders : orders.filter(stands);
}
