import { asObject, type JsonObject } from '../json.ts';
import { type DraftEntry, entriesIn } from './request.ts';

/** Every resource of a prefetch, whatever its key: clients choose keys of their own, and send lone resources and lists, too. */
export function sentAlong(prefetch: JsonObject): readonly DraftEntry[] {
  return entriesIn(Object.values(prefetch).flatMap((value) => [value].flat().map((resource) => ({ resource }))));
}

const holds = (value: unknown, type: string) => {
  const entries = asObject(value)?.['entry'];
  return entriesIn(Array.isArray(entries) ? entries : []).some(({ resource }) => resource['resourceType'] === type);
};

/**
 * The prefetch with all resources of a type that came under other keys, or alone, as a search result under this key. For what is
 * one of a kind, such as the Coverage: whether all of a long list came under other keys, nobody knows.
 */
export function collected(prefetch: JsonObject, key: string, type: string): JsonObject {
  if (holds(prefetch[key], type)) return prefetch;
  const found = sentAlong(prefetch).filter(({ resource }) => resource['resourceType'] === type);
  if (found.length === 0) return prefetch;
  return { ...prefetch, [key]: { resourceType: 'Bundle', type: 'searchset', entry: found } };
}
