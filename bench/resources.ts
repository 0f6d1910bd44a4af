import type { JsonObject } from '../src/json.ts';

// The resources that bodies are built of: orders, Conditions, a Coverage.

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';
const CPT = 'http://www.ama-assn.org/go/cpt';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const SUBJECT = { reference: 'Patient/p1' };

const DIAGNOSES = [
  ['I10', 'Essential hypertension', '59621000'],
  ['E11.9', 'Type 2 diabetes mellitus', '44054006'],
  ['M54.50', 'Low back pain', '279039007'],
  ['E78.5', 'Hyperlipidemia', '55822004'],
  ['M51.26', 'Lumbar disc displacement', '202735001'],
] as const;

const coded = (system: string, code: string) => ({ coding: [{ system, code }] });

/** A Condition as large record systems send it: profile, categories, two codings, who and when. */
export function fullCondition(at: number): JsonObject {
  const [code, display, concept] = DIAGNOSES[at % DIAGNOSES.length] ?? DIAGNOSES[0];
  const profile = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns';
  return {
    resourceType: 'Condition',
    id: `c${at}`,
    meta: { versionId: '3', lastUpdated: '2026-10-02T09:14:11Z', profile: [profile] },
    clinicalStatus: coded(`${TERMINOLOGY}/condition-clinical`, 'active'),
    verificationStatus: coded(`${TERMINOLOGY}/condition-ver-status`, 'confirmed'),
    category: [coded(`${TERMINOLOGY}/condition-category`, 'problem-list-item')],
    severity: coded(SNOMED, '6736007'),
    code: {
      coding: [
        { system: ICD, code, display },
        { system: SNOMED, code: concept, display },
      ],
      text: display,
    },
    subject: SUBJECT,
    encounter: { reference: `Encounter/e${at}`, display: 'Office visit' },
    onsetDateTime: '2024-03-11',
    recordedDate: '2024-03-11T10:02:00Z',
    recorder: { reference: 'Practitioner/u1', display: 'A. Example, MD' },
  };
}

/** A Condition with the few elements that every client fills. */
export function briefCondition(at: number): JsonObject {
  const [code, display] = DIAGNOSES[at % DIAGNOSES.length] ?? DIAGNOSES[0];
  const clinicalStatus = { coding: [{ code: 'active' }] };
  const concept = { coding: [{ system: ICD, code, display }] };
  return { resourceType: 'Condition', id: `c${at}`, clinicalStatus, code: concept, subject: SUBJECT };
}

const order = (system: string, code: string, text: string) => (at: number) => ({
  resourceType: 'ServiceRequest',
  id: `o${at}`,
  status: 'draft',
  intent: 'order',
  code: { coding: [{ system, code, display: text }], text },
  subject: SUBJECT,
  authoredOn: '2026-11-20',
});

/** An order that brings a card without a look at the Conditions. */
export const decompression = order(HCPCS, 'S9090', 'Vertebral axial decompression, per session');
/** An order nobody cares about. */
export const imaging = order(CPT, '72148', 'MRI lumbar spine without contrast');
/** An order whose card depends on the Conditions. */
const traction = order(CPT, '97012', 'Mechanical traction, lumbar');
/** An order that only its words tell apart. */
const device = order(HCPCS, 'E1399', 'LTX 3000 lumbar unloading device');
const laboratory = order('http://loinc.org', '4548-4', 'Hemoglobin A1c in blood');
const therapy = order(CPT, '97110', 'Therapeutic exercises, 15 minutes');

const MIXED = [decompression, imaging, laboratory, traction, therapy, imaging, laboratory, device, imaging, therapy];
/** Orders as in a large draft: three of every ten are in the scope of a policy, and bring a card each. */
export const mixedOrder = (at: number): JsonObject => (MIXED[at % MIXED.length] ?? imaging)(at);

export const COVERAGE: JsonObject = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: SUBJECT,
  type: coded('https://nahdo.org/sopt', '512'),
  payor: [{ display: 'Example Health Plan' }],
};
