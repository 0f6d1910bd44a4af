import { asObject, type JsonObject, objectsIn } from '../json.ts';
import { type DraftEntry, entriesIn } from './request.ts';

/** Every resource of a prefetch, whatever its key: clients choose keys of their own, and send lone resources and lists, too. */
export function sentAlong(prefetch: JsonObject): readonly DraftEntry[] {
  return entriesIn(Object.values(prefetch).flatMap((value) => [value].flat().map((resource) => ({ resource }))));
}

const entriesOf = (value: unknown) => objectsIn(asObject(value)?.['entry']);

const holds = (value: unknown, type: string) =>
  entriesIn(entriesOf(value)).some(({ resource }) => resource['resourceType'] === type);

/** True for the answer to a search for a type, whatever is included beside the matches. Bundles of other kinds have no further pages. */
function isSearchFor(value: unknown, type: string): boolean {
  if ((asObject(value)?.['type'] ?? 'searchset') !== 'searchset') return false;
  const matches = entriesOf(value).filter(({ search }) => (asObject(search)?.['mode'] ?? 'match') === 'match');
  return matches.length > 0 && matches.every(({ resource }) => asObject(resource)?.['resourceType'] === type);
}

/**
 * The prefetch with all resources of a type that came under other keys, or alone, as a search result under this key. For what is
 * one of a kind, such as the Coverage: whether all of a long list came under other keys cannot be told. Where they all came as one
 * search result it is that one, which says whether there are more.
 */
export function collected(prefetch: JsonObject, key: string, type: string): JsonObject {
  if (holds(prefetch[key], type)) return prefetch;
  const foundIn = (sent: JsonObject) => sentAlong(sent).filter(({ resource }) => resource['resourceType'] === type);
  const found = foundIn(prefetch);
  if (found.length === 0) return prefetch;
  const search = Object.values(prefetch).find((value) => isSearchFor(value, type));
  const isWhole = search !== undefined && foundIn({ [key]: search }).length === found.length;
  return { ...prefetch, [key]: isWhole ? search : { resourceType: 'Bundle', type: 'searchset', entry: found } };
}
