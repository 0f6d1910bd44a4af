import { describe, expect, it } from 'vitest';
import { inSlices } from '../../src/answer/time-slices.ts';
import { createCandidates } from '../../src/decision/candidates.ts';
import { createDecider, type Draft } from '../../src/decision/decide.ts';
import type { Facts } from '../../src/decision/facts.ts';
import type { JsonObject } from '../../src/json.ts';
import { readOrder } from '../../src/matching/order.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const UNKNOWN: Facts = new Map();
const DAY = { today: TODAY, timeZone: 'UTC' };
const draft = (resources: readonly JsonObject[]): Draft => ({
  trigger: 'order-sign',
  resources,
  resolve: () => undefined,
  selected: undefined,
});
const order = (members: JsonObject): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  ...members,
});

const fracture = {
  resourceType: 'Condition',
  id: 'f',
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'S32.012A' }] },
};

const NOTHING = {
  variables: [],
  denied: [],
  valueSets: [],
  compatibleSets: [],
  qualifiedSets: [],
  nameSystems: [],
  payers: [],
  patterns: [],
  strings: [],
  withoutVariable: [],
  clockFunctions: [],
};

describe('an order nobody cares about', () => {
  const orders = ['MRI lumbar spine', 'Physical therapy evaluation', 'Cervical collar, soft', ''].map((text) =>
    order({ code: { text } }),
  );

  it('is no candidate of any policy, so that no expression is evaluated for it', () => {
    const read = orders.flatMap((resource) => readOrder(resource, () => undefined, knowledge) ?? []);
    expect(read).toHaveLength(orders.length);
    expect(createCandidates(knowledge).among(read, () => TODAY).size).toBe(0);
  });

  it('gets no decision at all, not even under policies that always apply', async () => {
    const always = { name: 'always', file: 'x', element: 'x', text: 'true', ...NOTHING };
    const policies = knowledge.policies.map((policy) => ({
      ...policy,
      scope: [...policy.scope.map((scope) => ({ ...scope, text: 'true' })), always],
    }));
    const decider = createDecider({ ...knowledge, policies });
    const silent = await inSlices(decider.screen(draft(orders), DAY));
    expect(silent.orders).toHaveLength(orders.length);
    expect(silent.needs.size).toBe(0);
    expect(await inSlices(decider.decide(silent, UNKNOWN))).toEqual([]);
    const spoken = await inSlices(decider.screen(draft([...orders, order({ code: { text: 'Dynesys' } })]), DAY));
    expect(await inSlices(decider.decide(spoken, UNKNOWN))).toHaveLength(1);
  });
});

describe('an order that is a candidate', () => {
  it.each([
    ['a listed code', { coding: [{ system: 'HCPCS', code: 's9090' }] }, ['decompression']],
    ['a name in its text', { text: 'Dynesys' }, ['dynamic-stabilization']],
    ['a denied name, which the policy then judges', { text: 'no Dynesys' }, ['dynamic-stabilization']],
    ['a code that is local', { coding: [{ system: 'https://ehr.example.org', code: '97012' }] }, []],
  ])('is found by %s', (_how, code, policies) => {
    const read = readOrder(order({ code }), () => undefined, knowledge);
    expect(
      [
        ...createCandidates(knowledge)
          .among(read ? [read] : [], () => TODAY)
          .keys(),
      ].map(({ id }) => id),
    ).toEqual(policies);
  });
});

describe('the policies an order might concern', () => {
  const traction = order({
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: 'Traction table' },
  });
  const read = readOrder(traction, () => undefined, knowledge);
  const among = (policies: readonly Policy[], day = TODAY) =>
    [...createCandidates({ ...knowledge, policies }).among(read ? [read] : [], () => day)].map(([policy, orders]) => [
      `${policy.id} ${policy.version}`,
      orders.length,
    ]);
  const [first] = knowledge.policies.filter(({ id }) => id === 'traction');
  if (!first) throw new Error('there is no policy on traction');
  const versions: readonly Policy[] = [
    { ...first, version: '1', period: { start: undefined, end: '2026-06-30' } },
    { ...first, version: '2', period: { start: '2026-07-01', end: undefined } },
  ];

  it('are each there once, whether its code or its words lead to it', () => {
    expect(among(knowledge.policies)).toEqual([['traction 1.0.0', 1]]);
  });

  it('are no drafts', () => {
    expect(among([{ ...first, isActive: false }])).toEqual([]);
  });

  it('are there in the version of the day of the order', () => {
    expect(among(versions, '2026-06-30')).toEqual([['traction 1', 1]]);
    expect(among(versions, '2026-07-01')).toEqual([['traction 2', 1]]);
  });
});

describe('the screening of a draft', () => {
  const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }] };
  const references = ['Condition/a', 'Condition/b', 'Condition/a', 'Observation/c'];
  const reasonReference = references.map((reference) => ({ reference }));
  const given = draft([order({ code, reasonReference }), order({ id: 'o2', code: { text: 'MRI' }, reasonReference })]);

  it('tells which facts are needed, and which Conditions outside the bundle, each once', async () => {
    const decider = createDecider(knowledge);
    const screening = await inSlices(decider.screen(given, DAY));
    expect([...screening.needs].toSorted()).toEqual(['conditions', 'coverages', 'references']);
    expect(screening.references).toEqual(['Condition/a', 'Condition/b']);
    const resolve = (reference: string) => (reference === 'Condition/a' ? fracture : undefined);
    expect((await inSlices(decider.screen({ ...given, resolve }, DAY))).references).toEqual(['Condition/b']);
  });

  it('needs nothing of a policy that is not looked at, which can be looked at again', async () => {
    const decider = createDecider(knowledge);
    const none = await inSlices(decider.screen(given, DAY, () => false));
    expect([none.needs.size, none.concerned.size, none.references.length]).toEqual([0, 0, 0]);
    const again = decider.screenAgain(none, (id) => id === 'traction');
    expect([...again.concerned].map(([{ id }, theirs]) => `${id} of ${theirs.length}`)).toEqual(['traction of 1']);
    expect(await inSlices(decider.decide(again, UNKNOWN))).toHaveLength(1);
    expect(decider.screenAgain(again, (id) => id !== 'traction').concerned.size).toBe(0);
  });
});
