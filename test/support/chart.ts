import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, objectsIn } from '../../src/json.ts';
import { draftResponse } from '../../src/questionnaires/draft-response.ts';
import { knowledge, PROJECT } from './knowledge.ts';

const bundle = JSON.parse(
  readFileSync(join(PROJECT, 'fhir-resources/examples/questionnaires/traction-record.json'), 'utf8'),
) as JsonObject;
export const CHART = objectsIn(bundle['entry']).flatMap(({ resource }) => objectsIn(resource));
const [found] = knowledge.questionnaires.filter(({ id }) => id === 'traction-record');
if (!found) throw new Error('the form of the example plan is not there');

/** The form for traction, and the chart of an example patient. */
export const TRACTION_RECORD = found;
export const chartOf = (type: string) => CHART.filter(({ resourceType }) => resourceType === type);
export const PATIENT = chartOf('Patient')[0] ?? {};
export const ORDER = chartOf('ServiceRequest')[0] ?? {};

/** A draft that the clinician has filled in: what the chart holds, and the rest by hand. */
export function filledResponse(): JsonObject {
  const use = {
    questionnaire: TRACTION_RECORD,
    coverages: [{ resourceType: 'Coverage', id: 'prairie' }],
    orders: [ORDER],
  };
  const assertion = { id: '01a22175-f587-74b1-91bf-b005f91de528', parts: [] };
  const draft = draftResponse({ ...use, assertions: [assertion], purposes: ['retain-doc'] }, '2.0', 'draft');
  const own = 'https://spine-coverage-cds.example/CodeSystem/traction-record';
  const given: Readonly<Record<string, readonly JsonObject[]>> = {
    'patient.name': [{ valueString: 'Robin Example' }],
    'patient.birth-date': [{ valueDate: '1968-03-02' }],
    'order.service': [{ valueString: 'Mechanical traction, lumbar' }],
    'order.code': [{ valueString: '97012' }],
    'order.assertion': [{ valueString: assertion.id }],
    'treatment.device': [{ valueCoding: { system: own, code: 'other-device', display: 'Another device' } }],
    'treatment.other-device': [{ valueString: 'Inversion table' }],
    'treatment.region': [
      { valueCoding: { system: 'http://snomed.info/sct', code: '122496007', display: 'Lumbar spine' } },
    ],
    'treatment.mode': [{ valueCoding: { system: own, code: 'intermittent', display: 'Intermittent' } }],
    'treatment.hold': [{ valueInteger: 30 }],
    'treatment.rest': [{ valueInteger: 10 }],
    'treatment.force': [
      { valueQuantity: { value: 62.5, unit: 'lb', system: 'http://unitsofmeasure.org', code: '[lb_av]' } },
    ],
    'treatment.minutes': [{ valueInteger: 15 }],
    'need.reason': [{ valueString: 'Lumbar radiculopathy' }],
    'need.diagnosis': [{ valueString: 'M54.16 Radiculopathy, lumbar region' }],
    'need.goal': [{ valueString: 'Sit for an hour without pain in the leg' }],
  };
  const answered = (items: readonly JsonObject[]): readonly JsonObject[] =>
    items.map(({ linkId, item, ...rest }) => {
      const below = objectsIn(item ?? []);
      return below.length > 0
        ? { linkId, ...rest, item: answered(below) }
        : { linkId, ...rest, answer: given[String(linkId)] ?? [] };
    });
  return { ...draft, item: answered(objectsIn(draft['item'] ?? [])) };
}

/** Answers by linkId, each as text: `system|code` of a code. */
type Answers = Readonly<Record<string, readonly string[]>>;

function textOf(answer: JsonObject): string {
  const [, value] = Object.entries(answer).find(([name]) => name.startsWith('value')) ?? [];
  const { system, code, value: number } = (typeof value === 'object' && value !== null ? value : {}) as JsonObject;
  if (number !== undefined) return `${String(number)} ${String(code)}`;
  return code === undefined ? String(value) : `${String(system)}|${String(code)}`;
}

/** The answers of a QuestionnaireResponse. */
export function answersIn(response: JsonObject): Answers {
  const below = (items: readonly JsonObject[]): [string, string[]][] =>
    items.flatMap(({ linkId, answer = [], item = [] }) => {
      const given = objectsIn(answer).map(textOf);
      return [...(given.length > 0 ? [[String(linkId), given] as [string, string[]]] : []), ...below(objectsIn(item))];
    });
  return Object.fromEntries(below(objectsIn(response['item'] ?? [])));
}

/** Answers that the chart of the example patient gives to the form. */
export const IN_CHART: Answers = {
  'patient.name': ['Robin Example'],
  'patient.birth-date': ['1968-03-02'],
  'order.service': ['Mechanical traction, lumbar'],
  'order.code': ['97012'],
  'order.assertion': ['01a22175-f587-74b1-91bf-b005f91de528'],
  'treatment.region': ['http://snomed.info/sct|122496007'],
  'need.reason': ['Lumbar radiculopathy'],
  'need.diagnosis': [
    'M54.16 Radiculopathy, lumbar region; M51.26 Other intervertebral disc displacement, lumbar region',
  ],
};
/** Names of the items that the chart's search fills. */
export const BY_SEARCH = ['need.diagnosis'];
