import type { JsonObject } from '../src/json.ts';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const CPT = 'http://www.ama-assn.org/go/cpt';
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const PATIENT = { reference: 'Patient/p1' };

/** Codes and words of what is ordered or on record. */
export interface Thing {
  readonly system: string;
  readonly code: string;
  readonly text: string;
}

export const DECOMPRESSION: Thing = {
  system: HCPCS,
  code: 'S9090',
  text: 'Vertebral axial decompression, per session',
};
export const TRACTION: Thing = { system: CPT, code: '97012', text: 'Mechanical traction, lumbar' };
export const IMAGING: Thing = { system: CPT, code: '72148', text: 'MRI lumbar spine without contrast' };

/** A chart: mostly what is common, and now and then something a policy speaks of. */
const CHART: readonly Thing[] = [
  { system: ICD, code: 'I10', text: 'Essential (primary) hypertension' },
  { system: ICD, code: 'E11.9', text: 'Type 2 diabetes mellitus without complications' },
  { system: ICD, code: 'M54.50', text: 'Low back pain, unspecified' },
  { system: ICD, code: 'E78.5', text: 'Hyperlipidemia, unspecified' },
  { system: ICD, code: 'M51.26', text: 'Other intervertebral disc displacement, lumbar region' },
  { system: ICD, code: 'J45.909', text: 'Unspecified asthma, uncomplicated' },
  { system: ICD, code: 'K21.9', text: 'Gastro-esophageal reflux disease without esophagitis' },
  { system: ICD, code: 'Z79.4', text: 'Long term (current) use of insulin' },
];

const conceptOf = ({ system, code, text }: Thing) => ({ coding: [{ system, code, display: text }], text });

function searchset(resources: readonly JsonObject[]): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  };
}

const order = (thing: Thing, at: number): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: `order-${at}`,
  status: 'draft',
  intent: 'order',
  code: conceptOf(thing),
  subject: PATIENT,
  authoredOn: '2026-11-20',
});

const condition = (thing: Thing, at: number): JsonObject => ({
  resourceType: 'Condition',
  id: `condition-${at}`,
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
  },
  code: conceptOf(thing),
  subject: PATIENT,
});

const coverage: JsonObject = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: PATIENT,
  type: { coding: [{ system: 'https://nahdo.org/sopt', code: '512' }] },
  payor: [{ display: 'Example Health Plan' }],
};

/** An order-sign call, as text: these things ordered, and a chart of so many Conditions. */
export function callFor(things: readonly Thing[], conditions: number): string {
  const chart = Array.from({ length: conditions }, (_, at) => CHART[at % CHART.length] ?? DECOMPRESSION);
  return JSON.stringify({
    hook: 'order-sign',
    hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
    context: {
      userId: 'Practitioner/u1',
      patientId: 'p1',
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: things.map((thing, at) => ({ resource: order(thing, at) })),
      },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'p1' },
      conditions: searchset(chart.map(condition)),
      coverage: searchset([coverage]),
    },
  });
}

/** So many times the same. */
export const times = (count: number, thing: Thing): readonly Thing[] => Array<Thing>(count).fill(thing);
