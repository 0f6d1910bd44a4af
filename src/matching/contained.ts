import { type JsonObject, objectsIn } from '../json.ts';

/** Address of a contained resource in the resource that holds it: `#` and its id, which some clients write with the `#`. */
export const containedAddress = ({ id }: JsonObject) => `#${String(id ?? '').replace(/^#/, '')}`;

/**
 * Finds what a reference such as `#id` means in the resource that contains it (FHIR R4 §Contained Resources); of several the
 * first.
 */
export function resolverWithin({ contained }: JsonObject): (reference: string) => JsonObject | undefined {
  const index = new Map(
    objectsIn(contained)
      .toReversed()
      .map((resource) => [containedAddress(resource), resource]),
  );
  return (reference) => index.get(reference);
}
