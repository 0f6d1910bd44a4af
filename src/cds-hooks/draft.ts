import type { Draft } from '../decision/decide.ts';
import type { Resolve } from '../decision/order.ts';
import type { DraftEntry, HookRequest } from './request.ts';

/** Finds what a reference means within the bundle: by full address, or by `Type/id` (FHIR R4 §Resolving references in Bundles). */
function resolverOf(entries: readonly DraftEntry[]): Resolve {
  return (reference) =>
    entries.find(
      ({ fullUrl, resource }) =>
        fullUrl === reference || `${String(resource['resourceType'])}/${String(resource['id'])}` === reference,
    )?.resource;
}

/** The draft orders of a call, as what is to be decided. */
export function draftOf({ hook, draftOrders, selections }: HookRequest): Draft {
  return {
    hook,
    resources: draftOrders.map(({ resource }) => resource),
    resolve: resolverOf(draftOrders),
    selected: selections,
  };
}
