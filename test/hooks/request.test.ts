import { describe, expect, it } from 'vitest';
import type { RequestError } from '../../src/errors.ts';
import { draftOf } from '../../src/hooks/draft.ts';
import { orderSelect } from '../../src/hooks/order-select.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import type { JsonObject } from '../../src/json.ts';
import { callOf, changed } from '../support/call.ts';

const body = callOf();

function problemsOf(call: () => unknown) {
  try {
    call();
  } catch (error) {
    return (error as RequestError).problems;
  }
  return [];
}

describe('a parsed call', () => {
  it('holds what was sent', () => {
    expect(orderSign.parse(body)).toMatchObject({
      trigger: 'order-sign',
      hookInstance: body['hookInstance'],
      patientId: 'p1',
      orders: { entries: [{ resource: { resourceType: 'ServiceRequest', id: 'order-1' } }] },
    });
    expect(orderSign.parse(body).prefetch['patient']).toMatchObject({ resourceType: 'Patient' });
  });

  it('holds the selections of order-select, and none on order-sign, where every order counts', () => {
    const select = callOf({ hook: 'order-select' });
    const { entries, selected } = orderSelect.parse(select).orders;
    expect([...(selected ?? [])]).toEqual(entries.map(({ resource }) => resource));
    expect(orderSign.parse(body).orders.selected).toBeUndefined();
  });

  const entries = [
    { fullUrl: 'urn:uuid:1', resource: { resourceType: 'ServiceRequest' } },
    { fullUrl: 'https://ehr.example.org/fhir/ServiceRequest/a', resource: { resourceType: 'ServiceRequest', id: 'a' } },
    { resource: { resourceType: 'DeviceRequest', id: 'b' } },
    { fullUrl: 'https://ehr.example.org/fhir/ServiceRequest/d', resource: { resourceType: 'ServiceRequest' } },
  ];
  it.each<readonly [how: string, selection: string, place: number | undefined]>([
    ['type and id', 'DeviceRequest/b', 2],
    ['its bare id', 'b', 2],
    ['the fullUrl of its entry', 'urn:uuid:1', 0],
    ['a whole address', 'https://ehr.example.org/fhir/ServiceRequest/a', 1],
    ['a whole address of another server, with a version', 'https://x/DeviceRequest/b/_history/2', 2],
    ['the id that only the address of its entry holds', 'ServiceRequest/d', 3],
    ['an id that no order has', 'c', undefined],
    ['the id of an order of another type', 'ServiceRequest/b', undefined],
  ])('selects an order by %s', (_how, selection, place) => {
    const select = changed(callOf({ hook: 'order-select' }), 'context.draftOrders.entry', entries);
    const { orders } = orderSelect.parse(changed(select, 'context.selections', [selection]));
    expect([...(orders.selected ?? [])]).toEqual(place === undefined ? [] : [entries[place]?.resource]);
  });

  it('holds the orders of a Bundle among its entries, and one that is there twice, word for word, once', () => {
    const order = { resourceType: 'ServiceRequest', id: 'a', status: 'draft' };
    const changedOrder = { ...order, status: 'active' };
    const nameless = { resourceType: 'ServiceRequest' };
    const inner = { resourceType: 'Bundle', entry: [{ resource: changedOrder }, { resource: order }] };
    const sent = [order, inner, nameless, nameless, { resourceType: 'Bundle' }].map((resource) => ({ resource }));
    const { entries: read } = orderSign.parse(changed(body, 'context.draftOrders.entry', sent)).orders;
    expect(read.map(({ resource }) => resource)).toEqual([order, changedOrder, nameless, nameless]);
  });

  it('has no order that lies deeper in Bundles than any client puts it', () => {
    const nested = (levels: number) => {
      let resource: JsonObject = { resourceType: 'ServiceRequest', id: 'a' };
      for (let level = 0; level < levels; level++) resource = { resourceType: 'Bundle', entry: [{ resource }] };
      return orderSign.parse(changed(body, 'context.draftOrders.entry', [{ resource }])).orders.entries.length;
    };
    expect([8, 9].map(nested)).toEqual([1, 0]);
  });

  it('is refused with one problem for a list that is too long, however many of its items are wrong', () => {
    const select = changed(callOf({ hook: 'order-select' }), 'context.selections', Array(1001).fill(5));
    expect(problemsOf(() => orderSelect.parse(select))).toMatchObject([
      { element: 'context.selections', text: 'must have at most 1000 items' },
    ]);
  });

  it.each([undefined, null, {}])('has nothing prefetched where prefetch is %j', (prefetch) => {
    expect(orderSign.parse(changed(body, 'prefetch', prefetch)).prefetch['patient']).toBeUndefined();
  });

  it('does not change the body', () => {
    const before = structuredClone(body);
    orderSign.parse(body);
    expect(body).toEqual(before);
  });

  it('names each element once and says what is wrong with it, not what it was', () => {
    const problems = problemsOf(() => orderSign.parse({ hook: 'order-sign', hookInstance: 5, context: 'x' }));
    expect(problems.map(({ element }) => element).toSorted()).toEqual(['context', 'hookInstance']);
    expect(problems.map(({ text }) => text)).toEqual(['must be string', 'must be object']);
  });

  it.each([undefined, null, 'x', 5, true])('%j is no body', (value) => {
    expect(problemsOf(() => orderSign.parse(value)).map(({ element }) => element)).toEqual(['body']);
  });
});

describe('an authorization', () => {
  const token = { access_token: 'x', token_type: 'Bearer', expires_in: 300, subject: 'client-1', scope: 'user/*.rs' };
  const parsed = (members: JsonObject) => {
    const fhirAuthorization = { ...token, ...members };
    return orderSign.parse({ ...body, fhirServer: 'https://ehr.example.org/fhir', fhirAuthorization }).authorization;
  };

  it('with scopes of more than 20,000 characters is of no use, and says so', () => {
    const scope = 'user/Patient.rs '.repeat(1300);
    expect(parsed({ scope })).toEqual({ state: 'unusable', element: 'fhirAuthorization.scope' });
  });

  it.each(['p1', 'Patient/p1', 'https://ehr.example.org/fhir/Patient/p1'])('is for the patient %s', (patient) => {
    expect(parsed({ patient }).state).toBe('usable');
  });

  it.each(['p2', 'Patient/p2', 'p1/p2'])('is for another patient than the call: %s', (patient) => {
    expect(problemsOf(() => parsed({ patient })).map(({ element }) => element)).toEqual(['fhirAuthorization.patient']);
  });
});

describe('the draft of a call', () => {
  const device = { resourceType: 'Device', id: 'd1' };
  const call = orderSign.parse(
    changed(body, 'context.draftOrders.entry', [
      { fullUrl: 'urn:uuid:1', resource: device },
      { resource: { resourceType: 'ServiceRequest' } },
    ]),
  );
  const draft = draftOf(call);

  it.each([
    ['urn:uuid:1', device],
    ['Device/d1', device],
    ['Device/d2', undefined],
    ['d1', undefined],
    ['', undefined],
  ])('resolves %s within the bundle', (reference, resource) => {
    expect(draft.resolve(reference)).toBe(resource);
  });

  it('holds all resources of the bundle', () => {
    expect(draft.resources).toHaveLength(2);
  });
});
