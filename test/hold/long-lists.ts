import { callOf, changed } from '../support/call.ts';

const LIMIT = 9_900_000;
const MOST_VALUES = 499_000;
const PATIENT = { reference: 'Patient/p1' };
const CPT = 'http://www.ama-assn.org/go/cpt';
const TRACTION = { coding: [{ system: CPT, code: '97012', display: 'Mechanical traction' }] };
/** A ServiceRequest for mechanical traction with these members. */
export const order = (members: object) => ({
  ...{
    resourceType: 'ServiceRequest',
    id: 'order-1',
    status: 'draft',
    intent: 'order',
    subject: PATIENT,
    code: TRACTION,
  },
  ...members,
});
const coverage = (members: object) => ({
  ...{
    resourceType: 'Coverage',
    id: 'c1',
    status: 'active',
    beneficiary: PATIENT,
    payor: [{ display: 'Example Health Plan' }],
  },
  ...members,
});
const condition = (members: object) => ({
  ...{ resourceType: 'Condition', id: 'd1', subject: PATIENT, code: { text: 'low back pain' } },
  ...members,
});
const searchset = (...resources: readonly object[]) => ({
  ...{ resourceType: 'Bundle', type: 'searchset' },
  entry: resources.map((resource) => ({ resource })),
});
const ordering = (resource: object, beside: object = {}) => ({
  ...changed(callOf(), 'context.draftOrders.entry', [{ resource }]),
  ...beside,
});
const charting = (key: string, resource: object) => changed(callOf(), `prefetch.${key}`, searchset(resource));

/** As many as go into a body: of 9.9 MB, and of as many values as the server reads (src/http/read-json.ts). */
const many = <T>(of: (at: number) => T): readonly T[] => {
  const one = `${JSON.stringify(of(100_000))},`;
  const values = one.replace(/"[^"]*"/g, '').replace(/[^,[{]/g, '').length;
  return Array.from({ length: Math.floor(Math.min(LIMIT / one.length, MOST_VALUES / values)) }, (_, at) => of(at));
};
const coding = (at: number) => ({ system: CPT, code: `${at}`, display: `Thing ${at}` });
const concept = (at: number) => ({ text: `Thing ${at}` });
const reference = (type: string) => (at: number) => ({ reference: `${type}/${at}` });
const note = (at: number) => ({ text: `Remark ${at}` });
const identifier = (at: number) => ({ system: 'urn:x', value: `${at}` });
const extension = (at: number) => ({ url: `urn:x:${at}`, valueBoolean: true });
const device = (members: object) =>
  order({
    code: undefined,
    codeReference: { reference: '#d' },
    contained: [{ resourceType: 'Device', id: 'd', ...members }],
  });
const organization = (members: object) =>
  coverage({ payor: [{ reference: '#o' }], contained: [{ resourceType: 'Organization', id: 'o', ...members }] });

const ORDER_LISTS: Readonly<Record<string, () => object>> = {
  'code.coding': () => order({ code: { coding: many(coding) } }),
  'code.coding with one known code': () => order({ code: { coding: many(() => TRACTION.coding[0]) } }),
  'code.coding without displays': () => order({ code: { coding: many((at) => ({ system: CPT, code: `${at}` })) } }),
  note: () => order({ note: many(note) }),
  'note, all alike': () => order({ note: many(() => ({ text: 'Dynesys' })) }),
  reasonCode: () => order({ reasonCode: many(concept) }),
  'reasonCode[0].coding': () => order({ reasonCode: [{ coding: many(coding) }] }),
  reasonReference: () => order({ reasonReference: many(reference('Condition')) }),
  'reason of R5': () => order({ reason: many((at) => ({ concept: concept(at) })) }),
  category: () => order({ category: many(concept) }),
  bodySite: () => order({ bodySite: many(concept) }),
  identifier: () => order({ identifier: many(identifier) }),
  contained: () => order({ contained: many((at) => ({ resourceType: 'Condition', id: `${at}` })) }),
  'contained Coverages': () => order({ contained: many((at) => coverage({ id: `${at}` })) }),
  'contained Coverages, each named': () =>
    order({
      contained: many((at) => coverage({ id: `${at}` })).slice(0, 25_000),
      insurance: many((at) => ({ reference: `#${at}` })).slice(0, 25_000),
    }),
  extension: () => order({ extension: many(extension) }),
  modifierExtension: () => order({ modifierExtension: many(extension) }),
  performer: () => order({ performer: many(reference('Practitioner')) }),
  performerType: () => order({ performerType: concept(1), performer: many(reference('Organization')) }),
  insurance: () => order({ insurance: many(reference('Coverage')) }),
  supportingInfo: () => order({ supportingInfo: many(reference('Observation')) }),
  basedOn: () => order({ basedOn: many(reference('ServiceRequest')) }),
  replaces: () => order({ replaces: many(reference('ServiceRequest')) }),
  priorRequest: () =>
    order({
      resourceType: 'DeviceRequest',
      code: undefined,
      codeCodeableConcept: TRACTION,
      priorRequest: many(reference('DeviceRequest')),
    }),
  orderDetail: () => order({ orderDetail: many(concept) }),
  'orderDetail[0].coding': () => order({ orderDetail: [{ coding: many(coding) }] }),
  'orderDetail[0].parameter': () =>
    order({ orderDetail: [{ parameter: many((at) => ({ valueString: `Thing ${at}` })) }] }),
  parameter: () => order({ parameter: many((at) => ({ code: concept(at), valueString: `${at}` })) }),
  locationCode: () => order({ locationCode: many(concept) }),
  'occurrenceTiming.event': () => order({ occurrenceTiming: { event: many(() => '2026-11-29') } }),
  'occurrenceTiming.repeat.dayOfWeek': () =>
    order({ occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'd', dayOfWeek: many(() => 'mon') } } }),
  'deviceName of a contained Device': () => device({ deviceName: many((at) => ({ name: `Thing ${at}` })) }),
  'udiCarrier of a contained Device': () => device({ udiCarrier: many((at) => ({ carrierHRF: `Thing ${at}` })) }),
  'type.coding of a contained Device': () => device({ type: { coding: many(coding) } }),
};
const COVERAGE_LISTS: Readonly<Record<string, () => object>> = {
  payor: () => coverage({ payor: many((at) => ({ display: `Plan ${at}` })) }),
  'payor, references': () => coverage({ payor: many(reference('Organization')) }),
  'payor, references to contained ones': () =>
    coverage({
      payor: many((at) => ({ reference: `#${at}` })).slice(0, 60_000),
      contained: many((at) => ({ resourceType: 'Organization', id: `${at}`, name: `Plan ${at}` })).slice(0, 60_000),
    }),
  'payor[0].identifier': () => coverage({ payor: [{ identifier: many(identifier) }] }),
  class: () => coverage({ class: many((at) => ({ type: { coding: [{ code: 'plan' }] }, value: `${at}` })) }),
  'type.coding': () => coverage({ type: { coding: many(coding) } }),
  identifier: () => coverage({ identifier: many(identifier) }),
  contained: () => coverage({ contained: many((at) => ({ resourceType: 'Organization', id: `${at}` })) }),
  'alias of a contained Organization': () => organization({ alias: many((at) => `Plan ${at}`) }),
  'identifier of a contained Organization': () => organization({ identifier: many(identifier) }),
  extension: () => coverage({ extension: many(extension) }),
  costToBeneficiary: () => coverage({ costToBeneficiary: many(() => ({ type: { text: 'x' } })) }),
};
const CONDITION_LISTS: Readonly<Record<string, () => object>> = {
  'code.coding': () => condition({ code: { coding: many(coding) } }),
  'code.coding of one known code': () =>
    condition({ code: { coding: many(() => ({ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'M81.0' })) } }),
  category: () => condition({ category: many(concept) }),
  bodySite: () => condition({ bodySite: many(concept) }),
  stage: () => condition({ stage: many((at) => ({ summary: concept(at) })) }),
  'evidence.code': () => condition({ evidence: [{ code: many(concept) }] }),
  evidence: () => condition({ evidence: many((at) => ({ code: [concept(at)] })) }),
  note: () => condition({ note: many(note) }),
  'note, of a disease that a policy speaks of': () => condition({ code: { text: 'osteoporosis' }, note: many(note) }),
  'note, each a qualifier': () =>
    condition({ code: { text: 'osteoporosis' }, note: many((at) => ({ text: `severe ${at}` })) }),
  identifier: () => condition({ identifier: many(identifier) }),
  extension: () => condition({ extension: many(extension) }),
  'clinicalStatus.coding': () =>
    condition({ code: { text: 'osteoporosis' }, clinicalStatus: { coding: many((at) => ({ code: `c${at}` })) } }),
  'verificationStatus.coding': () =>
    condition({ code: { text: 'osteoporosis' }, verificationStatus: { coding: many((at) => ({ code: `c${at}` })) } }),
};
const prefixed = (kind: string, lists: Readonly<Record<string, () => object>>, within: (resource: object) => object) =>
  Object.entries(lists).map(([name, of]) => [`${kind} ${name}`, () => within(of())] as const);

/** The bodies by the list that is long in each. */
export const BODIES: readonly (readonly [string, () => object])[] = [
  ...prefixed('order', ORDER_LISTS, ordering),
  ...prefixed('Coverage', COVERAGE_LISTS, (resource) => charting('coverage', resource)),
  ...prefixed('Condition', CONDITION_LISTS, (resource) => charting('conditions', resource)),
  ['a Coverage that the order contains, payor', () => ordering(order({ contained: [COVERAGE_LISTS['payor']?.()] }))],
  ['a Coverage that the order contains, class', () => ordering(order({ contained: [COVERAGE_LISTS['class']?.()] }))],
  [
    'a Condition that the order contains and names, note',
    () =>
      ordering(
        order({
          contained: [CONDITION_LISTS['note, of a disease that a policy speaks of']?.()],
          reasonReference: [{ reference: '#d1' }],
        }),
      ),
  ],
  [
    'context.selections',
    () =>
      changed(
        callOf(),
        'context.selections',
        many((at) => `ServiceRequest/${at}`),
      ),
  ],
  [
    'prefetch keys',
    () => changed(callOf(), 'prefetch', Object.fromEntries(many((at) => [`k${at}`, {}]) as [string, object][])),
  ],
  [
    'prefetch keys, null',
    () => changed(callOf(), 'prefetch', Object.fromEntries(many((at) => [`k${at}`, null]) as [string, null][])),
  ],
  [
    'prefetch of Bundles',
    () =>
      changed(callOf(), 'prefetch', Object.fromEntries(many((at) => [`k${at}`, searchset()]) as [string, object][])),
  ],
  [
    'members of the body',
    () => ({ ...callOf(), ...Object.fromEntries(many((at) => [`k${at}`, 1]) as [string, number][]) }),
  ],
  [
    'members of the order',
    () => ordering(order(Object.fromEntries(many((at) => [`k${at}`, 1]) as [string, number][]))),
  ],
  [
    'fhirAuthorization members',
    () => ({ ...callOf(), fhirAuthorization: Object.fromEntries(many((at) => [`k${at}`, 'x']) as [string, string][]) }),
  ],
  [
    'fhirAuthorization.scope',
    () => ({
      ...callOf(),
      fhirServer: 'https://fhir.example.org',
      fhirAuthorization: {
        access_token: 'x',
        token_type: 'Bearer',
        expires_in: 300,
        scope: many((at) => `user/A${at}.rs`).join(' '),
        subject: 'x',
        patient: 'p1',
      },
    }),
  ],
  [
    'draftOrders.entry of empty objects',
    () =>
      changed(
        callOf(),
        'context.draftOrders.entry',
        many(() => ({ a: 1 })),
      ),
  ],
  [
    'draftOrders.entry of strings',
    () =>
      changed(
        callOf(),
        'context.draftOrders.entry',
        many(() => 'x'),
      ),
  ],
  [
    'draftOrders.entry of other resources',
    () =>
      changed(
        callOf(),
        'context.draftOrders.entry',
        many((at) => ({ resource: { resourceType: 'Task', id: `${at}` } })),
      ),
  ],
  [
    'draftOrders.entry of one id',
    () =>
      changed(
        callOf(),
        'context.draftOrders.entry',
        many((at) => ({ resource: { resourceType: 'Task', id: 'x', a: at } })),
      ),
  ],
  [
    'Bundle links',
    () =>
      changed(callOf(), 'prefetch.conditions', { ...searchset(), link: many(() => ({ relation: 'x', url: 'urn:x' })) }),
  ],
  [
    'OperationOutcome issues',
    () =>
      changed(
        callOf(),
        'prefetch.conditions',
        searchset({
          resourceType: 'OperationOutcome',
          issue: many(() => ({ severity: 'information', code: 'informational' })),
        }),
      ),
  ],
  [
    'problems of the body',
    () =>
      changed(
        callOf(),
        'context.selections',
        many(() => 1),
      ),
  ],
];
