import type { JsonObject } from '../json.ts';
import type { FactDefinition } from './facts.ts';
import { type Environment, variablesOf } from './variables.ts';

/*
 * Made-up data on which every expression is run when the knowledge is loaded: each element that expressions ask for is there
 * in one sample in each of its forms, several times where FHIR allows it, and missing in another.
 */
const coding = { system: 'http://snomed.info/sct', code: '0', display: 'sample' };
const concept = { coding: [coding, coding], text: 'sample' };
const quantity = { value: 2, unit: 'sample', system: 'http://unitsofmeasure.org', code: '1' };
const day = '2026-01-31';
const period = { start: day, end: day };
const note = [{ text: 'sample' }, { text: 'sample' }];
const reference = { reference: 'Sample/1', display: 'sample', identifier: { system: 'urn:sample', value: '1' } };
const request = { id: 'sample', status: 'draft', intent: 'order', priority: 'routine', authoredOn: day, note };
const reasons = {
  reasonCode: [concept, concept],
  reasonReference: [reference],
  insurance: [reference],
  supportingInfo: [reference],
};
const parties = { subject: reference, requester: reference, encounter: reference, performer: [reference] };

export const SAMPLE_ORDERS: readonly JsonObject[] = [
  {
    ...request,
    ...reasons,
    ...parties,
    resourceType: 'ServiceRequest',
    code: concept,
    category: [concept],
    orderDetail: [concept, concept],
    bodySite: [concept, concept],
    quantityQuantity: quantity,
    occurrenceDateTime: day,
    patientInstruction: 'sample',
  },
  {
    ...request,
    resourceType: 'ServiceRequest',
    code: concept,
    quantityRange: { low: quantity, high: quantity },
    occurrenceTiming: { event: [day, day], repeat: { count: 2, frequency: 1, period: 1, periodUnit: 'wk' } },
  },
  {
    ...request,
    resourceType: 'ServiceRequest',
    quantityRatio: { numerator: quantity, denominator: quantity },
    occurrencePeriod: period,
  },
  {
    ...request,
    ...reasons,
    resourceType: 'DeviceRequest',
    codeCodeableConcept: concept,
    parameter: [{ code: concept }],
  },
];

const condition: JsonObject = {
  resourceType: 'Condition',
  id: 'sample',
  clinicalStatus: concept,
  verificationStatus: concept,
  category: [concept],
  severity: concept,
  code: concept,
  bodySite: [concept, concept],
  stage: [{ summary: concept, type: concept }],
  evidence: [{ code: [concept], detail: [reference] }],
  onsetDateTime: day,
  abatementDateTime: day,
  recordedDate: day,
  note,
};
const coverage: JsonObject = {
  resourceType: 'Coverage',
  id: 'sample',
  status: 'active',
  order: 1,
  type: concept,
  subscriberId: 'sample',
  beneficiary: reference,
  relationship: concept,
  period,
  payor: [reference, reference],
  class: [
    { type: concept, value: 'sample', name: 'sample' },
    { type: concept, value: 'sample', name: 'sample' },
  ],
};
const others = {
  onsetString: 'sample',
  abatementBoolean: true,
  onsetDateTime: undefined,
  abatementDateTime: undefined,
};
export const SAMPLE_RESOURCES: Readonly<Record<string, readonly JsonObject[]>> = {
  Condition: [condition, { ...condition, ...others }],
  Coverage: [coverage],
};

/** Values of all variables for one order. */
function sampleOf(order: JsonObject, facts: readonly FactDefinition[]): Environment {
  const resources = facts.map(({ type, variable }) => {
    const plain = { resourceType: type, id: 'sample', status: 'sample', code: concept };
    return [variable, SAMPLE_RESOURCES[type] ?? [plain, plain]] as const;
  });
  return {
    ...Object.fromEntries(resources),
    order,
    codes: [coding, coding],
    words: ['sample', 'sample'],
    reasons: SAMPLE_RESOURCES['Condition'],
    visits: 2,
    sameDayOrder: order,
    undatedOrder: order,
    orders: [order, order],
    currentConditions: SAMPLE_RESOURCES['Condition'],
    coverage,
    payer: 'other',
  };
}

/** The values of variables that every expression must cope with. */
export function samplesFor(facts: readonly FactDefinition[]): readonly Environment[] {
  const [order = {}] = SAMPLE_ORDERS;
  const empty = Object.fromEntries(variablesOf(facts).map((variable) => [variable, []]));
  return [...SAMPLE_ORDERS.map((each) => sampleOf(each, facts)), { ...empty, order }];
}
