import { serviceId } from '../../hooks/discovery.ts';
import type { JsonObject } from '../../json.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import type { TryState, WrittenOrder } from './state.ts';

const PATIENT = { reference: 'Patient/example' };
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const DO_NOT_PERFORM = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';
/** What may stand in brackets behind a condition, and the element it goes to. */
const CLINICAL_STATUSES = new Set(['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved']);
const VERIFICATION_STATUSES = new Set(['unconfirmed', 'provisional', 'differential', 'confirmed', 'refuted']);

/** A coding written as `system code words`, where the system is one that this server knows by a short name. */
function codingIn(written: string, { resources }: Knowledge): JsonObject | undefined {
  const [, name = '', code = '', display = ''] = /^([a-z0-9-]+)\s+(\S+)\s*(.*)$/i.exec(written) ?? [];
  const known = [...resources.values()].find(({ id }) => id === name.toLowerCase());
  if (known?.resourceType !== 'NamingSystem' || !/\d/.test(code)) return undefined;
  const system = known.uniqueId.find(({ preferred }) => preferred)?.value;
  return { ...(system === undefined ? {} : { system }), code, ...(display === '' ? {} : { display }) };
}

/** The code of an order or a condition: codings and words. A code without a known system is sent as it stands. */
function conceptOf(codes: readonly string[], text: string, knowledge: Knowledge): JsonObject {
  const coding = codes.map((code) => codingIn(code, knowledge) ?? { code });
  return { ...(coding.length === 0 ? {} : { coding }), ...(text === '' ? {} : { text }) };
}

function refusalOf({ refrains, kind }: WrittenOrder): JsonObject {
  if (!refrains) return {};
  return kind === 'ServiceRequest'
    ? { doNotPerform: true }
    : { modifierExtension: [{ url: DO_NOT_PERFORM, valueBoolean: true }] };
}

function orderOf(order: WrittenOrder, at: number, knowledge: Knowledge): JsonObject {
  const { kind, status, text, codes, note, units, day } = order;
  const concept = conceptOf(codes, text, knowledge);
  return {
    resourceType: kind,
    id: `order-${at + 1}`,
    status,
    intent: 'order',
    ...(kind === 'ServiceRequest' ? { code: concept } : { codeCodeableConcept: concept }),
    subject: PATIENT,
    ...refusalOf(order),
    ...(units === '' || kind === 'DeviceRequest' ? {} : { quantityQuantity: { value: Number(units) } }),
    ...(day === '' ? {} : { occurrenceDateTime: day }),
    ...(note === '' ? {} : { note: [{ text: note }] }),
  };
}

const coded = (system: string, code: string) => ({ coding: [{ system, code }] });

/** A condition of a line such as `icd-10-cm M80.08XA Age-related osteoporosis [resolved]`. */
function conditionOf(line: string, at: number, knowledge: Knowledge): JsonObject {
  const [, written = line, aside = ''] = /^(.*?)\s*(?:\[([a-z-]+)\])?$/i.exec(line) ?? [];
  const word = aside.toLowerCase();
  const coding = codingIn(written, knowledge);
  const text = coding === undefined ? written : String(coding['display'] ?? '');
  const isClinical = CLINICAL_STATUSES.has(word);
  return {
    resourceType: 'Condition',
    id: `condition-${at + 1}`,
    clinicalStatus: coded(CLINICAL, isClinical ? word : 'active'),
    ...(VERIFICATION_STATUSES.has(word) ? { verificationStatus: coded(VERIFICATION, word) } : {}),
    ...(word === '' || isClinical || VERIFICATION_STATUSES.has(word) ? {} : { severity: { text: word } }),
    code: { ...(coding === undefined ? {} : { coding: [coding] }), ...(text === '' ? {} : { text }) },
    subject: PATIENT,
  };
}

function searchset(resources: readonly JsonObject[]): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  };
}

function prefetchOf(state: TryState, knowledge: Knowledge): JsonObject {
  const conditions = state.conditions.map((line, at) => conditionOf(line, at, knowledge));
  const coverage = {
    resourceType: 'Coverage',
    id: 'coverage',
    status: 'active',
    beneficiary: PATIENT,
    payor: [{ display: state.payer }],
  };
  return {
    patient: { resourceType: 'Patient', id: 'example' },
    ...(state.conditionsSent ? { conditions: searchset(conditions) } : {}),
    ...(state.coverageSent ? { coverage: searchset(state.payer === undefined ? [] : [coverage]) } : {}),
  };
}

/** The CDS Hooks request that an EHR would send for a state of the page (CDS Hooks §HTTP Request). */
export function requestOf(state: TryState, knowledge: Knowledge, hookInstance: string): JsonObject {
  const orders = state.orders.map((order, at) => orderOf(order, at, knowledge));
  const selections = orders.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);
  return {
    hook: state.hook,
    hookInstance,
    context: {
      userId: 'Practitioner/example',
      patientId: 'example',
      ...(state.hook === 'order-select' ? { selections } : {}),
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: orders.map((resource) => ({ resource })),
      },
    },
    prefetch: prefetchOf(state, knowledge),
  };
}

/** The command that sends a request to the service of its hook. */
export function curlOf(request: JsonObject, base: string): string {
  const body = JSON.stringify(request).replaceAll("'", String.raw`'\''`);
  const address = `${base}/cds-services/${serviceId({ name: String(request['hook']) })}`;
  return `curl -s -H 'Content-Type: application/json' --data-binary '${body}' '${address}'`;
}
