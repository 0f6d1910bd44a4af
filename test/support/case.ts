import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/json.ts';

type CodeText = string | { readonly system: string; readonly code: string; readonly display?: string };

export interface CaseOrder {
  readonly type?: string;
  readonly codes?: readonly CodeText[];
  readonly text?: string;
  readonly note?: string;
  readonly detail?: string;
  readonly device?: string;
  readonly reason?: string;
  readonly status?: string;
  readonly intent?: string;
  readonly doNotPerform?: boolean;
  readonly occurrence?: string;
  readonly quantity?: JsonObject;
}

interface CaseCondition {
  readonly code?: string;
  readonly text?: string;
  readonly status?: string;
  readonly verification?: string;
  readonly severity?: string;
}

/** A row of test/policies/*.yaml: orders, what is known of the patient, and the cards that must come. */
export interface PolicyCase {
  readonly name: string;
  readonly order: CaseOrder;
  readonly others?: readonly CaseOrder[];
  readonly conditions?: 'unknown' | readonly (string | CaseCondition)[];
  readonly coverage?: { readonly payor?: string; readonly type?: string; readonly status?: string };
  readonly hook?: 'order-sign' | 'order-select';
  readonly selected?: readonly number[];
  /** `policy/action` of every card; nothing for silence. */
  readonly expect: readonly string[];
  readonly mentions?: readonly string[];
  readonly never?: readonly string[];
}

export function readCases(file: string): readonly PolicyCase[] {
  return parse(readFileSync(file, 'utf8')) as readonly PolicyCase[];
}

const SYSTEMS: Readonly<Record<string, string | undefined>> = {
  cpt: 'http://www.ama-assn.org/go/cpt',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  'icd-10-cm': 'http://hl7.org/fhir/sid/icd-10-cm',
  'icd-10-pcs': 'http://www.cms.gov/Medicare/Coding/ICD10',
  snomed: 'http://snomed.info/sct',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  loinc: 'http://loinc.org',
  sopt: 'https://nahdo.org/sopt',
  act: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  local: 'https://ehr.example.org/order-catalogue',
  none: undefined,
};

function codingOf(source: CodeText): JsonObject {
  const [, system = '', code = '', display = ''] =
    typeof source === 'string'
      ? (/^(<[^>]*>|\S+) (\S+) ?(.*)$/.exec(source) ?? [])
      : ['', source.system, source.code, source.display ?? ''];
  const address = system.startsWith('<') ? system.slice(1, -1) : system in SYSTEMS ? SYSTEMS[system] : system;
  return { ...(address === undefined ? {} : { system: address }), code, ...(display === '' ? {} : { display }) };
}

const PATIENT = { reference: 'Patient/p1' };
const DO_NOT_PERFORM = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';

function conceptOf({ codes = [], text }: CaseOrder): JsonObject {
  return { ...(codes.length > 0 ? { coding: codes.map(codingOf) } : {}), ...(text ? { text } : {}) };
}

function kindOf(order: CaseOrder, type: string): JsonObject {
  const concept = conceptOf(order);
  if (type === 'MedicationRequest') return { medicationCodeableConcept: concept };
  if (type === 'CommunicationRequest') return { payload: [{ contentString: order.text }] };
  if (type === 'NutritionOrder') return { supplement: [{ type: concept, productName: order.text }] };
  if (type === 'ServiceRequest') return { code: concept };
  if (!order.device) return { codeCodeableConcept: concept };
  const device = {
    resourceType: 'Device',
    id: 'd1',
    deviceName: [{ name: order.device, type: 'user-friendly-name' }],
    ...(Object.keys(concept).length > 0 ? { type: concept } : {}),
  };
  return { contained: [device], codeReference: { reference: '#d1' } };
}

function refusal(order: CaseOrder, type: string): JsonObject {
  if (!order.doNotPerform) return {};
  return type === 'DeviceRequest'
    ? { modifierExtension: [{ url: DO_NOT_PERFORM, valueBoolean: true }] }
    : { doNotPerform: true };
}

function orderOf(order: CaseOrder, at: number): JsonObject {
  const type = order.type ?? 'ServiceRequest';
  return {
    resourceType: type,
    id: `order-${at + 1}`,
    status: order.status ?? 'draft',
    intent: order.intent ?? 'order',
    subject: PATIENT,
    ...kindOf(order, type),
    ...refusal(order, type),
    ...(order.note ? { note: [{ text: order.note }] } : {}),
    ...(order.detail ? { orderDetail: [{ text: order.detail }] } : {}),
    ...(order.reason ? { reasonCode: [{ text: order.reason }] } : {}),
    ...(order.occurrence ? { occurrenceDateTime: order.occurrence } : {}),
    ...(order.quantity ? { quantityQuantity: order.quantity } : {}),
  };
}

function conditionOf(source: string | CaseCondition, at: number): JsonObject {
  const condition = typeof source === 'string' ? { code: source } : source;
  const coding = condition.code === undefined ? undefined : codingOf(condition.code);
  const text = condition.text ?? coding?.['display'];
  const status = condition.status ?? 'active';
  return {
    resourceType: 'Condition',
    id: `condition-${at + 1}`,
    subject: PATIENT,
    code: { ...(coding ? { coding: [coding] } : {}), ...(text ? { text } : {}) },
    ...(status === 'none'
      ? {}
      : {
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: status }],
          },
        }),
    ...(condition.verification ? { verificationStatus: { coding: [{ code: condition.verification }] } } : {}),
    ...(condition.severity ? { severity: { text: condition.severity } } : {}),
  };
}

export function searchset(resources: readonly JsonObject[]): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.filter(({ resourceType }) => resourceType !== 'OperationOutcome').length,
    entry: resources.map((resource) => ({ resource })),
  };
}

/** The CDS Hooks request of a case, as a client would send it. */
export function requestOf({
  order,
  others = [],
  conditions = [],
  coverage,
  hook = 'order-sign',
  selected,
}: PolicyCase): JsonObject {
  const orders = [order, ...others].map(orderOf);
  const chosen = selected ? orders.filter((_, at) => selected.includes(at + 1)) : orders;
  const coverages = coverage
    ? [
        {
          resourceType: 'Coverage',
          id: 'c1',
          status: coverage.status ?? 'active',
          beneficiary: PATIENT,
          ...(coverage.type ? { type: { coding: [codingOf(coverage.type)] } } : {}),
          payor: [{ display: coverage.payor }],
        },
      ]
    : [];
  return {
    hook,
    hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
    context: {
      userId: 'Practitioner/u1',
      patientId: 'p1',
      ...(hook === 'order-select'
        ? { selections: chosen.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`) }
        : {}),
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: orders.map((resource) => ({ resource })) },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'p1' },
      ...(conditions === 'unknown' ? {} : { conditions: searchset(conditions.map(conditionOf)) }),
      coverage: searchset(coverages),
    },
  };
}
