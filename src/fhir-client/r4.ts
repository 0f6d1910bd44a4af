import { asObject, asText, type JsonObject, objectsIn } from '../json.ts';

const asConcept = (code: unknown) => (asText(code) === undefined ? code : { coding: [{ code }] });

/** A Condition as R4 has it: DSTU2 and STU3 give both statuses as plain codes. */
function condition(resource: JsonObject): JsonObject {
  const { clinicalStatus, verificationStatus } = resource;
  if (typeof clinicalStatus !== 'string' && typeof verificationStatus !== 'string') return resource;
  return { ...resource, clinicalStatus: asConcept(clinicalStatus), verificationStatus: asConcept(verificationStatus) };
}

/** The payors of a Coverage of another version: DSTU2 says `issuer`, R5 `insurer`, or for self-pay who pays in `paymentBy`. */
function payorsOf({ issuer, insurer, paymentBy }: JsonObject): readonly JsonObject[] {
  const insurers = objectsIn(issuer ?? insurer);
  return insurers.length > 0 ? insurers : objectsIn(paymentBy).flatMap(({ party }) => objectsIn(party));
}

/** A Coverage as R4 has it: DSTU2 gives the type as a Coding. */
function coverage(resource: JsonObject): JsonObject {
  const type = asObject(resource['type']);
  const payors = resource['payor'] === undefined ? payorsOf(resource) : [];
  if (payors.length === 0 && type?.['code'] === undefined) return resource;
  return {
    ...resource,
    ...(type?.['code'] === undefined ? {} : { type: { coding: [type] } }),
    ...(payors.length > 0 ? { payor: payors } : {}),
  };
}

/** Brings what other FHIR versions say differently into the form of R4, which the policies are written for. */
export function toR4(resource: JsonObject): JsonObject {
  if (resource['resourceType'] === 'Condition') return condition(resource);
  return resource['resourceType'] === 'Coverage' ? coverage(resource) : resource;
}
