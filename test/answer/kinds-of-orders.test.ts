import { expect, it } from 'vitest';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';
import { coverageOf, crdAnswerer } from '../support/crd.ts';

const words = { text: 'Mechanical traction, lumbar' };
const tumour = {
  resourceType: 'Condition',
  id: 'c1',
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51' }] },
};

it.each([
  ['ServiceRequest', ['traction/contraindicated']],
  ['ProcedureRequest', ['traction/contraindicated']],
  // A device of that name is none that a therapist operates.
  ['DeviceRequest', []],
])('a treatment that words alone name is read in a %s', async (resourceType, cards) => {
  const order = { resourceType, id: 'o1', status: 'draft', intent: 'order', code: words };
  const { spoken } = await answerer()(changed(callWith([order]), 'prefetch.conditions', searchset([tumour])));
  expect(spoken).toEqual(cards);
});

it.each([
  ['R4', words],
  ['R5', { concept: words }],
])('a treatment that words alone name is read in the service of an Appointment of %s', async (_version, service) => {
  const appointment = {
    ...{ resourceType: 'Appointment', id: 'a1', status: 'proposed', serviceType: [service] },
    participant: [{ actor: { reference: 'Patient/p1' }, status: 'accepted' }],
  };
  const { cards } = await crdAnswerer()({
    hook: 'appointment-book',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { patientId: 'p1', userId: 'Practitioner/d1', appointments: searchset([appointment]) },
    prefetch: { coverage: searchset([coverageOf()]), conditions: searchset([tumour]) },
    extension: { 'davinci-crd.requestedVersion': '2.2' },
  });
  expect(cards.map(({ card }) => card.indicator)).toContain('critical');
});
