import { describe, expect, it } from 'vitest';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { PREFETCH_ONLY } from '../support/answer.ts';
import { changed } from '../support/call.ts';
import {
  coverageInformationIn,
  coverageOf,
  crdAnswerer,
  crdCallOf,
  DECOMPRESSION,
  saidOf,
  updatedBy,
} from '../support/crd.ts';
import { accessTo, sendJson, serving, startUntilTestEnds } from '../support/fhir-server.ts';

const answer = crdAnswerer();
const reading = crdAnswerer({
  fhir: { ...PREFETCH_ONLY, client: createFhirClient(), development: true, deadline: 60_000 },
});
const SCOPE = 'patient/*.read';
const CODE = { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] };
const order: JsonObject = {
  ...{ resourceType: 'ServiceRequest', id: 'o1', status: 'active', intent: 'order' },
  subject: { reference: 'Patient/p1' },
  code: CODE,
};
const appointment: JsonObject = {
  resourceType: 'Appointment',
  id: 'a1',
  status: 'proposed',
  basedOn: [{ reference: 'ServiceRequest/o1' }],
  participant: [{ actor: { reference: 'Patient/p1' }, status: 'accepted' }],
};

/** A call of a hook whose context only names its orders. */
function naming(hook: string, context: JsonObject, sent: readonly JsonObject[] = []): JsonObject {
  return {
    hook,
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { patientId: 'p1', ...context },
    prefetch: { coverage: searchset([coverageOf()]), orders: searchset(sent) },
    extension: { 'davinci-crd.requestedVersion': '2.2' },
  };
}
const dispatching = (context: JsonObject, sent?: readonly JsonObject[]) => naming('order-dispatch', context, sent);
const booking = (appointments: readonly JsonObject[], sent?: readonly JsonObject[]) =>
  naming('appointment-book', { userId: 'Practitioner/d1', appointments: searchset(appointments) }, sent);

const namesOf = (resources: readonly JsonObject[]) =>
  resources.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);

describe('orders that are dispatched', () => {
  it.each([
    ['2.2 and later', { dispatchedOrders: ['ServiceRequest/o1'], performer: 'Practitioner/d1' }],
    ['2.0', { order: 'ServiceRequest/o1', performer: 'Practitioner/d1' }],
  ])('are found among what was sent along, as clients of %s name them', async (_, context) => {
    const answered = await answer(dispatching(context, [order]));
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
  });

  it('are read where they were not sent', async () => {
    const server = await startUntilTestEnds(serving([order]));
    const body = dispatching({ dispatchedOrders: ['ServiceRequest/o1'] });
    const answered = await reading({ ...body, ...accessTo(server.base, SCOPE) });
    expect(updatedBy(answered)).toEqual([{ ...order, extension: expect.anything() }]);
  });

  it('are left out where they can neither be found nor read', async () => {
    const body = dispatching({ dispatchedOrders: ['ServiceRequest/o1', 'ServiceRequest/gone'] }, [order]);
    expect(namesOf(updatedBy(await answer(body)))).toEqual(['ServiceRequest/o1']);
  });

  it('are read by a whole address, and once where they are named by both', async () => {
    const server = await startUntilTestEnds(serving([order]));
    const names = [`${server.base}/ServiceRequest/o1`, 'ServiceRequest/o1', 'ServiceRequest/o1/_history/2'];
    const answered = await reading({ ...dispatching({ dispatchedOrders: names }), ...accessTo(server.base, SCOPE) });
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
    expect(server.seen.filter(({ url }) => url.includes('ServiceRequest'))).toHaveLength(1);
  });

  it('of another FHIR server are left out, and none of the same id is read in their place', async () => {
    const server = await startUntilTestEnds(serving([order]));
    const body = dispatching({ dispatchedOrders: ['https://other.example/fhir/ServiceRequest/o1'] });
    expect(updatedBy(await reading({ ...body, ...accessTo(server.base, SCOPE) }))).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('of another patient are left out', async () => {
    const server = await startUntilTestEnds(serving([{ ...order, subject: { reference: 'Patient/other' } }]));
    const body = dispatching({ dispatchedOrders: ['ServiceRequest/o1'] });
    expect(updatedBy(await reading({ ...body, ...accessTo(server.base, SCOPE) }))).toEqual([]);
  });

  it('refuse the call with 412 where the FHIR server gave another than the one asked for', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, { ...order, id: 'another' }));
    const body = { ...dispatching({ dispatchedOrders: ['ServiceRequest/o1'] }), ...accessTo(server.base, SCOPE) };
    await expect(reading(body)).rejects.toMatchObject({ code: 'order-unavailable' });
  });

  it('refuse the call with 412 where the FHIR server failed to give them', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 503));
    const body = { ...dispatching({ dispatchedOrders: ['ServiceRequest/o1'] }), ...accessTo(server.base, SCOPE) };
    await expect(reading(body)).rejects.toMatchObject({ code: 'order-unavailable' });
  });

  it('must be named', async () => {
    await expect(answer(dispatching({}))).rejects.toMatchObject({
      code: 'invalid-request',
      problems: [{ element: 'context.dispatchedOrders', text: 'is required' }],
    });
  });

  it('get cards without an alternative, since they are drafts no more', async () => {
    const { answer: answered } = await answer(dispatching({ dispatchedOrders: ['ServiceRequest/o1'] }, [order]));
    expect(answered.cards.map(({ source }) => source.topic.code)).toEqual(['guideline']);
  });
});

describe('an appointment that is booked', () => {
  it('has the order that it is made for answered', async () => {
    const answered = await answer(booking([appointment], [order]));
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
  });

  it('names an order of another kind by an alternate reference', async () => {
    const url = 'http://hl7.org/fhir/StructureDefinition/alternate-reference';
    const device = { ...order, resourceType: 'DeviceRequest', id: 'o2' };
    const based = [{ extension: [{ url, valueReference: { reference: 'DeviceRequest/o2' } }] }];
    const answered = await answer(booking([{ ...appointment, basedOn: based }], [device]));
    expect(namesOf(updatedBy(answered))).toEqual(['DeviceRequest/o2']);
  });

  it('for no order is answered by the services it is made for, and goes back as it came', async () => {
    const { basedOn: _, ...alone } = appointment;
    const serviceType = [{ text: 'Visit' }, CODE];
    const answered = await answer(booking([{ ...alone, serviceType }]));
    const [updated, ...others] = updatedBy(answered);
    expect(others).toEqual([]);
    expect({ ...updated, extension: undefined }).toEqual({ ...alone, serviceType, extension: undefined });
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
  });

  it('is answered itself where its order is of another FHIR server', async () => {
    const server = await startUntilTestEnds(serving([order]));
    const basedOn = (base: string) => ({ ...appointment, basedOn: [{ reference: `${base}/ServiceRequest/o1` }] });
    const bookedAt = async (base: string) =>
      namesOf(updatedBy(await reading({ ...booking([basedOn(base)]), ...accessTo(server.base, SCOPE) })));
    expect(await bookedAt(server.base)).toEqual(['ServiceRequest/o1']);
    expect(await bookedAt('https://other.example/fhir')).toEqual(['Appointment/a1']);
  });

  it.each(['#o1', 'urn:uuid:o1', 'o1'])('is answered itself where its order is named by %s', async (reference) => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}));
    const body = booking([{ ...appointment, basedOn: [{ reference }] }]);
    const answered = await reading({ ...body, ...accessTo(server.base, SCOPE) });
    expect(namesOf(updatedBy(answered))).toEqual(['Appointment/a1']);
    expect(server.seen).toEqual([]);
  });

  it('of a series has the order of all its visits answered once', async () => {
    const series = ['a1', 'a2', 'a3'].map((id) => ({ ...appointment, id }));
    const answered = await answer(booking(series, [order]));
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
  });

  it('has no order answered that says it is for another patient', async () => {
    const stranger = { ...order, subject: { reference: 'Patient/p2' } };
    expect(namesOf(updatedBy(await answer(booking([appointment], [stranger]))))).toEqual(['Appointment/a1']);
  });

  it('with others of more than a hundred orders is refused before any order is read', async () => {
    const many = Array.from({ length: 101 }, (_, at) => ({
      ...appointment,
      basedOn: [{ reference: `ServiceRequest/o${at}` }],
    }));
    await expect(answer(booking(many))).rejects.toMatchObject({
      code: 'invalid-request',
      problems: [{ element: 'context.appointments' }],
    });
  });

  it('of another patient gets none, and of a group of patients only by one of them who is ours', async () => {
    const of = (...patients: readonly string[]) => ({
      ...appointment,
      basedOn: [],
      participant: [...patients, 'Practitioner/d1'].map((reference) => ({ actor: { reference }, status: 'accepted' })),
    });
    const namesFor = async (...patients: readonly string[]) =>
      namesOf(updatedBy(await answer(booking([of(...patients)]))));
    expect(await namesFor('Patient/other')).toEqual([]);
    expect(await namesFor('Patient/other', 'Patient/p1')).toEqual(['Appointment/a1']);
    expect(await namesFor()).toEqual(['Appointment/a1']);
  });

  it('is answered itself where it is made for no order', async () => {
    const answered = await answer(booking([{ ...appointment, basedOn: [] }]));
    expect(namesOf(updatedBy(answered))).toEqual(['Appointment/a1']);
    expect(saidOf(answered)).toEqual(['conditional/conditional/-/OTH']);
  });
});

describe('orders of all kinds', () => {
  const others = ['MedicationRequest', 'NutritionOrder', 'VisionPrescription', 'CommunicationRequest', 'DeviceRequest'];

  it.each(others)('%s gets coverage information', async (resourceType) => {
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [
      { resource: { resourceType, id: 'm1', status: 'draft', subject: { reference: 'Patient/p1' } } },
    ]);
    expect(namesOf(updatedBy(await answer(body)))).toEqual([`${resourceType}/m1`]);
  });

  it('without an id get none, since nobody could tell which it is', async () => {
    const { id: _, ...nameless } = order;
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: nameless }]);
    expect(updatedBy(await answer(body))).toEqual([]);
  });

  it('are known by the codes they may be billed by', async () => {
    const url = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options';
    const code = { text: 'Therapy', coding: [{ system: 'http://snomed.info/sct', code: '91251008' }] };
    const billed = { ...order, code: { ...code, extension: [{ url, valueCodeableConcept: CODE }] } };
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: billed }]);
    const answered = await answer(body);
    expect(saidOf(answered)).toEqual(['not-covered/-/-/-']);
    const [updated] = updatedBy(answered);
    expect(updated?.['code']).toEqual(billed.code);
    expect(updated && coverageInformationIn(updated)).toHaveLength(1);
    const parts = objectsIn(asObject(updated && coverageInformationIn(updated)[0])?.['extension']);
    expect(parts).toContainEqual({ url: 'billingCode', valueCoding: CODE.coding[0] });
  });

  it('are billed by each code once that has a system which claims use', async () => {
    const [coding] = CODE.coding;
    const others = [
      { code: 'S9090' },
      { system: coding?.system },
      { system: 'http://snomed.info/sct', code: '91251008' },
    ];
    const billed = { ...order, code: { coding: [coding, coding, ...others] } };
    const answered = await answer(
      changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', [{ resource: billed }]),
    );
    const parts = updatedBy(answered)
      .flatMap(coverageInformationIn)
      .flatMap(({ extension }) => objectsIn(extension));
    expect(parts.filter(({ url }) => url === 'billingCode')).toEqual([{ url: 'billingCode', valueCoding: coding }]);
  });

  it('of another patient get none, whoever is insured', async () => {
    const theirs = { ...order, id: 'o2', subject: { reference: 'Patient/other' } };
    const drafts = [{ resource: theirs }, { resource: order }];
    const answered = await answer(changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', drafts));
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
    expect(answered.answer.cards).toHaveLength(1);
  });

  it('that are there twice, word for word, get one assertion', async () => {
    const drafts = [{ resource: order }, { resource: order }];
    const answered = await answer(changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', drafts));
    expect(namesOf(updatedBy(answered))).toEqual(['ServiceRequest/o1']);
  });

  it("have no other patient's Condition as their reason", async () => {
    const code = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51' }] };
    const reason = (patient: string) => ({ resourceType: 'Condition', id: 'r', subject: { reference: patient }, code });
    const traction = { ...order, code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] } };
    const drafts = [{ resource: { ...traction, reasonReference: [{ reference: 'Condition/r' }] } }];
    const body = changed(crdCallOf(DECOMPRESSION), 'context.draftOrders.entry', drafts);
    const saidFor = async (patient: string) =>
      saidOf(await answer(changed(body, 'prefetch.reasons', searchset([reason(patient)]))));
    expect(await saidFor('Patient/p1')).toEqual(['not-covered/-/-/-']);
    expect(await saidFor('Patient/other')).not.toEqual(['not-covered/-/-/-']);
  });

  it('fall under a Coverage that came under a key of its own, or alone', async () => {
    const search = searchset([coverageOf()]);
    for (const value of [coverageOf(), search, [coverageOf()], { ...search, type: 'transaction' }]) {
      const body = changed(changed(crdCallOf(DECOMPRESSION), 'prefetch.coverage'), 'prefetch.coverageBundle', value);
      expect(saidOf(await answer(body))).toEqual(['not-covered/-/-/-']);
    }
  });
});
