import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { addressWithin } from './address.ts';
import type { FhirAccess } from './pages.ts';
import { allows } from './scopes.ts';

const saysWho = (payor: JsonObject) =>
  asText(payor['display']) !== undefined || asObject(payor['identifier']) !== undefined;

function beside(reference: string, coverage: JsonObject, others: readonly JsonObject[]): JsonObject | undefined {
  if (reference.startsWith('#'))
    return objectsIn(coverage['contained']).find(({ id }) => reference === `#${String(id)}`);
  return others.find(({ resourceType, id }) => {
    const local = `${String(resourceType)}/${String(id)}`;
    return reference === local || reference.endsWith(`/${local}`);
  });
}

async function read(reference: string, access: FhirAccess | undefined): Promise<JsonObject | undefined> {
  const url = access && addressWithin(reference, access.base);
  if (!access || !url || !/\/Organization\/[^/]+$/.test(url.pathname) || !allows(access.scope, 'Organization', 'read'))
    return undefined;
  const answer = await access.client.get(url, access.base, access.token, access.signal);
  return 'missing' in answer ? undefined : asObject(answer.content);
}

/**
 * Names the payors of a Coverage: one that is only a reference is looked up where it is contained, beside the Coverage,
 * or on the FHIR server. What cannot be found stays as it is; the payer is then recognised by other means or not at all.
 */
export async function namePayors(
  coverage: JsonObject,
  others: readonly JsonObject[],
  access: FhirAccess | undefined,
): Promise<JsonObject> {
  const payors = objectsIn(coverage['payor']);
  if (payors.every(saysWho)) return coverage;
  const named = payors.map(async (payor) => {
    const reference = asText(payor['reference']);
    if (saysWho(payor) || reference === undefined) return payor;
    const organization = beside(reference, coverage, others) ?? (await read(reference, access));
    const display = asText(organization?.['name']);
    const [identifier] = objectsIn(organization?.['identifier']);
    return { ...payor, ...(display === undefined ? {} : { display }), ...(identifier ? { identifier } : {}) };
  });
  return { ...coverage, payor: await Promise.all(named) };
}
