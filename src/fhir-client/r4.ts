import { asObject, asText, type JsonObject } from '../json.ts';

const asConcept = (code: unknown) => (asText(code) === undefined ? code : { coding: [{ code }] });

/** A Condition as R4 has it: DSTU2 and STU3 give both statuses as plain codes. */
function condition(resource: JsonObject): JsonObject {
  const { clinicalStatus, verificationStatus } = resource;
  if (typeof clinicalStatus !== 'string' && typeof verificationStatus !== 'string') return resource;
  return { ...resource, clinicalStatus: asConcept(clinicalStatus), verificationStatus: asConcept(verificationStatus) };
}

/** A Coverage as R4 has it: DSTU2 says `issuer` for the payor and gives the type as a Coding, R5 says `insurer`. */
function coverage(resource: JsonObject): JsonObject {
  const type = asObject(resource['type']);
  const issuer = asObject(resource['issuer'] ?? resource['insurer']);
  if (!issuer && type?.['code'] === undefined) return resource;
  return {
    ...resource,
    ...(type?.['code'] === undefined ? {} : { type: { coding: [type] } }),
    ...(issuer && resource['payor'] === undefined ? { payor: [issuer] } : {}),
  };
}

/** Brings what other FHIR versions say differently into the form of R4, which the policies are written for. */
export function toR4(resource: JsonObject): JsonObject {
  if (resource['resourceType'] === 'Condition') return condition(resource);
  return resource['resourceType'] === 'Coverage' ? coverage(resource) : resource;
}
