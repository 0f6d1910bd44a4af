import type { JsonObject } from '../src/json.ts';

// The resources that bodies are built of: orders, Conditions, a Coverage.

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';
const CPT = 'http://www.ama-assn.org/go/cpt';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
export const SUBJECT = { reference: 'Patient/p1' };

const DIAGNOSES = [
  ['I10', 'Essential hypertension', '59621000'],
  ['E11.9', 'Type 2 diabetes mellitus', '44054006'],
  ['M54.50', 'Low back pain', '279039007'],
  ['E78.5', 'Hyperlipidemia', '55822004'],
  ['M51.26', 'Lumbar disc displacement', '202735001'],
] as const;

const diagnosis = (at: number) => DIAGNOSES[at % DIAGNOSES.length] ?? DIAGNOSES[0];
const coded = (system: string, code: string) => ({ coding: [{ system, code }] });

/** A Condition with the few elements that every client fills. */
export function briefCondition(at: number): JsonObject {
  const [code, display] = diagnosis(at);
  return {
    resourceType: 'Condition',
    id: `c${at}`,
    clinicalStatus: { coding: [{ code: 'active' }] },
    code: { coding: [{ system: ICD, code, display }] },
    subject: SUBJECT,
  };
}

/** A Condition as large record systems send it: profile, categories, two codings, who and when. */
export function fullCondition(at: number): JsonObject {
  const [code, display, concept] = diagnosis(at);
  const terminology = 'http://terminology.hl7.org/CodeSystem';
  return {
    ...briefCondition(at),
    meta: {
      versionId: '3',
      lastUpdated: '2026-10-02T09:14:11Z',
      profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns'],
    },
    clinicalStatus: coded(`${terminology}/condition-clinical`, 'active'),
    verificationStatus: coded(`${terminology}/condition-ver-status`, 'confirmed'),
    category: [coded(`${terminology}/condition-category`, 'problem-list-item')],
    severity: coded(SNOMED, '6736007'),
    code: {
      coding: [
        { system: ICD, code, display },
        { system: SNOMED, code: concept, display },
      ],
      text: display,
    },
    encounter: { reference: `Encounter/e${at}`, display: 'Office visit' },
    onsetDateTime: '2024-03-11',
    recordedDate: '2024-03-11T10:02:00Z',
    recorder: { reference: 'Practitioner/u1', display: 'A. Example, MD' },
  };
}

function order(at: number, system: string, code: string, text: string): JsonObject {
  return {
    resourceType: 'ServiceRequest',
    id: `o${at}`,
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system, code, display: text }], text },
    subject: SUBJECT,
    authoredOn: '2026-11-20',
  };
}

/** An order that brings a card without a look at the Conditions. */
export const decompression = (at: number) => order(at, HCPCS, 'S9090', 'Vertebral axial decompression, per session');
/** An order whose card depends on the Conditions. */
export const traction = (at: number, text = 'Mechanical traction, lumbar') => order(at, CPT, '97012', text);
/** An order that only its words tell apart. */
const device = (at: number) => order(at, HCPCS, 'E1399', 'LTX 3000 lumbar unloading device');
/** An order nobody cares about. */
export const imaging = (at: number) => order(at, CPT, '72148', 'MRI lumbar spine without contrast');
const laboratory = (at: number) => order(at, 'http://loinc.org', '4548-4', 'Hemoglobin A1c in blood');
const therapy = (at: number) => order(at, CPT, '97110', 'Therapeutic exercises, 15 minutes');

/** Orders as in a large draft: three of every ten are in the scope of a policy, and bring a card each. */
export function mixedOrder(at: number): JsonObject {
  const kinds = [decompression, imaging, laboratory, traction, therapy, imaging, laboratory, device, imaging, therapy];
  return (kinds[at % kinds.length] ?? imaging)(at);
}

export const COVERAGE: JsonObject = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: SUBJECT,
  type: coded('https://nahdo.org/sopt', '512'),
  payor: [{ display: 'Example Health Plan' }],
};
