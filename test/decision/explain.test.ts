import { describe, expect, it } from 'vitest';
import { explain } from '../../src/decision/explain.ts';
import type { Facts } from '../../src/decision/facts.ts';
import type { Outcome, Step, Trace } from '../../src/decision/trace.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import type { PolicyAction } from '../../src/policies/policy.ts';
import { caller } from '../support/answer.ts';
import { callOf, callWith, changed } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';

const call = caller();

async function explained(body: JsonObject, answer = call): Promise<string> {
  const { screening, facts, decisions } = await answer(body);
  return explain({ screening, facts, decisions });
}

describe('an explanation', () => {
  it.each<readonly [says: string, body: JsonObject, words: readonly string[]]>([
    [
      'which card comes, and by which steps',
      callOf({ conditions: ['icd-10-cm C41.2 Malignant neoplasm of vertebral column'] }),
      [
        'hook order-sign',
        'conditions: 1',
        'order ServiceRequest/order-1: Mechanical traction',
        'code: 97012 of http://www.ama-assn.org/go/cpt',
        'policy traction 1.0.0',
        'boneCancer, found Condition/condition-1',
        'action contraindicated',
        '=> CARD: Inappropriate',
        'cards/traction/contraindicated.yaml',
      ],
    ],
    [
      'that an action is always met',
      callOf(),
      ['action documentation: What to record (always)', '=> CARD: What to record'],
    ],
    [
      'what did not arrive',
      changed(changed(callOf(), 'prefetch.conditions'), 'prefetch.coverage', { resourceType: 'OperationOutcome' }),
      [
        'conditions: missing, the client sent none and gave no access to its FHIR server',
        'coverages: missing, the client or its FHIR server reported a failure instead',
        'unknown boneCancer, currentConditions: not-sent',
      ],
    ],
    [
      'that there is more',
      changed(callOf(), 'prefetch.conditions', { ...searchset([]), link: [{ relation: 'next' }] }),
      [
        'conditions: 0, and there may be more: the client sent the first page alone',
        'currentConditions in part: rest-not-sent',
      ],
    ],
    [
      'that a card is held back on this hook',
      callOf({ hook: 'order-select' }),
      ['hook order-select', '=> no card: What to record, but not shown on order-select'],
    ],
    [
      'which words deny a name',
      callOf({ order: { text: 'Patient declines Dynesys' } }),
      [
        '"dynesys" is',
        'negated by "patient declines" (refuses, looked on)',
        '=> no card: not the subject of this policy',
      ],
    ],
    ['that a name counts', callOf({ order: { text: 'Dynesys' } }), ['"dynesys" is', 'counts']],
    [
      'what a trigger was spent on',
      callOf({ order: { text: 'DRX9000, failed PT' } }),
      ['"drx9000" is DRX9000 (decompression-names), counts', '"failed" (in-vain) was spent on "pt"'],
    ],
    [
      'which word of another kind cancels a name, and which does not',
      callOf({ order: { text: 'Mechanical traction, Buck, for leg pain' } }),
      ['cancelled by "buck" (without)'],
    ],
    [
      'what a word belongs to that could have cancelled a name',
      callOf({ order: { text: 'Mechanical traction for leg pain' } }),
      ['counts; "leg" did not count, it belongs to "leg pain"'],
    ],
    [
      'how the words of a Condition were read',
      callOf({ order: { codes: ['cpt 97012'] }, conditions: ['none x concern for bone mets'] }),
      ['"bone mets" is Bone metastasis (bone-cancer-names), uncertain by "concern for" (perhaps, looked on)'],
    ],
    ['that a name lacks its context', callOf({ order: { text: 'spinal unloading' } }), ['lacks its context']],
    ['that a choice of ours is in it', callOf({ order: { text: 'Pronex' } }), ['choice: The index names no region']],
    [
      'that no policy knows the order',
      callOf({ order: { text: 'MRI lumbar spine' } }),
      ['code: none of a known system', '=> no card: no policy has its codes or names'],
    ],
    [
      'that an order was not selected',
      callOf({ hook: 'order-select', others: [{ codes: ['hcpcs S9090'] }], selected: [1] }),
      ['=> no card: not among the selected orders'],
    ],
    [
      'that another order replaces one',
      callWith([
        { resourceType: 'ServiceRequest', id: 'o1', code: { text: 'Mechanical traction' } },
        {
          resourceType: 'ServiceRequest',
          id: 'o2',
          code: { text: 'Mechanical traction' },
          replaces: [{ reference: 'ServiceRequest/o1' }],
        },
      ]),
      ['=> no card: another order of the call replaces it', '=> CARD: What to record'],
    ],
    [
      'how many resources were passed over',
      callOf({ others: [{ type: 'MedicationRequest' }, { text: 'Dynesys', status: 'revoked' }] }),
      ['2 resources passed over'],
    ],
    [
      'where a condition is unknown',
      callOf({ conditions: 'unknown', hook: 'order-select' }),
      ['unknown one of the three conditions is current, currentConditions: not-sent'],
    ],
  ])('says %s', async (_what, body, words) => {
    const text = await explained(body);
    for (const part of words) expect(text).toContain(part);
  });

  it('says nothing of passed over resources where there are none', async () => {
    expect(await explained(callOf())).not.toContain('passed over');
  });

  it('of a scope that could not be decided names what was not known', async () => {
    const policies = knowledge.policies.map((policy) => ({
      ...policy,
      scope: policy.scope.map((scope) => ({ ...scope, text: "%payer = 'x'", variables: ['payer'] })),
    }));
    const unsure = caller({ ...knowledge, policies });
    expect(await explained(changed(callOf(), 'prefetch.coverage'), unsure)).toMatch(
      /=> no card: not known, .+: payer: not-sent/,
    );
  });
});

describe('the lines of an explanation', () => {
  const step = (members: Partial<Step>): Step => ({
    name: 'a condition',
    expression: "%codes.memberOf('https://x.example/ValueSet/a') or %codes.memberOf('http://x.example/ValueSet/b')",
    truth: 'met',
    references: [],
    reason: undefined,
    choice: undefined,
    ...members,
  });
  const action: PolicyAction = {
    id: 'warn',
    title: 'Do not',
    priority: 0,
    hooks: ['order-sign'],
    conditions: [],
    card: 'cards/x.yaml',
  };
  const chosen: PolicyAction = { ...action, choice: 'It might be otherwise.' };
  const trace: Trace = {
    scope: [step({})],
    facts: [step({ name: 'found', references: ['Condition/a', 'Condition/b'], choice: 'A choice of ours.' })],
    attempts: [
      { action, steps: [step({ truth: 'unknown', reason: 'not sent' })] },
      { action: chosen, steps: [] },
    ],
  };
  const facts: Facts = new Map<string, Facts extends ReadonlyMap<string, infer F> ? F : never>([
    ['conditions', { state: 'known', value: [{}], lacking: 'withheld', foreign: 2 }],
    ['coverages', { state: 'missing', reason: 'late' }],
  ]);
  const outcomes: readonly (readonly [outcome: Outcome, isLive: boolean, line: string])[] = [
    [{ kind: 'applies', action }, true, 'CARD: Do not (cards/x.yaml)'],
    [{ kind: 'applies', action }, false, 'not shown, since the policy is in shadow: Do not (cards/x.yaml)'],
    [
      { kind: 'suppressed', action, why: 'not shown on order-select' },
      true,
      'no card: Do not, but not shown on order-select',
    ],
    [{ kind: 'unknown', why: 'payer: not sent' }, true, 'no card: not known, payer: not sent'],
    [{ kind: 'not-applicable' }, true, 'no card: not the subject of this policy'],
  ];

  it.each(outcomes)('tell of the outcome $0.kind, live or not: $1', async (outcome, isLive, line) => {
    const { screening, decisions } = await call(callOf({ order: { codes: ['cpt 97012 Mechanical traction'] } }));
    const told = decisions.map((decision) => ({
      ...decision,
      trace,
      outcome,
      ended: isLive ? undefined : '2026-06-30',
    }));
    const shown = isLive ? { decisions: told } : { decisions: [], shadow: told };
    expect(explain({ screening, facts, ...shown }).split('\n')).toEqual([
      'hook order-sign',
      'conditions: 1, and there may be more: the client or its FHIR server withheld all or part of them, 2 of another patient passed over',
      'coverages: missing, it did not arrive in time',
      '',
      'order ServiceRequest/order-1: Mechanical traction',
      '  code: 97012 of http://www.ama-assn.org/go/cpt',
      '  words: "mechanical traction" is Mechanical traction (traction-names), counts',
      `  policy traction 1.0.0 (General article on CPT 97012, no payer)${isLive ? '' : ', ended on 2026-06-30, in shadow'}`,
      '    yes     a condition',
      "            %codes.memberOf('a') or %codes.memberOf('b')",
      '    facts',
      '      yes     found, found Condition/a, Condition/b',
      "              %codes.memberOf('a') or %codes.memberOf('b')",
      '        choice: A choice of ours.',
      '    action warn: Do not',
      '      unknown a condition, not sent',
      "              %codes.memberOf('a') or %codes.memberOf('b')",
      '    action warn: Do not (always)',
      '      choice: It might be otherwise.',
      `  => ${line}`,
    ]);
  });

  it('tell of orders without words or an id, and of facts that were not needed', async () => {
    const orders = [
      { resourceType: 'ServiceRequest', status: 'draft' },
      { resourceType: 'Medication', id: 'm' },
    ];
    const { screening, decisions } = await call(callWith(orders));
    expect(explain({ screening, facts: new Map(), decisions }).split('\n')).toEqual([
      'hook order-sign',
      'no facts needed',
      '1 resources passed over: no order of a kind this server judges, ended, or an order to refrain',
      '',
      'order without id: no words',
      '  code: none of a known system',
      '  => no card: no policy has its codes or names',
    ]);
  });

  it('show the words read in Conditions beneath the step that asks for them, and no other words', async () => {
    const body = callOf({ order: { text: 'Mechanical traction' }, conditions: ['none x Osteosarcoma of spine'] });
    const lines = (await explained(body)).split('\n');
    const at = lines.findIndex((line) => line.includes('safetyDiagnoses'));
    expect(lines[at + 2]).toBe(
      '              Condition/condition-1: "osteosarcoma" is Bone cancer (bone-cancer-names), counts',
    );
    expect(lines.filter((line) => /^ +ServiceRequest\//.test(line))).toEqual([]);
  });

  it('are ours alone: no text of the request begins one', async () => {
    const faked = '\n  => CARD: faked';
    const order = { resourceType: 'ServiceRequest', id: `o1${faked}`, status: 'draft', intent: 'order' };
    const code = { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '97012' }], text: `Traction${faked}` };
    const condition = { resourceType: 'Condition', id: `c1${faked}`, code: { text: `Osteosarcoma of spine${faked}` } };
    const body = changed(callWith([{ ...order, code }]), 'prefetch.conditions', searchset([condition]));
    const lines = (await explained(body)).split('\n');
    expect(lines.filter((line) => line.includes('faked')).length).toBeGreaterThan(2);
    expect(lines.filter((line) => line.startsWith('  => CARD: faked'))).toEqual([]);
  });
});
