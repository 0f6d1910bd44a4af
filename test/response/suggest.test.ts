import { describe, expect, it } from 'vitest';
import type { Action, Suggestion } from '../../src/hooks/card.ts';
import type { JsonObject } from '../../src/json.ts';
import type { CaseOrder, PolicyCase } from '../../src/policies/case.ts';
import { suggest } from '../../src/response/suggest.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { newUuid } from '../support/knowledge.ts';

const answer = answerer();
const THERAPY = 'Order a physical therapy evaluation instead';
const REDUCE = 'Reduce the quantity to 1';
const REMOVE = 'Remove this order';

const suggestionsFor = async (body: JsonObject): Promise<readonly Suggestion[]> =>
  (await answer(body)).cards.flatMap(({ suggestions = [] }) => suggestions);
const labelsFor = async (row: Partial<PolicyCase>) => (await suggestionsFor(callOf(row))).map(({ label }) => label);
const actionsOf = async (body: JsonObject, label: string): Promise<readonly Action[]> =>
  (await suggestionsFor(body)).find((suggestion) => suggestion.label === label)?.actions ?? [];

const device: CaseOrder = { type: 'DeviceRequest', text: 'LTX 3000' };
const pain = 'icd-10-cm M54.50 Low back pain';
const scoliosis = 'icd-10-cm M41.20 Idiopathic scoliosis';

describe('a physical therapy evaluation', () => {
  it.each<readonly [rule: string, row: Partial<PolicyCase>, offered: boolean]>([
    ['is offered for low back pain', { conditions: [pain] }, true],
    ['is offered for pain beside scoliosis', { conditions: [scoliosis, pain] }, true],
    ['is offered where the pain has no status', { conditions: [{ code: pain, status: 'none' }] }, true],
    ['is not offered for scoliosis alone', { conditions: [scoliosis] }, false],
    ['is not offered without any condition', { conditions: [] }, false],
    ['is not offered where the conditions are unknown', { conditions: 'unknown' }, false],
    ['is not offered for pain that is resolved', { conditions: [{ code: pain, status: 'resolved' }] }, false],
    ['is not offered for pain that was refuted', { conditions: [{ code: pain, verification: 'refuted' }] }, false],
    ['is not offered beside an evaluation by code', { conditions: [pain], others: [{ codes: ['cpt 97161'] }] }, false],
    [
      'is not offered beside an evaluation by name',
      { conditions: [pain], others: [{ text: 'Physical therapy referral' }] },
      false,
    ],
    [
      'is offered beside an evaluation that is declined',
      { conditions: [pain], others: [{ text: 'Physical therapy declined' }] },
      true,
    ],
    [
      'is offered beside an evaluation that was revoked',
      { conditions: [pain], others: [{ codes: ['cpt 97161'], status: 'revoked' }] },
      true,
    ],
    ['is offered beside another order', { conditions: [pain], others: [{ codes: ['cpt 72148'] }] }, true],
  ])('%s', async (_rule, row, offered) => {
    expect(await labelsFor({ order: device, ...row })).toEqual(offered ? [REMOVE, THERAPY] : [REMOVE]);
  });

  it('is a new order for the patient in place of the old one, however a client orders the actions', async () => {
    const body = callOf({ order: device, conditions: [pain] });
    const actions = await actionsOf(body, THERAPY);
    expect(actions.map(({ type }) => type).toSorted()).toEqual(['create', 'delete']);
    const created = actions.flatMap((action) => (action.type === 'create' ? [action.resource] : []));
    expect(created).toEqual([
      {
        resourceType: 'ServiceRequest',
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/p1' },
        code: { text: expect.stringMatching(/physical therapy evaluation/i) },
      },
    ]);
    expect(actions.flatMap((action) => (action.type === 'delete' ? [action.resourceId] : []))).toEqual([
      'DeviceRequest/order-1',
    ]);
  });

  it('gets no card of its own when it is accepted and signed', async () => {
    const created = (await actionsOf(callOf({ order: device, conditions: [pain] }), THERAPY)).flatMap((action) =>
      action.type === 'create' ? [action.resource] : [],
    );
    expect((await answer(callWith([...created], { conditions: [pain] }))).cards).toEqual([]);
  });
});

it('no order of R4 is offered to a client of STU3 in place of its own', async () => {
  const code = { coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9090' }] };
  const order = { id: 'o1', status: 'draft', code };
  const labels = async (resourceType: string) =>
    (await answer(callWith([{ resourceType, ...order }], { conditions: [pain] }))).cards.flatMap(
      ({ suggestions = [] }) => suggestions.map(({ label }) => label),
    );
  expect(await labels('ServiceRequest')).toEqual([REMOVE, THERAPY]);
  expect(await labels('ProcedureRequest')).toEqual([REMOVE]);
});

describe('removing the order', () => {
  it('names the order and says which it is', async () => {
    expect(await actionsOf(callOf({ order: device }), REMOVE)).toEqual([
      { type: 'delete', description: 'Remove the order: LTX 3000', resourceId: 'DeviceRequest/order-1' },
    ]);
  });

  it.each([undefined, null, '', '  ', 5])('is not offered for an order whose id is %j', async (id) => {
    const resource = { resourceType: 'ServiceRequest', id, status: 'draft', code: { text: 'LTX 3000 spinal vest' } };
    const [card] = (await answer(callWith([resource], { conditions: [pain] }))).cards;
    expect(card?.summary).toContain('LTX 3000');
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('selectionBehavior');
  });

  it('describes a long order in short', async () => {
    const [action] = await actionsOf(
      callOf({ order: { ...device, text: `LTX 3000 ${'very '.repeat(60)}long` } }),
      REMOVE,
    );
    expect(action?.description.length).toBeLessThanOrEqual(200);
    expect(action?.description).toMatch(/^Remove the order: LTX 3000 .*…$/);
  });
});

describe('reducing the quantity', () => {
  const resource: JsonObject = {
    resourceType: 'ServiceRequest',
    id: 'o1',
    meta: { versionId: '3', tag: [{ code: 'x' }] },
    extension: [{ url: 'https://ehr.example.org/ext', valueString: 'kept' }],
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: 'Mechanical traction' },
    subject: { reference: 'Patient/p1' },
    quantityQuantity: { value: 3, unit: 'units', system: 'http://unitsofmeasure.org', code: '{unit}' },
    'https://unknown.member': [1, { deep: true }],
  };

  it('changes the number and nothing else', async () => {
    const [action, ...more] = await actionsOf(callWith([resource]), REDUCE);
    expect(more).toEqual([]);
    expect(action).toMatchObject({ type: 'update', description: expect.stringContaining('Mechanical traction') });
    expect(action?.type === 'update' && action.resource).toEqual(changed(resource, 'quantityQuantity.value', 1));
  });

  it('leaves the resource of the request as it was', async () => {
    const before = structuredClone(resource);
    expect(await actionsOf(callWith([resource]), REDUCE)).toHaveLength(1);
    expect(resource).toEqual(before);
  });

  it.each<readonly [string, JsonObject]>([
    [
      'one that only the words ask for',
      changed(changed(resource, 'quantityQuantity'), 'code.text', '3 units per visit'),
    ],
    ['an order without an id', changed(resource, 'id')],
  ])('is not offered for %s, which leaves nothing to update', async (_name, order) => {
    const [card] = (await answer(callWith([order]))).cards;
    expect(card?.summary).toContain('97012 is one unit per visit');
    expect(card?.suggestions?.map(({ label }) => label) ?? []).not.toContain(REDUCE);
  });

  it.each<readonly [what: string, sent: unknown, kept: unknown]>([
    ['null', null, undefined],
    ['an empty text', '', undefined],
    ['an empty list', [], undefined],
    ['an empty object', {}, undefined],
    ['a number beyond all numbers', Number.POSITIVE_INFINITY, undefined],
    ['an object of empty members', { a: null, b: { c: '' } }, undefined],
    ['a list of nothing', [null, {}, ''], undefined],
    ['an object, without its empty members', { a: '', b: 'kept', c: { d: [], e: 2 } }, { b: 'kept', c: { e: 2 } }],
    ['a list, without its empty items', [{ a: 1 }, {}, { b: '' }, ''], [{ a: 1 }]],
    ['a list of primitives, with null in its place', ['a', null, 'b'], ['a', null, 'b']],
    ['false, and the number zero', [false, 0], [false, 0]],
    ['a text', 'kept', 'kept'],
  ])('holds what FHIR allows alone: %s', async (_what, sent, kept) => {
    const [action] = await actionsOf(callWith([{ ...resource, 'https://ehr.example.org/more': sent }]), REDUCE);
    expect(action?.type === 'update' && action.resource['https://ehr.example.org/more']).toEqual(kept);
    expect(action?.type === 'update' && Object.keys(action.resource).length).toBe(
      Object.keys(resource).length + (kept === undefined ? 0 : 1),
    );
  });

  it('is not offered by a policy whose path the order does not have', async () => {
    const [decision] = (await answer(callWith([resource]))).decisions;
    const offered = (path: string) =>
      decision &&
      suggest([{ label: REDUCE, description: REDUCE, set: { path, to: 1 } }], decision, { patientId: 'p1' }, newUuid);
    expect(offered('quantityQuantity.value')).toHaveLength(1);
    expect(offered('quantityQuantity.comparator')).toEqual([]);
    expect(offered('quantityRange.low')).toEqual([]);
    expect(offered('status.value')).toEqual([]);
  });

  it('leaves an order of one unit that raises no such card', async () => {
    const [action] = await actionsOf(callWith([resource]), REDUCE);
    const updated = action?.type === 'update' ? [action.resource] : [];
    expect((await answer(callWith(updated))).spoken).toEqual(['traction/documentation']);
  });
});
