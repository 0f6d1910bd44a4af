import type { Draft } from '../decision/decide.ts';
import type { JsonObject } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import { localReference, referenceTo } from './reference.ts';
import type { DraftEntry, HookRequest } from './request.ts';
import { sentAlong } from './sent-along.ts';

/** The resources by full address and by `Type/id`; of several the first. */
function indexOf(entries: readonly DraftEntry[]): ReadonlyMap<string, JsonObject> {
  const index = new Map<string, JsonObject>();
  for (const { fullUrl, resource } of entries.toReversed()) {
    if (fullUrl !== undefined) index.set(fullUrl, resource);
    index.set(referenceTo(resource), resource);
  }
  return index;
}

/**
 * Finds what a reference means among resources that came together (FHIR R4 §Resolving references in Bundles), also by a whole
 * address, or one with a version, whose end names it. Few calls ever ask, so the entries are read at the first question.
 */
export function resolverOf(entriesOf: () => readonly DraftEntry[]): Resolve {
  let index: ReadonlyMap<string, JsonObject> | undefined;
  return (reference) => {
    index ??= indexOf(entriesOf());
    return index.get(reference) ?? index.get(localReference(reference));
  };
}

/** The same among resources that came without their addresses. */
export function resolverAmong(resourcesOf: () => readonly JsonObject[]): Resolve {
  return resolverOf(() => resourcesOf().map((resource) => ({ fullUrl: undefined, resource })));
}

/** Finds what was sent with a call: in its orders, or under any key of its prefetch. */
export function sentWith({ orders, prefetch }: HookRequest): Resolve {
  return resolverOf(() => [...orders.entries, ...sentAlong(prefetch)]);
}

/** The draft orders of a call, as the decider takes them. */
export function draftOf(
  { trigger, patientId, orders: { entries, selected } }: HookRequest,
  resolve = resolverOf(() => entries),
): Draft {
  return { trigger, resources: entries.map(({ resource }) => resource), resolve, selected, patientId };
}
