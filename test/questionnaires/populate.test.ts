import { populate, populateQuestionnaire } from '@aehrc/sdc-populate';
import { afterEach, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { prefilled } from '../../src/questionnaires/prefill.ts';
import { answersIn, BY_SEARCH, CHART, chartOf, IN_CHART, ORDER, PATIENT, TRACTION_RECORD } from '../support/chart.ts';

/*
 * The form as the populating library of smart-forms fills it. Its one function knows the patient and searches, and the order only
 * as the context of a SMART launch; its other one knows patient and order, and makes no searches.
 */

const questionnaire = TRACTION_RECORD as unknown as Parameters<typeof populateQuestionnaire>[0]['questionnaire'];
const patient = PATIENT as unknown as Parameters<typeof populateQuestionnaire>[0]['patient'];
const searches: string[] = [];
const search = (query: string) => {
  searches.push(query);
  return Promise.resolve(searchset(chartOf('Condition')));
};
const server = { sourceServerUrl: 'https://ehr.example.org/fhir' };

// The library tells the console of what the other function is for.
vi.spyOn(console, 'warn').mockImplementation(() => undefined);
vi.spyOn(console, 'error').mockImplementation(() => undefined);
afterEach(() => void searches.splice(0));

const isOfOrder = (linkId: string) =>
  linkId.startsWith('order.') || ['treatment.region', 'need.reason'].includes(linkId);
const part = (isWanted: (linkId: string) => boolean) =>
  Object.fromEntries(Object.entries(IN_CHART).filter(([linkId]) => isWanted(linkId)));

it('is filled from patient and chart by populateQuestionnaire, which asks for what the form says', async () => {
  const { populateResult } = await populateQuestionnaire({
    questionnaire,
    patient,
    fetchResourceCallback: search,
    fetchResourceRequestConfig: server,
  });
  const response = populateResult?.populatedResponse as unknown as JsonObject;
  expect(answersIn(response)).toEqual(part((linkId) => !isOfOrder(linkId)));
  expect(searches).toEqual(['Condition?patient=example-prairie&clinical-status=active']);
});

it('is filled whole by populateQuestionnaire that is told of the order as the context of a SMART launch', async () => {
  const fetched = (query: string) => (query === 'ServiceRequest/traction' ? Promise.resolve(ORDER) : search(query));
  const { populateResult } = await populateQuestionnaire({
    questionnaire,
    patient,
    fhirContext: [{ reference: 'ServiceRequest/traction', type: 'ServiceRequest' }],
    fetchResourceCallback: fetched,
    fetchResourceRequestConfig: server,
  });
  const response = populateResult?.populatedResponse as unknown as JsonObject;
  expect(answersIn(response)).toEqual(IN_CHART);
});

it('is filled from patient and order by populate', async () => {
  const context = (name: string, content: JsonObject) => ({
    name: 'context',
    part: [
      { name: 'name', valueString: name },
      { name: 'content', resource: content },
    ],
  });
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'questionnaire', resource: questionnaire },
      { name: 'subject', valueReference: { reference: 'Patient/example-prairie' } },
      context('patient', PATIENT),
      context('order', ORDER),
    ],
  };
  const output = (await populate(parameters as never, search, server)) as unknown as {
    parameter: { resource: JsonObject }[];
  };
  expect(answersIn(output.parameter[0]?.resource ?? {})).toEqual(part((linkId) => !BY_SEARCH.includes(linkId)));
});

it('is left empty on a chart that holds nothing', async () => {
  const bare = { resourceType: 'Patient', id: 'example-prairie' };
  const nothing = () => Promise.resolve(searchset([]));
  const { populateResult } = await populateQuestionnaire({
    questionnaire,
    patient: bare as unknown as typeof patient,
    fetchResourceCallback: nothing,
    fetchResourceRequestConfig: server,
  });
  expect(answersIn(populateResult?.populatedResponse as unknown as JsonObject)).toEqual({});
});

it('is filled alike by the page of this server', () => {
  const answers = prefilled(TRACTION_RECORD, CHART);
  const texts = [...answers].flatMap(([linkId, values]) => {
    const given = values.map((value) =>
      typeof value === 'string' ? value : `${(value as JsonObject)['system']}|${(value as JsonObject)['code']}`,
    );
    return given.length > 0 ? [[linkId, given] as const] : [];
  });
  expect(Object.fromEntries(texts)).toEqual(IN_CHART);
});
