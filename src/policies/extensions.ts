/** Base address of this project's own FHIR extensions; docs/policies.md describes each. */
const BASE = 'https://spine-coverage-cds.example/StructureDefinition/';

/** NamingSystem: codes of another system that habitually arrive under this one. */
export const CODES_OF = `${BASE}codes-of`;
/** NamingSystem: a longer code is a kind of the code it begins with. */
export const CODES_NEST = `${BASE}codes-nest`;
/** NamingSystem: a regular expression that every code of the system fits, from end to end. */
export const CODE_FORM = `${BASE}code-form`;
/** NamingSystem: its codes stand on claims. */
export const BILLED = `${BASE}billed`;
/** Any element: goes beyond the policy's own text; the value says why it was chosen. */
export const CHOICE = `${BASE}choice`;
/** Payer: which kind of coverage it is (`injury`, `medical`, `supplement`, `last-resort`, `self-pay`, `limited`); without it `medical`. */
export const COVERAGE_KIND = `${BASE}coverage-kind`;
/** Payer: words in which its own names do not count, as in "Centers for Medicare & Medicaid Services" for Medicaid. */
export const LOOK_ALIKE = `${BASE}look-alike`;
/** Payer: the id of a more general one that it is a case of, as Medicare Advantage is of Medicare. */
export const NARROWS = `${BASE}narrows`;
/** FHIR's own: a named expression that other expressions and the cards may use. */
export const VARIABLE = 'http://hl7.org/fhir/StructureDefinition/variable';
