import { describe, expect, it } from 'vitest';
import type { RequestError } from '../../src/errors.ts';
import { draftOf } from '../../src/hooks/draft.ts';
import { bareId, parseRequest } from '../../src/hooks/request.ts';
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
    expect(parseRequest(body, 'order-sign')).toMatchObject({
      hook: 'order-sign',
      hookInstance: body['hookInstance'],
      patientId: 'p1',
      draftOrders: [{ resource: { resourceType: 'ServiceRequest', id: 'order-1' } }],
    });
    expect(parseRequest(body, 'order-sign').prefetched('patient')).toMatchObject({ resourceType: 'Patient' });
  });

  it('H1 holds the selections of order-select, and none on order-sign, where every order counts', () => {
    const select = callOf({ hook: 'order-select' });
    expect(parseRequest(select, 'order-select').selections).toEqual(new Set(['ServiceRequest/order-1']));
    expect(parseRequest(body, 'order-sign').selections).toBeUndefined();
  });

  it('is refused with one problem for a list that is too long, however many of its items are wrong', () => {
    const select = changed(callOf({ hook: 'order-select' }), 'context.selections', Array(1001).fill(5));
    expect(problemsOf(() => parseRequest(select, 'order-select'))).toMatchObject([{ element: 'context.selections' }]);
  });

  it.each([undefined, null, {}])('R11 R14 has nothing prefetched where prefetch is %j', (prefetch) => {
    expect(parseRequest(changed(body, 'prefetch', prefetch), 'order-sign').prefetched('patient')).toBeUndefined();
  });

  it('does not change the body', () => {
    const before = structuredClone(body);
    parseRequest(body, 'order-sign');
    expect(body).toEqual(before);
  });

  it('names each element once and says what is wrong with it, not what it was', () => {
    const problems = problemsOf(() =>
      parseRequest({ hook: 'order-sign', hookInstance: 5, context: 'x' }, 'order-sign'),
    );
    expect(problems.map(({ element }) => element).toSorted()).toEqual(['context', 'hookInstance']);
    expect(problems.map(({ text }) => text)).toEqual(['must be string', 'must be object']);
  });

  it.each([undefined, null, 'x', 5, true])('%j is no body', (value) => {
    expect(problemsOf(() => parseRequest(value, 'order-sign')).map(({ element }) => element)).toEqual(['body']);
  });
});

describe('an id', () => {
  it.each([
    ['p1', 'p1'],
    ['Patient/p1', 'p1'],
    ['https://ehr.example.org/fhir/Patient/p1', 'p1'],
  ])('of %s is %s', (reference, id) => {
    expect(bareId(reference)).toBe(id);
  });
});

describe('the draft of a call', () => {
  const device = { resourceType: 'Device', id: 'd1' };
  const call = parseRequest(
    changed(body, 'context.draftOrders.entry', [
      { fullUrl: 'urn:uuid:1', resource: device },
      { resource: { resourceType: 'ServiceRequest' } },
    ]),
    'order-sign',
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
