import type { MissingReason } from '../decision/facts.ts';
import { localReference } from '../hooks/request.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { FhirAccess } from './pages.ts';
import { readResource } from './read-resource.ts';

const saysWho = (payor: JsonObject) =>
  asText(payor['display']) !== undefined || asObject(payor['identifier']) !== undefined;

function beside(reference: string, coverage: JsonObject, others: Resolve): JsonObject | undefined {
  if (reference.startsWith('#'))
    return objectsIn(coverage['contained']).find(({ id }) => reference === `#${String(id)}`);
  return others(reference);
}

async function read(reference: string, access: FhirAccess | MissingReason): Promise<JsonObject | undefined> {
  if (!localReference(reference).startsWith('Organization/')) return undefined;
  const read = await readResource(reference, undefined, access);
  return 'resource' in read ? read.resource : undefined;
}

/** The payor with the name and identifier of its Organization where it has none of its own. */
function named(payor: JsonObject, organization: JsonObject | undefined): JsonObject {
  const display = asText(organization?.['name']);
  const [identifier] = objectsIn(organization?.['identifier']);
  if (saysWho(payor)) return payor;
  return { ...payor, ...(display === undefined ? {} : { display }), ...(identifier ? { identifier } : {}) };
}

/**
 * Names the payors of a Coverage: the Organization behind a reference is looked for where it is contained and among what
 * was sent (`others`), and, for a payor that is only a reference, on the FHIR server. The Coverage then contains it, with its other
 * names and identifiers. What cannot be found stays as it is; the payer is then recognised by other means or not at all.
 */
export async function namePayors(
  coverage: JsonObject,
  others: Resolve,
  access: FhirAccess | MissingReason,
): Promise<JsonObject> {
  const payors = objectsIn(coverage['payor']);
  const found = await Promise.all(
    payors.map(async (payor) => {
      const reference = asText(payor['reference']);
      if (reference === undefined) return { payor };
      const near = beside(reference, coverage, others);
      const organization = near ?? (saysWho(payor) ? undefined : await read(reference, access));
      return { payor: named(payor, organization), organization };
    }),
  );
  const organizations = found.flatMap(({ organization }) => organization ?? []);
  if (organizations.length === 0) return coverage;
  const contained = new Set([...objectsIn(coverage['contained']), ...organizations]);
  return { ...coverage, payor: found.map(({ payor }) => payor), contained: [...contained] };
}
