/** Where this project's own FHIR extensions are defined; the sense of each is in docs/policies.md. */
const BASE = 'https://spine-coverage-cds.example/StructureDefinition/';

/** NamingSystem: codes of another system that habitually arrive under this one. */
export const CODES_OF = `${BASE}codes-of`;
/** NamingSystem: a longer code is a kind of the code it begins with. */
export const CODES_NEST = `${BASE}codes-nest`;
/** NamingSystem: its codes stand on claims. */
export const BILLED = `${BASE}billed`;
/** Any element: goes beyond the policy's own text; the value says why it was chosen. */
export const CHOICE = `${BASE}choice`;
/** FHIR's own: a named expression that other expressions and the cards may use. */
export const VARIABLE = 'http://hl7.org/fhir/StructureDefinition/variable';
