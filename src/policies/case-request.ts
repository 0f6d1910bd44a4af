import { referenceTo } from '../hooks/reference.ts';
import type { JsonObject } from '../json.ts';
import { DO_NOT_PERFORM } from '../matching/order.ts';
import type { CaseCode, CaseCondition, CaseOrder, PolicyCase } from './case.ts';

/** The address of a code system by a name it has in the knowledge, such as `cpt`; undefined if it has no such name. */
export type AddressOf = (name: string) => string | undefined;

/** A catalogue of orders that nobody knows. */
const LOCAL = 'https://ehr.example.org/order-catalogue';

/** A code as a case writes it: its system as a name, as an address or in angle brackets as it stands, `local` or `none`. */
interface WrittenCode {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** Reads `"system code words"`; the parts that are not there are empty. */
export function readCode(source: CaseCode): WrittenCode {
  if (typeof source !== 'string') return { ...source, display: source.display ?? '' };
  const [, system = '', code = '', display = ''] = /^(<[^>]*>|\S+) (\S+) ?(.*)$/.exec(source) ?? [];
  return { system, code, display };
}

/** True if a system is written as it is sent: in angle brackets, or as an address. */
export const isAsSent = (system: string) => system.startsWith('<') || system.includes('://');

/** The address a client would send; undefined for a code without a system. */
function sentAddress(system: string, addressOf: AddressOf): string | undefined {
  if (system === 'none') return undefined;
  if (system === 'local') return LOCAL;
  if (system.startsWith('<')) return system.slice(1, -1);
  return isAsSent(system) ? system : addressOf(system);
}

function codingOf(source: CaseCode, addressOf: AddressOf): JsonObject {
  const { system, code, display } = readCode(source);
  const address = sentAddress(system, addressOf);
  return { ...(address === undefined ? {} : { system: address }), code, ...(display === '' ? {} : { display }) };
}

const PATIENT = { reference: 'Patient/p1' };

function conceptOf({ codes = [], text }: CaseOrder, addressOf: AddressOf): JsonObject {
  const coding = codes.map((code) => codingOf(code, addressOf));
  return { ...(coding.length > 0 ? { coding } : {}), ...(text ? { text } : {}) };
}

function kindOf(order: CaseOrder, type: string, addressOf: AddressOf): JsonObject {
  const concept = conceptOf(order, addressOf);
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

function orderOf(order: CaseOrder, at: number, addressOf: AddressOf): JsonObject {
  const type = order.type ?? 'ServiceRequest';
  return {
    resourceType: type,
    id: `order-${at + 1}`,
    status: order.status ?? 'draft',
    intent: order.intent ?? 'order',
    subject: PATIENT,
    ...kindOf(order, type, addressOf),
    ...refusal(order, type),
    ...(order.note ? { note: [{ text: order.note }] } : {}),
    ...(order.detail ? { orderDetail: [{ text: order.detail }] } : {}),
    ...(order.reason ? { reasonCode: [{ text: order.reason }] } : {}),
    ...(order.authoredOn ? { authoredOn: order.authoredOn } : {}),
    ...(order.occurrence ? { occurrenceDateTime: order.occurrence } : {}),
    ...(order.quantity ? { quantityQuantity: order.quantity } : {}),
  };
}

function conditionOf(source: string | CaseCondition, at: number, addressOf: AddressOf): JsonObject {
  const condition = typeof source === 'string' ? { code: source } : source;
  const coding = condition.code === undefined ? undefined : codingOf(condition.code, addressOf);
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

/** A FHIR searchset of these resources. */
export function searchset(resources: readonly JsonObject[]): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.filter(({ resourceType }) => resourceType !== 'OperationOutcome').length,
    entry: resources.map((resource) => ({ resource })),
  };
}

function coverageOf(
  { payor, type, status = 'active' }: NonNullable<PolicyCase['coverage']>,
  addressOf: AddressOf,
): JsonObject {
  return {
    resourceType: 'Coverage',
    id: 'c1',
    status,
    beneficiary: PATIENT,
    ...(type ? { type: { coding: [codingOf(type, addressOf)] } } : {}),
    payor: [{ display: payor }],
  };
}

/** The CDS Hooks request of a case, as a client would send it. */
export function requestOfCase(row: PolicyCase, addressOf: AddressOf): JsonObject {
  const { order, others = [], conditions = [], coverage, hook = 'order-sign', selected } = row;
  const orders = [order, ...others].map((each, at) => orderOf(each, at, addressOf));
  const chosen = selected ? orders.filter((_, at) => selected.includes(at + 1)) : orders;
  const known = conditions === 'unknown' ? undefined : conditions.map((each, at) => conditionOf(each, at, addressOf));
  return {
    hook,
    hookInstance: '5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e',
    context: {
      userId: 'Practitioner/u1',
      patientId: 'p1',
      ...(hook === 'order-select' ? { selections: chosen.map(referenceTo) } : {}),
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: orders.map((resource) => ({ resource })) },
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'p1' },
      ...(known === undefined ? {} : { conditions: searchset(known) }),
      coverage: searchset(coverage ? [coverageOf(coverage, addressOf)] : []),
    },
  };
}
