import { isFailure } from '../decision/facts.ts';
import { typeIn } from '../hooks/reference.ts';
import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';
import { resolverWithin } from '../matching/contained.ts';
import type { Resolve } from '../matching/order.ts';
import type { AccessOrReason } from './access.ts';
import { readResource } from './read-resource.ts';

const saysWho = (payor: JsonObject) =>
  asText(payor['display']) !== undefined || asObject(payor['identifier']) !== undefined;

/** The payor with the name and identifier of its Organization where it has none of its own. */
function named(payor: JsonObject, organization: JsonObject | undefined): JsonObject {
  const display = asText(organization?.['name']);
  const [identifier] = objectsIn(organization?.['identifier']);
  if (saysWho(payor)) return payor;
  return { ...payor, ...(display === undefined ? {} : { display }), ...(identifier ? { identifier } : {}) };
}

/** A Coverage with its payors named; `isWhole` unless one of them failed to come. */
interface NamedCoverage {
  readonly coverage: JsonObject;
  readonly isWhole: boolean;
}

/**
 * Names the payors of a Coverage: the Organization behind a reference is looked for where it is contained and among what
 * was sent (`others`), and, for a payor that is only a reference, on the FHIR server. The Coverage then contains it, with its other
 * names and identifiers. What is not there stays as it is; the payer is then recognised by other means or not at all.
 */
export async function namePayors(
  coverage: JsonObject,
  others: Resolve,
  access: AccessOrReason,
): Promise<NamedCoverage> {
  const within = resolverWithin(coverage);
  let isWhole = true;
  const found = await Promise.all(
    objectsIn(coverage['payor']).map(async (payor) => {
      const reference = asText(payor['reference']);
      if (reference === undefined) return { payor };
      const near = within(reference) ?? others(reference);
      if (near || saysWho(payor) || typeIn(reference) !== 'Organization')
        return { payor: named(payor, near), organization: near };
      const read = await readResource(reference, undefined, access);
      const organization = 'resource' in read ? read.resource : undefined;
      isWhole &&= !('missing' in read && isFailure(read.missing));
      return { payor: named(payor, organization), organization };
    }),
  );
  const organizations = found.flatMap(({ organization }) => organization ?? []);
  if (organizations.length === 0) return { coverage, isWhole };
  const contained = new Set([...objectsIn(coverage['contained']), ...organizations]);
  return { coverage: { ...coverage, payor: found.map(({ payor }) => payor), contained: [...contained] }, isWhole };
}
