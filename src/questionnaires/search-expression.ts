/** The expressions between `{{` and `}}` of a search. */
export function expressionsWithin(search: string): readonly string[] {
  return [...search.matchAll(/\{\{(.*?)\}\}/g)].map(([, expression = '']) => expression);
}

/**
 * The type of resource that a search asks for: `Condition` in `Condition?patient={{%patient.id}}`; undefined for anything
 * else.
 */
export function searchedType(search: string): string | undefined {
  return /^([A-Z][A-Za-z]+)\?[^\s?#]+$/.exec(search.replaceAll(/\{\{.*?\}\}/g, 'x'))?.[1];
}
