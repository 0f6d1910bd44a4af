import type { Question } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
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

/** Puts a call and the facts of its patient into the question that is to be decided. */
export function questionOf({ hook, draftOrders, selections }: HookRequest, facts: Facts, today: string): Question {
  return {
    hook,
    resources: draftOrders.map(({ resource }) => resource),
    resolve: resolverOf(draftOrders),
    selected: selections,
    facts,
    today,
  };
}
