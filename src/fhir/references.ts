import type { Fact, MissingReason } from '../decision/facts.ts';
import { type HookRequest, localReference } from '../hooks/request.ts';
import { asObject, type JsonObject, objectsIn } from '../json.ts';
import type { FhirAccess } from './pages.ts';
import { toR4 } from './r4.ts';
import { findResource } from './read-resource.ts';

/** The orders of a call have few reasons; what is beyond is not looked up. */
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

/**
 * The resources that references of the orders name (`Type/id` or whole addresses): from what was sent along, else read from
 * the client's FHIR server. What cannot be found, or is another patient's, is left out.
 */
export async function readReferences(
  references: readonly string[],
  { prefetch, patientId }: Pick<HookRequest, 'prefetch' | 'patientId'>,
  access: FhirAccess | MissingReason,
): Promise<Fact<readonly JsonObject[]>> {
  if (references.length === 0) return { state: 'known', value: [] };
  const sent = new Map(
    [...resourcesIn(prefetch)].map((resource) => [
      `${String(resource['resourceType'])}/${String(resource['id'])}`,
      resource,
    ]),
  );
  const lookup = (reference: string) => sent.get(localReference(reference));
  const find = (reference: string) => findResource(reference, lookup, patientId, access);
  const found = await Promise.all(references.slice(0, MOST_REFERENCES).map(find));
  return { state: 'known', value: found.flatMap((one) => ('resource' in one ? [toR4(one.resource)] : [])) };
}
