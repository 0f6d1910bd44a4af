import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import { PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { backtestOf, boneCancer, coverage, laboratory, ordered, traction } from '../support/tested-export.ts';

const PLAN = 'fhir-resources/policies/traction/plan-definition.json';
const ORDERS = { 'ServiceRequest.ndjson': [traction()] };

/** A copy of the knowledge in which traction answers what to record, on this hook and under this condition, and nothing else. */
function withAnswer(condition: string, hook = 'order-sign') {
  const copy = copyKnowledge();
  const plan = JSON.parse(copy.read(PLAN));
  const [group] = plan.action;
  const under = (expression: string) => [
    { kind: 'applicability', expression: { language: 'text/fhirpath', expression } },
  ];
  const action = group.action.map((each: { readonly id: string }) =>
    each.id === 'documentation'
      ? { ...each, trigger: [{ type: 'named-event', name: hook }], condition: under(condition) }
      : { ...each, condition: under('false') },
  );
  copy.write(PLAN, { ...plan, action: [{ ...group, action }] });
  return copy;
}

const judgedBy = (copy: ReturnType<typeof copyKnowledge>, content: Parameters<typeof backtestOf>[0]) =>
  backtestOf(content, {}, loadKnowledge(copy.root, VOCABULARY));

describe('an outcome', () => {
  it('that cannot be known is told with its cause', async () => {
    const { told } = await judgedBy(withAnswer('%conditions.exists()'), ORDERS);
    expect(told).toEqual([expect.stringMatching(/^unknown traction unknown: .*conditions: not-sent × 1$/)]);
  });

  it('that the hook does not show is told apart', async () => {
    const { told } = await judgedBy(withAnswer('true', 'order-select'), ORDERS);
    expect(told).toEqual(['not-shown traction/documentation unknown × 1']);
  });

  it('of an order that no answer fits is a miss', async () => {
    const { told } = await judgedBy(withAnswer('false'), ORDERS);
    expect(told).toEqual(['missed traction unknown: no answer of the policy fits × 1']);
  });

  it('has its payer also where the policy does not ask for it', async () => {
    const copy = copyKnowledge();
    cpSync(join(PROJECT, 'test/policies/fifth-policy'), copy.root, { recursive: true });
    const { told } = await judgedBy(copy, {
      'ServiceRequest.ndjson': [ordered('Cooling collar for the neck')],
      'Coverage.ndjson': [coverage()],
    });
    expect(told).toEqual([expect.stringMatching(/^card cooling-collar\/\S+ original-medicare × 1$/)]);
  });

  it.each([
    ['%conditions.exists()', 'order-sign', 'traction/documentation => traction, unknown'],
    ['true', 'order-select', 'traction/documentation => traction/documentation, not shown'],
    ['false', 'order-sign', 'traction/documentation => no card'],
  ])('that another knowledge changes is told with both answers: %s on %s', async (condition, hook, finding) => {
    const { counts } = await backtestOf(ORDERS, { against: withAnswer(condition, hook).root });
    expect(counts.filter(({ kind }) => kind === 'changed')).toMatchObject([{ finding, orders: 1 }]);
  });
});

describe('an order is just missed', () => {
  it.each([
    [
      'with a name of another kind',
      ordered('DSS stool softener capsule'),
      /dynamic-stabilization .*: DSS.*, another kind or place × 1$/,
    ],
    [
      'with a code that says it is something else',
      traction({
        code: {
          coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '72148' }],
          text: 'Mechanical traction of the lumbar spine',
        },
      }),
      /^missed traction .*, another code, or only a remark × 1$/,
    ],
  ])('%s', async (_how, order, expected) => {
    const { told } = await backtestOf({ 'ServiceRequest.ndjson': [order] });
    expect(told).toContainEqual(expect.stringMatching(expected));
  });

  it('by a look-alike only of policies that the site has switched on', async () => {
    const orders = { 'ServiceRequest.ndjson': [ordered('Dynesys nasal spray')] };
    const site = {
      policies: onlyLive(['traction']),
      cards: 'standard',
      prefetch: { pages: true, nulls: 'none', keys: new Map() },
      timeZone: undefined,
    } as const;
    expect((await backtestOf(orders, { site })).told).toEqual([]);
    expect((await backtestOf(orders)).told).toHaveLength(1);
  });

  it('not by a look-alike of a policy that concerns the order anyway', async () => {
    const code = { text: 'Dynesys nasal spray', coding: [{ display: 'No Dynesys' }] };
    const { told } = await backtestOf({ 'ServiceRequest.ndjson': [traction({ code })] });
    expect(told).toEqual(['missed dynamic-stabilization unknown: Dynesys, negated × 1']);
  });

  it('and the look-alike is listed with its words and ids, if these are asked for', async () => {
    const { rows, texts } = await backtestOf(
      { 'ServiceRequest.ndjson': [ordered('Dynesys nasal spray')] },
      { withIds: true, withText: true },
    );
    expect(rows).toBe(
      '2026-03-10,p1,ServiceRequest/o1,missed,dynamic-stabilization,,,,Products of other trades with these names,a look-alike,Dynesys nasal spray\r\n',
    );
    expect(texts).toMatchObject([{ text: 'Dynesys nasal spray', orders: 1 }]);
  });
});

describe('what is odd in an export', () => {
  it('a patient whose id no call can have is told of', async () => {
    const { read, told } = await backtestOf({
      'ServiceRequest.ndjson': [traction({ subject: { reference: 'Patient/p 1' } })],
    });
    expect(told).toEqual([]);
    expect(read.faults).toMatchObject([{ reason: expect.stringContaining('context.patientId') }]);
  });

  it('a line that names several patients belongs to the one it is about', async () => {
    const people = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map((id) => ({ reference: `Patient/${id}` }));
    const orders = people.map((subject, at) => traction({ id: `o${at}`, subject, performer: people }));
    const conditions = [boneCancer({ subject: people[2], asserter: people[0] })];
    const { counts, calls } = await backtestOf({ 'ServiceRequest.ndjson': orders, 'Condition.ndjson': conditions });
    const cards = counts.filter(({ kind }) => kind === 'card').map(({ finding, orders: number }) => [finding, number]);
    expect([calls, cards]).toEqual([
      6,
      [
        ['contraindicated', 1],
        ['documentation', 5],
      ],
    ]);
  });

  it('a line longer than memory should hold is cut, and the next is read', async () => {
    const endless = Buffer.alloc((66 << 20) + 7, 0x20);
    const content = Buffer.concat([
      Buffer.from('{"resourceType":"ServiceRequest",'),
      endless,
      Buffer.from(`}\n${JSON.stringify(traction())}\n`),
    ]);
    const { read, told } = await backtestOf({ 'ServiceRequest.ndjson': content });
    expect(told).toContain('card traction/documentation unknown × 1');
    expect(read).toMatchObject({ faultCount: 1, types: { ServiceRequest: 2 }, faults: [{ line: 1 }] });
  });

  it('a chart with a very long Condition is judged like others', async () => {
    const note = [{ text: 'x'.repeat(3 << 20) }];
    const { told } = await backtestOf({
      ...ORDERS,
      'Condition.ndjson': [boneCancer({ note })],
      'Coverage.ndjson': [coverage()],
    });
    expect(told).toEqual(['card traction/contraindicated original-medicare × 1']);
  });

  it('Conditions of other categories than a call would bring are left out, and those without an id are kept apart', async () => {
    const category = (code: string) => ({ category: [{ coding: [{ code }] }], id: undefined });
    const told = async (...codes: readonly string[]) =>
      (
        await backtestOf({
          ...ORDERS,
          'Coverage.ndjson': [coverage()],
          'Condition.ndjson': codes.map((code) => boneCancer(category(code))),
        })
      ).told;
    expect(await told('health-concern', 'health-concern')).toEqual([
      'card traction/documentation original-medicare × 1',
    ]);
    expect(await told('health-concern', 'encounter-diagnosis')).toEqual([
      'card traction/contraindicated original-medicare × 1',
    ]);
  });

  it.each([
    ['2026-02-02', '2026-02-01'],
    ['2026-02-01T20:00:00Z', '2026-02-02T00:30:00+09:00'],
    ['2026-02-01T20:00:00.500Z', '2026-02-01T20:00:00Z'],
  ])('of two versions of a resource the newer counts: that of %s, and not of %s', async (newer, older) => {
    const conditions = [
      boneCancer({ meta: { lastUpdated: newer } }),
      boneCancer({ meta: { lastUpdated: older }, verificationStatus: { coding: [{ code: 'refuted' }] } }),
    ];
    const { told } = await backtestOf({ ...ORDERS, 'Coverage.ndjson': [coverage()], 'Condition.ndjson': conditions });
    expect(told).toEqual(['card traction/contraindicated original-medicare × 1']);
  });

  it.each([
    ['a Device', 'Device.ndjson', 'Device'],
    ['an Organization', 'Organization.ndjson', 'Organization'],
  ])('a broken line of %s is named', async (_what, file, resourceType) => {
    const { read } = await backtestOf({
      ...ORDERS,
      [file]: `{"resourceType":"${resourceType}","id":}\n{"resourceType":"${resourceType}"}\n`,
    });
    expect(read.faults).toMatchObject([{ file, line: 1 }]);
  });

  it('a Device that is broken off, and one that is of another order', async () => {
    const device = { resourceType: 'Device', id: 'd1', deviceName: [{ name: 'LTX 3000 lumbar unloading device' }] };
    const { told } = await backtestOf({
      'DeviceRequest.ndjson': [
        { ...laboratory(), resourceType: 'DeviceRequest', codeReference: { reference: 'Device/d2' } },
      ],
      'Device.ndjson': [device, { resourceType: 'Device', id: 'd2' }],
    });
    expect(told).toEqual([]);
  });
});

describe('orders just missed are told with what spoke against them', () => {
  it.each([
    ['a denied name', 'No Dynesys', 'missed dynamic-stabilization unknown: Dynesys, negated × 1'],
    [
      'what is in the patient already',
      'Removal of Dynesys',
      'missed dynamic-stabilization unknown: Dynesys, existing × 1',
    ],
    [
      'a look-alike',
      'Dynesys nasal spray',
      'missed dynamic-stabilization : Products of other trades with these names, a look-alike × 1',
    ],
    [
      'a name without its context',
      'Dynamic stabilization',
      /^missed dynamic-stabilization unknown: .*, lacks its context × 1$/,
    ],
  ])('%s', async (_what, text, expected) => {
    const { told } = await backtestOf({ 'ServiceRequest.ndjson': [ordered(text)] });
    expect(told).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
  });
});
