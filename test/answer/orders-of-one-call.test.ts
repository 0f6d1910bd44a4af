import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';

const answer = answerer();
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const TUMOUR = { coding: [{ system: ICD10, code: 'C41.2' }] };
const traction = (id: string, members: JsonObject = {}): JsonObject => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'draft',
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] },
  ...members,
});
const call = (orders: readonly JsonObject[], conditions: readonly JsonObject[] = []) =>
  changed(callWith(orders), 'prefetch.conditions', searchset(conditions));

describe('several orders in one call', () => {
  const unsafe = traction('o1', { reasonCode: [TUMOUR] });
  const plain = [traction('o2'), traction('o3')];

  it.each([
    ['before', [unsafe, ...plain], ['contraindicated', 'documentation', 'documentation']],
    ['behind', [...plain, unsafe], ['documentation', 'documentation', 'contraindicated']],
  ])('the reason of one counts for no other, %s it', async (_where, orders, findings) => {
    const { spoken } = await answer(call(orders));
    expect(spoken).toEqual(findings.map((finding) => `traction/${finding}`));
  });

  it('the traces of all name the same facts, though the chart is judged once', async () => {
    const tumour = {
      resourceType: 'Condition',
      id: 'c1',
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: TUMOUR,
    };
    const { decisions } = await answer(call(plain, [tumour]));
    const [first, second] = decisions.map(({ trace }) => trace.facts);
    expect(first?.map(({ name }) => name)).toContain('safetyConditions');
    expect(second).toEqual(first);
  });
});

describe('an order that another one of the call takes the place of', () => {
  const decompression = {
    coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }],
  };
  const old = traction('o1', { status: 'active', occurrenceDateTime: '2026-03-02' });
  const spokenFor = async (...orders: readonly JsonObject[]) => (await answer(call(orders))).spoken;

  it.each([
    ['replaces', 'ServiceRequest/o1'],
    ['replaces', 'https://ehr.example.org/fhir/ServiceRequest/o1/_history/2'],
    ['priorRequest', 'ServiceRequest/o1'],
  ])('by %s %s is history', async (element, reference) => {
    const next = traction('o2', { [element]: [{ reference }], occurrenceDateTime: '2026-03-02' });
    expect(await spokenFor(old, next)).toEqual(['traction/documentation']);
    expect(await spokenFor(next, old)).toEqual(['traction/documentation']);
    expect(await spokenFor({ ...old, code: decompression }, next)).toEqual(['traction/documentation']);
  });

  it('stands where the other is for another patient', async () => {
    const replaces = [{ reference: 'ServiceRequest/o1' }];
    const subject = { reference: 'Patient/another' };
    expect(await spokenFor(old, traction('o2', { replaces, subject }))).toHaveLength(2);
  });

  it('stands where the other asks for nothing, or is itself', async () => {
    const replaces = [{ reference: 'ServiceRequest/o1' }];
    expect(await spokenFor(old, traction('o2', { replaces, status: 'revoked' }))).toHaveLength(1);
    expect(await spokenFor({ ...old, replaces })).toHaveLength(1);
  });

  it('stands where it takes the place of that one in turn', async () => {
    const other = traction('o2', { replaces: [{ reference: 'ServiceRequest/o1' }] });
    expect(await spokenFor({ ...old, replaces: [{ reference: 'ServiceRequest/o2' }] }, other)).toHaveLength(2);
  });

  it('is history, wherever it stands, also where that one is history itself', async () => {
    const replaces = (id: string) => ({ replaces: [{ reference: `ServiceRequest/${id}` }] });
    const [second, third] = [traction('o2', replaces('o1')), traction('o3', replaces('o2'))];
    for (const orders of [
      [old, second, third],
      [third, second, old],
      [second, third, old],
    ])
      expect(await spokenFor(...orders)).toHaveLength(1);
  });

  it('is no other without an id', async () => {
    const [first, second] = ['urn:uuid:1', 'urn:uuid:2'].map((fullUrl) => ({
      fullUrl,
      resource: { ...old, id: undefined },
    }));
    const next = { resource: traction('o2', { replaces: [{ reference: 'urn:uuid:1' }] }) };
    const { decisions } = await answer(changed(call([]), 'context.draftOrders.entry', [first, second, next]));
    expect(decisions.map(({ order }) => order.resource)).toEqual([second?.resource, next.resource]);
  });

  it('stands where the other names none, though its entry has an empty address', async () => {
    const next = traction('o2', { replaces: [{ display: 'an older one' }] });
    const body = changed(call([]), 'context.draftOrders.entry', [{ fullUrl: '', resource: old }, { resource: next }]);
    expect((await answer(body)).spoken).toHaveLength(2);
  });

  it('without an id is found by its address', async () => {
    const { id: _, ...nameless } = old;
    const next = traction('o2', { replaces: [{ reference: 'urn:uuid:1' }] });
    const body = changed(call([]), 'context.draftOrders.entry', [
      { fullUrl: 'urn:uuid:1', resource: nameless },
      { resource: next },
    ]);
    expect((await answer(body)).spoken).toHaveLength(1);
  });
});

describe('an order of another patient than the call', () => {
  const tumour = { resourceType: 'Condition', id: 'c1', code: TUMOUR };
  const strangers = traction('o2', { subject: { reference: 'Patient/other' } });

  it("is judged without the chart of the call's patient, and its card says so", async () => {
    const { cards, spoken } = await answer(call([traction('o1'), strangers], [tumour]));
    expect(spoken).toEqual(['traction/contraindicated', 'traction/documentation']);
    expect(cards[1]?.detail).toContain('this order is for another patient than the problem list');
    expect(cards[1]?.detail).not.toContain('C41.2');
  });

  it('is no second order for the same visit', async () => {
    const day = { occurrenceDateTime: '2026-03-02' };
    const { spoken } = await answer(call([traction('o1', day), { ...strangers, ...day }]));
    expect(spoken).toEqual(['traction/documentation', 'traction/documentation']);
  });
});

describe('an order that another one of the call is based on', () => {
  const on = { occurrenceDateTime: '2026-03-02' };
  const based = (id: string, plan: string) =>
    traction(id, { ...on, basedOn: [{ reference: `ServiceRequest/${plan}` }] });
  const spokenFor = async (...orders: readonly JsonObject[]) => (await answer(call(orders))).spoken;
  const plan = traction('o1', { ...on, intent: 'plan' });

  it('is the same session, planned and then ordered, in either place', async () => {
    const both = ['traction/documentation', 'traction/documentation'];
    expect(await spokenFor(plan, based('o2', 'o1'))).toEqual(both);
    expect(await spokenFor(based('o2', 'o1'), plan)).toEqual(both);
  });

  it('does not make one session of two orders that are based on it', async () => {
    expect(await spokenFor(plan, based('o2', 'o1'), based('o3', 'o1'))).toContain('traction/units');
  });

  it('counts with that one where each is based on the other', async () => {
    expect(await spokenFor(based('o1', 'o2'), based('o2', 'o1'))).toContain('traction/units');
  });
});

describe('an order whose subject is a Patient of the draft', () => {
  const TUMOUR_ON_RECORD = { resourceType: 'Condition', id: 'c1', code: TUMOUR };
  const url = 'urn:uuid:0d0f4a8e-6f0e-4e3f-8c57-5f0d5d0c8a11';
  const order = traction('o1', { subject: { reference: url } });
  const spokenFor = async (id: string | undefined) => {
    const patient = { fullUrl: url, resource: { resourceType: 'Patient', id } };
    const entry = [patient, { resource: order }];
    return (await answer(changed(call([], [TUMOUR_ON_RECORD]), 'context.draftOrders.entry', entry))).spoken;
  };

  it("is judged by the chart of the call's patient where that is the one, or none is named", async () => {
    const { request } = await answer(call([]));
    expect(await spokenFor(request.patientId)).toEqual(['traction/contraindicated']);
    expect(await spokenFor(undefined)).toEqual(['traction/contraindicated']);
  });

  it('is judged without it where that is another', async () => {
    expect(await spokenFor('another')).toEqual(['traction/documentation']);
  });
});
