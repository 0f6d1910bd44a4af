import { referenceTo } from '../hooks/reference.ts';
import { asText, type JsonObject, objectsIn } from '../json.ts';
import type { Order, Resolve } from '../matching/order.ts';

/** The elements in which an order names those it takes the place of (FHIR R4 ServiceRequest.replaces, DeviceRequest.priorRequest). */
const REPLACING = ['replaces', 'priorRequest'];

/** An order by its reference; one without an id by itself. */
type Identity = JsonObject | string;
const identityOf = (order: JsonObject): Identity => (order['id'] === undefined ? order : referenceTo(order));

/** The orders of the draft that this one takes the place of. */
function replacedBy(order: JsonObject, resolve: Resolve): readonly Identity[] {
  const named = REPLACING.flatMap((element) => objectsIn(order[element]));
  const found = named.map(({ reference }) => resolve(asText(reference) ?? ''));
  return found.filter((older) => older !== undefined).map(identityOf);
}

/** The orders that others take the place of, also by way of others. Of those that replace each other the first is not among them. */
function historyIn(older: ReadonlyMap<Identity, readonly Identity[]>): ReadonlySet<Identity> {
  const named = new Set([...older.values()].flat());
  const latest = [...older.keys()].filter((each) => !named.has(each));
  const history = new Set<Identity>();
  for (const standing of [...latest, ...older.keys()]) {
    if (history.has(standing)) continue;
    const open = [...(older.get(standing) ?? [])];
    for (const each of open) {
      if (each === standing || history.has(each)) continue;
      history.add(each);
      for (const before of older.get(each) ?? []) open.push(before);
    }
  }
  return history;
}

/** The orders that are history: another order of the same draft takes their place. */
export function replacedAmong(orders: readonly Order[], resolve: Resolve): ReadonlySet<Order> {
  const older = new Map<Identity, readonly Identity[]>();
  for (const { resource } of orders) {
    const identity = identityOf(resource);
    const replaced = replacedBy(resource, resolve);
    if (replaced.length > 0) older.set(identity, [...(older.get(identity) ?? []), ...replaced]);
  }
  const history = historyIn(older);
  return new Set(history.size === 0 ? [] : orders.filter(({ resource }) => history.has(identityOf(resource))));
}
