import type { JsonObject } from '../src/json.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const CPT = 'http://www.ama-assn.org/go/cpt';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const SUBJECT = { reference: 'Patient/p1' };
const CHART = [
  ['I10', 'Essential (primary) hypertension'],
  ['E11.9', 'Type 2 diabetes mellitus without complications'],
  ['M54.50', 'Low back pain, unspecified'],
  ['E78.5', 'Hyperlipidemia, unspecified'],
  ['M51.26', 'Other intervertebral disc displacement, lumbar region'],
] as const;

function condition(at: number): JsonObject {
  const [code, display] = CHART[at % CHART.length] ?? CHART[0];
  return {
    resourceType: 'Condition',
    id: `condition-${at}`,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [{ system: ICD, code, display }], text: display },
    subject: SUBJECT,
  };
}

function order(at: number, system: string, code: string, text: string): JsonObject {
  return {
    resourceType: 'ServiceRequest',
    id: `order-${at}`,
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system, code, display: text }], text },
    subject: SUBJECT,
    authoredOn: '2026-11-20',
  };
}

const decompression = (at: number) => order(at, HCPCS, 'S9090', 'Vertebral axial decompression, per session');
const imaging = (at: number) => order(at, CPT, '72148', 'MRI lumbar spine without contrast');

function searchset(resources: readonly JsonObject[]): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  };
}

/** An order-sign request, as text, filled up to about `size` bytes by a note on the first order. */
function body(orders: readonly JsonObject[], conditions: number, size: number): string {
  const coverage = {
    resourceType: 'Coverage',
    id: 'c1',
    status: 'active',
    beneficiary: SUBJECT,
    type: { coding: [{ system: 'https://nahdo.org/sopt', code: '512' }] },
    payor: [{ display: 'Example Health Plan' }],
  };
  const request = (text: string) =>
    JSON.stringify({
      hook: 'order-sign',
      hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
      context: {
        userId: 'Practitioner/u1',
        patientId: 'p1',
        draftOrders: {
          resourceType: 'Bundle',
          type: 'collection',
          entry: orders.map((resource, at) => ({
            resource:
              at === 0 && text !== ''
                ? { ...resource, extension: [{ url: 'https://example.org/fill', valueString: text }] }
                : resource,
          })),
        },
      },
      prefetch: {
        patient: { resourceType: 'Patient', id: 'p1' },
        conditions: searchset(Array.from({ length: conditions }, (_, at) => condition(at))),
        coverage: searchset([coverage]),
      },
    });
  return request('x'.repeat(Math.max(0, size - request('').length)));
}

/** The requests that are measured, by name. */
export const BODIES: Readonly<Record<string, string>> = {
  '6 KB, an order nobody cares about': body([imaging(0)], 20, 0),
  '6 KB, with a card': body([decompression(0)], 20, 0),
  '50 KB, with a card': body([decompression(0), imaging(1)], 100, 50_000),
  '1 MB, 50 orders, one card': body(
    [decompression(0), ...Array.from({ length: 49 }, (_, at) => imaging(at + 1))],
    500,
    1_000_000,
  ),
};
