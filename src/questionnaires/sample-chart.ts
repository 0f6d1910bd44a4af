import { SAMPLE_ORDERS, SAMPLE_RESOURCES } from '../decision/samples.ts';
import type { JsonObject } from '../json.ts';

/*
 * Made-up charts on which the expressions of questionnaires are run when the knowledge is loaded: one with every element that US
 * Core knows, several times where FHIR allows it, and one with nothing but what FHIR demands.
 */
const day = '1974-12-01';
const period = { start: day, end: day };
const coding = { system: 'http://snomed.info/sct', code: '0', display: 'sample' };
const concept = { coding: [coding, coding], text: 'sample' };
const identifier = { system: 'urn:sample', value: 'sample', type: concept };
const name = {
  use: 'official',
  text: 'sample',
  family: 'sample',
  given: ['sample', 'other'],
  prefix: ['sample'],
  suffix: ['sample'],
  period,
};
const telecom = { system: 'phone', value: 'sample', use: 'home' };
const address = {
  line: ['sample', 'other'],
  city: 'sample',
  state: 'sample',
  postalCode: 'sample',
  country: 'sample',
  period,
};
const quantity = { value: 2.5, unit: 'sample', system: 'http://unitsofmeasure.org', code: '1' };
const reference = { reference: 'Sample/1', display: 'sample', identifier };

const PATIENT: JsonObject = {
  resourceType: 'Patient',
  id: 'sample',
  active: true,
  identifier: [identifier, identifier],
  name: [name, { ...name, use: 'usual' }],
  telecom: [telecom, telecom],
  gender: 'female',
  birthDate: day,
  address: [address, address],
  maritalStatus: concept,
  communication: [{ language: concept, preferred: true }],
};
const OBSERVATION: JsonObject = {
  resourceType: 'Observation',
  id: 'sample',
  status: 'final',
  category: [concept],
  code: concept,
  subject: reference,
  effectiveDateTime: day,
  issued: `${day}T00:00:00Z`,
  valueQuantity: quantity,
  interpretation: [concept],
  component: [{ code: concept, valueQuantity: quantity }],
};
const PROCEDURE: JsonObject = {
  resourceType: 'Procedure',
  id: 'sample',
  status: 'completed',
  code: concept,
  subject: reference,
  performedDateTime: day,
  bodySite: [concept, concept],
  reasonCode: [concept],
};

/** As coverage information has them: parts with values of several types. */
const extension = [
  {
    url: 'urn:sample',
    extension: [
      { url: 'sample', valueString: 'sample' },
      { url: 'sample', valueCode: 'sample' },
    ],
  },
];
const sampleOrders = (type: string) =>
  SAMPLE_ORDERS.filter(({ resourceType }) => resourceType === type).map((order) => ({ ...order, extension }));

const RICH: Readonly<Record<string, readonly JsonObject[]>> = {
  ...SAMPLE_RESOURCES,
  Patient: [PATIENT],
  Observation: [OBSERVATION, { ...OBSERVATION, valueQuantity: undefined, valueCodeableConcept: concept }],
  Procedure: [PROCEDURE, PROCEDURE],
  ServiceRequest: sampleOrders('ServiceRequest'),
  DeviceRequest: sampleOrders('DeviceRequest'),
};

/** Types of resources of which there are samples. */
export const SAMPLED_TYPES = Object.keys(RICH);

/** Resources of a type in each of its forms. */
export function richSamples(type: string): readonly JsonObject[] {
  return RICH[type] ?? [];
}

/** A resource of a type with nothing in it. */
export function sparseSample(type: string): JsonObject {
  return { resourceType: type, id: 'sample' };
}
