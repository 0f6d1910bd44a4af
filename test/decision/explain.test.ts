import { describe, expect, it } from 'vitest';
import { explain } from '../../src/decision/explain.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { caller } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';
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
      ['conditions: 0, and there may be more: the client sent none', 'currentConditions in part: not-sent'],
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
