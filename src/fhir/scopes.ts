/** What one FHIR call does. */
export type Interaction = 'read' | 'search';

const SCOPE = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?\S*)?$/;

function permits(permission: string, interaction: Interaction): boolean {
  if (permission === '*' || permission === 'read') return true;
  return /^c?r?u?d?s?$/.test(permission) && permission.includes(interaction === 'read' ? 'r' : 's');
}

/**
 * True if the scopes of the access token allow the call. Reads SMART v1 (`user/Condition.read`) and v2
 * (`user/Condition.rs`, SMART App Launch 2.0 §Scopes); a v2 scope narrowed by a query allows what it names.
 */
export function allows(scope: string, type: string, interaction: Interaction): boolean {
  return scope.split(/\s+/).some((part) => {
    const [, on, permission = ''] = SCOPE.exec(part) ?? [];
    return (on === '*' || on === type) && permission !== 'write' && permits(permission, interaction);
  });
}
