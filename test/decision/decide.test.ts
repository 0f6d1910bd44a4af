import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import type { CaseOrder, PolicyCase } from '../../src/policies/case.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';

const answer = answerer();
const traction: CaseOrder = { codes: ['cpt 97012 Mechanical traction'] };
const fracture = {
  resourceType: 'Condition',
  id: 'f',
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.012A' }] },
};
const spokenFor = async (row: Partial<PolicyCase>) => (await answer(callOf(row))).spoken;
const outcomesOf = async (body: JsonObject) => (await answer(body)).decisions.map(({ outcome }) => outcome.kind);
const onTraction = async (body: JsonObject) =>
  (await answer(body)).decisions.find(({ policy }) => policy.id === 'traction');

const order = (members: JsonObject): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  ...members,
});

describe('a policy whose version has ended', () => {
  const policies = knowledge.policies.map((policy) => ({ ...policy, period: { start: undefined, end: '2026-06-30' } }));
  const late = answerer({ ...knowledge, policies });

  it.each([
    [undefined, '2026-06-30'],
    ['2026-07-01', '2026-06-30'],
    ['2026-06-30', undefined],
  ])('says so of an order of %s: %s', async (authoredOn, ended) => {
    const [decision] = (await late(callWith([{ ...order({ code: { text: 'Dynesys' } }), authoredOn }]))).decisions;
    expect(decision?.ended).toBe(ended);
    expect(decision?.findings.get('ended')).toEqual(ended && { truth: 'met', values: [ended] });
    expect(decision?.outcome.kind).toBe('applies');
  });
});

describe('what is not known of the patient', () => {
  it.each([
    ['arrived and holds a fracture', searchset([fracture]), ['traction/contraindicated']],
    ['arrived and holds nothing', searchset([]), ['traction/documentation']],
    ['did not arrive', undefined, ['traction/documentation']],
    ['failed', { resourceType: 'OperationOutcome' }, ['traction/documentation']],
    [
      'arrived in part and holds a fracture',
      { ...searchset([fracture]), link: [{ relation: 'next', url: 'https://x' }] },
      ['traction/contraindicated'],
    ],
  ])('conditions that %s decide no more than they can', async (_state, conditions, spoken) => {
    expect((await answer(changed(callOf(), 'prefetch.conditions', conditions))).spoken).toEqual(spoken);
  });

  it.each([
    ['did not arrive', undefined, 'unknown', 'currentConditions: not-sent'],
    ['failed', { resourceType: 'OperationOutcome' }, 'unknown', 'currentConditions: failed'],
    ['are unreadable', 'x', 'unknown', 'currentConditions: unreadable'],
    [
      'arrived in part',
      { ...searchset([]), link: [{ relation: 'next' }] },
      'unknown',
      'currentConditions in part: rest-not-sent',
    ],
    ['arrived', searchset([]), 'not-met', undefined],
    ['are known to be none', null, 'not-met', undefined],
  ])(
    'is unknown with its reason if the conditions %s, and never taken for absence',
    async (_state, conditions, truth, reason) => {
      const decision = await onTraction(changed(callOf(), 'prefetch.conditions', conditions));
      expect(decision?.findings.get('contraindication')).toMatchObject({
        truth,
        ...(reason ? { gap: { reason } } : {}),
      });
    },
  );

  it('leaves an order that is only selected unspoken, as suppressed and not as nothing', async () => {
    const body = callOf({ hook: 'order-select' });
    expect((await onTraction(changed(body, 'prefetch.conditions')))?.outcome.kind).toBe('suppressed');
    expect((await answer(changed(body, 'prefetch.conditions'))).cards).toEqual([]);
  });
});

describe('several orders', () => {
  const sameDay = { ...traction, occurrence: '2026-05-04' };

  it('are answered in the order of the bundle', async () => {
    const others = [traction, { text: 'Dynesys' }];
    expect(await spokenFor({ order: { codes: ['hcpcs S9090'] }, others })).toEqual([
      'decompression/investigational',
      'traction/documentation',
      'dynamic-stabilization/experimental-investigative',
    ]);
  });

  it('are each answered with the most urgent finding first', async () => {
    const order = { codes: ['hcpcs S9090', 'cpt 97012'] };
    const body = changed(callOf({ order, others: [traction] }), 'prefetch.conditions', searchset([fracture]));
    expect((await answer(body)).spoken).toEqual([
      'traction/contraindicated',
      'decompression/investigational',
      'traction/contraindicated',
    ]);
  });

  it.each<readonly [string, CaseOrder, CaseOrder, string]>([
    ['of one day are two units', sameDay, sameDay, 'traction/units'],
    ['of two days are one unit each', sameDay, { ...traction, occurrence: '2026-05-05' }, 'traction/documentation'],
    ['of no day may be two visits', traction, traction, 'traction/documentation'],
    ['of which one names no day may be two visits', sameDay, traction, 'traction/documentation'],
    [
      'of one day at two times are two units',
      sameDay,
      { ...traction, occurrence: '2026-05-04T15:00:00Z' },
      'traction/units',
    ],
    [
      'of which the first is revoked are one unit',
      { ...sameDay, status: 'revoked' },
      sameDay,
      'traction/documentation',
    ],
  ])('%s', async (_rule, first, second, spoken) => {
    expect((await spokenFor({ order: first, others: [second] })).at(-1)).toBe(spoken);
  });

  it('without a day are named to each other', async () => {
    const other = { codes: ['cpt 97012'], text: 'Cervical traction' };
    const [, card] = (await answer(callOf({ order: other, others: [traction] }))).cards;
    expect(card?.detail).toContain('Another traction order in this set names no day: Cervical traction');
  });

  it('name to one without a day the first of all, whatever its day', async () => {
    const first = { ...sameDay, text: 'Cervical traction' };
    const [, card] = (await answer(callOf({ order: first, others: [traction] }))).cards;
    expect(card?.detail).toContain('names no day: Cervical traction');
  });

  it('count as neighbours even when they are not selected', async () => {
    const row = { hook: 'order-select', order: sameDay, others: [sameDay], selected: [2] } as const;
    expect(await spokenFor(row)).toEqual(['traction/units']);
    expect(await spokenFor({ ...row, selected: [1] })).toEqual([]);
  });

  it('without an id cannot be selected and are passed over on order-select only', async () => {
    const nameless = { ...order({ code: { text: 'Dynesys' } }), id: undefined };
    expect(await outcomesOf(callWith([nameless]))).toEqual(['applies']);
    expect(await outcomesOf(callWith([nameless], { hook: 'order-select' }))).toEqual([]);
  });
});

describe('deciding', () => {
  it('holds the findings of like orders once, since a draft may have ten thousand, and those of others apart', async () => {
    const like = ['a', 'b', 'c', 'd'].map((id) => order({ id, code: { text: 'mechanical traction' } }));
    const other = order({ id: 'e', code: { text: 'mechanical traction' }, quantityQuantity: { value: 2 } });
    const { decisions } = await answer(callWith([...like, other]));
    expect(decisions).toHaveLength(5);
    const [, b, c, d, e] = decisions.map(({ findings }) => findings);
    expect([c === b, d === b, e === b]).toEqual([true, true, false]);
    expect(e).not.toEqual(b);
  });

  it('changes nothing in the request and comes to the same twice', async () => {
    const body = callOf({
      order: { ...traction, quantity: { value: 3 } },
      conditions: ['icd-10-cm M81.0 Osteoporosis'],
    });
    const before = structuredClone(body);
    const first = (await answer(body)).decisions.map(({ trace }) => trace);
    expect((await answer(body)).decisions.map(({ trace }) => trace)).toEqual(first);
    expect(body).toEqual(before);
  });

  it('holds no clinical values in the trace, only references', async () => {
    const conditions = [{ text: 'Secret osteoporosis', code: 'icd-10-cm M81.0' }];
    const decision = await onTraction(callOf({ conditions, order: { codes: ['cpt 97012'], text: 'Secret traction' } }));
    expect(JSON.stringify(decision?.trace)).not.toContain('Secret');
    expect(JSON.stringify(decision?.trace)).toContain('Condition/condition-1');
  });
});

describe('a service that is ordered as a detail', () => {
  it('is judged like one ordered by code', async () => {
    const order = {
      resourceType: 'ServiceRequest',
      id: 'pt',
      status: 'draft',
      code: { text: 'Physical therapy, modalities' },
      orderDetail: [{ coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] }],
    };
    expect((await answer(callWith([order]))).spoken).toEqual(['traction/documentation']);
  });
});
