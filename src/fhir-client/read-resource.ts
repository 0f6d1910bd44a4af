import type { MissingReason } from '../decision/facts.ts';
import { typeAndId } from '../hooks/reference.ts';
import { isAbout } from '../hooks/searchset.ts';
import { asObject, asText, type JsonObject, type ParseJson } from '../json.ts';
import type { AccessOrReason } from './access.ts';
import { addressWithin } from './address.ts';
import { allows } from './scopes.ts';

/** A resource that was read, or why there is none. */
type ReadResource = { readonly resource: JsonObject } | { readonly missing: MissingReason };

/** The resource, unless it says that it is another patient's. */
const asPatients = (resource: JsonObject, patientId: string): ReadResource =>
  isAbout(resource, patientId) ? { resource } : { missing: 'gone' };

/**
 * Reads one resource from the client's FHIR server, by `Type/id` or by its whole address. One that says it is another patient's than
 * `patientId` is `gone`; without it nobody's is. `parse` reads the text of the answer; JSON.parse without it.
 */
export async function readResource(
  reference: string,
  patientId: string | undefined,
  access: AccessOrReason,
  parse?: ParseJson,
): Promise<ReadResource> {
  if (typeof access === 'string') return { missing: access };
  const { type, id } = typeAndId(reference) ?? {};
  if (type === undefined) return { missing: 'unresolved' };
  if (!allows(access.scope, type, 'read')) return { missing: 'not-allowed' };
  const url = addressWithin(reference, access.base);
  if (!url) return { missing: 'foreign-link' };
  const answer = await access.client.get(url, access, parse);
  if ('missing' in answer) return answer;
  const resource = asObject(answer.content);
  if (resource?.['resourceType'] !== type || (asText(resource['id']) ?? id) !== id) return { missing: 'not-fhir' };
  return patientId === undefined ? { resource } : asPatients(resource, patientId);
}

/** A resource that was sent along, else read as readResource does. One that says it is another patient's is `gone`. */
export async function findResource(
  reference: string,
  sent: (reference: string) => JsonObject | undefined,
  patientId: string,
  access: AccessOrReason,
  parse?: ParseJson,
): Promise<ReadResource> {
  const resource = sent(reference);
  return resource ? asPatients(resource, patientId) : readResource(reference, patientId, access, parse);
}
