import type { JsonObject } from '../json.ts';
import { OTHER_PAYER } from '../policies/payer.ts';
import type { FactDefinition } from './facts.ts';
import { type Environment, variablesOf } from './variables.ts';

/*
 * Made-up data on which every expression is run when the knowledge is loaded: each element of the types that expressions ask for
 * is there in one sample in each of its forms, several times where FHIR allows it, and missing in another.
 */
const coding = {
  system: 'http://snomed.info/sct',
  version: 'sample',
  code: '0',
  display: 'sample',
  userSelected: true,
};
const concept = { coding: [coding, coding], text: 'sample' };
const quantity = { value: 2, unit: 'sample', system: 'http://unitsofmeasure.org', code: '1' };
const range = { low: quantity, high: quantity };
const day = '2026-01-31';
const instant = `${day}T12:00:00Z`;
const period = { start: day, end: day };
const identifier = { use: 'usual', type: concept, system: 'urn:sample', value: '1', period };
const reference = { reference: 'Sample/1', type: 'Sample', display: 'sample', identifier };
const note = [
  { text: 'sample', time: instant, authorString: 'sample' },
  { text: 'sample', time: instant, authorReference: reference },
];
const timing = {
  event: [day, day],
  repeat: {
    boundsPeriod: period,
    ...{ count: 2, countMax: 2, frequency: 1, frequencyMax: 2, period: 1, periodMax: 2, periodUnit: 'wk' },
    ...{ duration: 1, durationMax: 2, durationUnit: 'h', dayOfWeek: ['mon', 'tue'], timeOfDay: ['12:00:00'] },
    ...{ when: ['MORN', 'EVE'], offset: 1 },
  },
  code: concept,
};
const request = { id: 'sample', status: 'draft', intent: 'order', priority: 'routine', authoredOn: day, note };
const origin = {
  identifier: [identifier, identifier],
  instantiatesCanonical: ['urn:sample', 'urn:sample'],
  instantiatesUri: ['urn:sample', 'urn:sample'],
  basedOn: [reference, reference],
};
const reasons = {
  reasonCode: [concept, concept],
  reasonReference: [reference, reference],
  insurance: [reference, reference],
  supportingInfo: [reference, reference],
  relevantHistory: [reference, reference],
};
const parties = { subject: reference, requester: reference, encounter: reference, performerType: concept };

export const SAMPLE_ORDERS: readonly JsonObject[] = [
  {
    ...request,
    ...origin,
    ...reasons,
    ...parties,
    resourceType: 'ServiceRequest',
    replaces: [reference, reference],
    requisition: identifier,
    code: concept,
    category: [concept, concept],
    doNotPerform: true,
    orderDetail: [concept, concept],
    quantityQuantity: { ...quantity, comparator: '>' },
    occurrenceDateTime: day,
    asNeededBoolean: true,
    performer: [reference, reference],
    locationCode: [concept, concept],
    locationReference: [reference, reference],
    specimen: [reference, reference],
    bodySite: [concept, concept],
    patientInstruction: 'sample',
  },
  {
    ...request,
    resourceType: 'ServiceRequest',
    code: concept,
    quantityRange: range,
    occurrenceTiming: timing,
    asNeededCodeableConcept: concept,
  },
  {
    ...request,
    resourceType: 'ServiceRequest',
    quantityRatio: { numerator: quantity, denominator: quantity },
    occurrencePeriod: period,
  },
  {
    ...request,
    ...origin,
    ...reasons,
    ...parties,
    resourceType: 'DeviceRequest',
    priorRequest: [reference, reference],
    groupIdentifier: identifier,
    codeCodeableConcept: concept,
    parameter: [
      { code: concept, valueCodeableConcept: concept },
      { code: concept, valueQuantity: quantity },
      { code: concept, valueRange: range },
      { code: concept, valueBoolean: true },
    ],
    occurrenceDateTime: day,
    performer: reference,
  },
  { ...request, resourceType: 'DeviceRequest', codeReference: reference, occurrenceTiming: timing },
];

const condition: JsonObject = {
  resourceType: 'Condition',
  id: 'sample',
  identifier: [identifier, identifier],
  clinicalStatus: concept,
  verificationStatus: concept,
  category: [concept, concept],
  severity: concept,
  code: concept,
  bodySite: [concept, concept],
  subject: reference,
  encounter: reference,
  recordedDate: day,
  recorder: reference,
  asserter: reference,
  stage: [{ summary: concept, type: concept, assessment: [reference, reference] }],
  evidence: [{ code: [concept, concept], detail: [reference, reference] }],
  note,
};
const CONDITIONS: readonly JsonObject[] = [
  { ...condition, onsetDateTime: day, abatementDateTime: day },
  { ...condition, onsetString: 'sample', abatementString: 'sample' },
  { ...condition, onsetAge: quantity, abatementAge: quantity },
  { ...condition, onsetPeriod: period, abatementPeriod: period },
  // Of older FHIR: a Condition that is over.
  { ...condition, onsetRange: range, abatementRange: range, abatementBoolean: true },
];
const coverage: JsonObject = {
  resourceType: 'Coverage',
  id: 'sample',
  identifier: [identifier, identifier],
  status: 'active',
  order: 1,
  type: concept,
  policyHolder: reference,
  subscriber: reference,
  subscriberId: 'sample',
  beneficiary: reference,
  dependent: 'sample',
  relationship: concept,
  period,
  payor: [reference, reference],
  class: [
    { type: concept, value: 'sample', name: 'sample' },
    { type: concept, value: 'sample', name: 'sample' },
  ],
  network: 'sample',
  costToBeneficiary: [
    { type: concept, valueQuantity: quantity, exception: [{ type: concept, period }] },
    { type: concept, valueMoney: { value: 2, currency: 'USD' } },
  ],
  subrogation: true,
  contract: [reference, reference],
};
export const SAMPLE_RESOURCES: Readonly<Record<string, readonly JsonObject[]>> = {
  Condition: CONDITIONS,
  Coverage: [coverage],
};

/** The resources, the one at this place first: `first()` meets each of them in one sample. */
const turned = (resources: readonly JsonObject[], at: number) => [...resources.slice(at), ...resources.slice(0, at)];

/** Values of all variables for one order. */
function sampleOf(order: JsonObject, facts: readonly FactDefinition[], at: number): Environment {
  const resources = facts.map(({ type, variable }) => {
    const plain = { resourceType: type, id: 'sample', status: 'sample', code: concept };
    return [variable, turned(SAMPLE_RESOURCES[type] ?? [plain, plain], at)] as const;
  });
  const conditions = turned(CONDITIONS, at);
  return {
    ...Object.fromEntries(resources),
    order,
    codes: [coding, coding],
    words: ['sample', 'sample'],
    reasons: conditions,
    visits: 2,
    sameDayOrder: order,
    undatedOrder: order,
    orders: [order, order],
    currentConditions: conditions,
    coverage,
    payer: OTHER_PAYER,
  };
}

/** The values of variables that every expression must cope with. */
export function samplesFor(facts: readonly FactDefinition[]): readonly Environment[] {
  const [order = {}] = SAMPLE_ORDERS;
  const empty = Object.fromEntries(variablesOf(facts).map((variable) => [variable, []]));
  return [...SAMPLE_ORDERS.map((each, at) => sampleOf(each, facts, at)), { ...empty, order }];
}
