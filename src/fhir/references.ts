import type { Fact } from '../decision/facts.ts';
import { localReference } from '../hooks/request.ts';
import { asObject, type JsonObject, objectsIn } from '../json.ts';
import { addressWithin } from './address.ts';
import type { FhirAccess } from './pages.ts';
import { toR4 } from './r4.ts';
import { allows } from './scopes.ts';

/** An order has few reasons; what is beyond is not looked up. */
const MOST_REFERENCES = 10;

/** All resources of the prefetch, alone or in Bundles. */
function* resourcesIn(prefetch: JsonObject): Generator<JsonObject> {
  for (const value of Object.values(prefetch)) {
    const resource = asObject(value);
    if (!resource) continue;
    if (resource['resourceType'] !== 'Bundle') yield resource;
    else for (const entry of objectsIn(resource['entry'])) yield* resourcesIn({ entry: entry['resource'] });
  }
}

async function read(reference: string, access: FhirAccess | undefined): Promise<JsonObject | undefined> {
  const url = access && addressWithin(reference, access.base);
  const [, type = ''] = /\/([A-Z][A-Za-z]+)\/[^/]+$/.exec(url?.pathname ?? '') ?? [];
  if (!access || !url || !allows(access.scope, type, 'read')) return undefined;
  const answer = await access.client.get(url, access.base, access.token, access.signal);
  return 'missing' in answer ? undefined : asObject(answer.content);
}

/**
 * The resources that references of the orders name (`Type/id` or whole addresses): from what was sent along, else read from
 * the client's FHIR server. What cannot be found is left out.
 */
export async function readReferences(
  references: readonly string[],
  prefetch: JsonObject,
  access: FhirAccess | undefined,
): Promise<Fact<readonly JsonObject[]>> {
  if (references.length === 0) return { state: 'known', value: [] };
  const sent = new Map(
    [...resourcesIn(prefetch)].map((resource) => [
      `${String(resource['resourceType'])}/${String(resource['id'])}`,
      resource,
    ]),
  );
  const wanted = references.slice(0, MOST_REFERENCES);
  const found = await Promise.all(wanted.map(async (each) => sent.get(localReference(each)) ?? read(each, access)));
  return { state: 'known', value: found.filter((resource) => resource !== undefined).map(toR4) };
}
