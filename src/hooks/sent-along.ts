import { asObject, type JsonObject } from '../json.ts';
import { type DraftEntry, entriesIn } from './request.ts';

const entriesOf = ({ entry }: JsonObject) => entriesIn(Array.isArray(entry) ? entry : []);

/**
 * Every resource of a prefetch, whatever its key: CRD clients choose keys of their own, and send lone resources, and Bundles in
 * Bundles, too.
 */
export function sentAlong(prefetch: JsonObject): readonly DraftEntry[] {
  const open: DraftEntry[] = Object.values(prefetch).flatMap((value) => {
    const resource = asObject(value);
    return resource ? [{ resource, fullUrl: undefined }] : [];
  });
  const found: DraftEntry[] = [];
  // The list grows while it is gone through: a Bundle may hold others, deeper than functions may call one another.
  for (const entry of open)
    if (entry.resource['resourceType'] !== 'Bundle') found.push(entry);
    else for (const inner of entriesOf(entry.resource)) open.push(inner);
  return found;
}

const holds = (value: unknown, type: string) =>
  entriesOf(asObject(value) ?? {}).some(({ resource }) => resource['resourceType'] === type);

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
