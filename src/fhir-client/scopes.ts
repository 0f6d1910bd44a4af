/** Operation of a FHIR call. */
export type Interaction = 'read' | 'search';

const SCOPE = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?(\S*))?$/;

function permits(permission: string, interaction: Interaction): boolean {
  if (permission === '*' || permission === 'read') return true;
  return /^c?r?u?d?s?$/.test(permission) && permission.includes(interaction === 'read' ? 'r' : 's');
}

/** The queries that narrow the scopes which allow a call; undefined for a scope that is not narrowed. */
function queriesFor(scope: string, type: string, interaction: Interaction): readonly (string | undefined)[] {
  return scope.split(/\s+/).flatMap((part) => {
    const [, on, permission = '', query] = SCOPE.exec(part) ?? [];
    const isAllowed = (on === '*' || on === type) && permission !== 'write' && permits(permission, interaction);
    return isAllowed ? [query] : [];
  });
}

/**
 * True if the scopes of the access token allow the call. Reads SMART v1 (`user/Condition.read`) and v2
 * (`user/Condition.rs`, SMART App Launch 2.0 §Scopes); a v2 scope narrowed by a query allows what it names.
 */
export function allows(scope: string, type: string, interaction: Interaction): boolean {
  return queriesFor(scope, type, interaction).length > 0;
}

/** The values of a parameter, without the systems before them. */
const valuesOf = (parameters: URLSearchParams, name: string) =>
  parameters.getAll(name).flatMap((value) => value.split(',').map((each) => each.slice(each.lastIndexOf('|') + 1)));

/**
 * True if the scopes allow a search but only for a part of what it asks for (SMART App Launch 2.0 §Finer-grained resource
 * constraints). `search` is a query such as `Condition?patient=1&category=a,b`.
 */
export function narrows(scope: string, type: string, search: string): boolean {
  const queries = queriesFor(scope, type, 'search');
  if (queries.length === 0 || queries.includes(undefined)) return false;
  const asked = new URLSearchParams(search.slice(search.indexOf('?') + 1));
  const granted = queries.map((query) => new URLSearchParams(query));
  const [name, ...others] = new Set(granted.flatMap((parameters) => [...parameters.keys()]));
  // Several parameters narrow one another, and what is not asked by that parameter is asked without it.
  if (name === undefined || others.length > 0 || !asked.has(name)) return name !== undefined;
  const values = new Set(granted.flatMap((parameters) => valuesOf(parameters, name)));
  return valuesOf(asked, name).some((value) => !values.has(value));
}
