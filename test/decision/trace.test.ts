import { describe, expect, it } from 'vitest';
import type { Truth } from '../../src/decision/facts.ts';
import { type Attempt, outcomeOf, referencesIn, type Step, type Trace } from '../../src/decision/trace.ts';
import type { PolicyAction } from '../../src/policies/policy.ts';

const step = (truth: Truth, name = 'a condition', reason?: string): Step => ({
  name,
  expression: 'true',
  truth,
  references: [],
  reason,
  choice: undefined,
});
const action = (id: string, hooks: readonly string[] = ['order-sign', 'order-select']): PolicyAction => ({
  id,
  title: id,
  priority: 0,
  hooks,
  conditions: [],
  card: 'cards/x.yaml',
});
const attempt = (id: string, truths: readonly Truth[], hooks?: readonly string[]): Attempt => ({
  action: action(id, hooks),
  steps: truths.map((truth) => step(truth, `${id} condition`, truth === 'unknown' ? 'not sent' : undefined)),
});
const trace = (scope: readonly Step[], attempts: readonly Attempt[]): Trace => ({ scope, facts: [], attempts });
const inScope = (...attempts: readonly Attempt[]) => trace([step('met')], attempts);

describe('what a policy says of an order', () => {
  it.each<readonly [rule: string, trace: Trace, outcome: object]>([
    ['nothing if the order is out of scope', trace([step('not-met')], []), { kind: 'not-applicable' }],
    [
      'nothing if one part of the scope refuses and another is unknown',
      trace([step('unknown'), step('not-met')], []),
      { kind: 'not-applicable' },
    ],
    [
      'unknown if the scope is',
      trace([step('met'), step('unknown', 'payer', 'coverage failed')], []),
      { kind: 'unknown', why: 'payer: coverage failed' },
    ],
    [
      'unknown, even without a reason',
      trace([step('unknown', 'payer')], []),
      { kind: 'unknown', why: 'payer: no result' },
    ],
    [
      'unknown for every part of the scope that is',
      trace([step('unknown', 'payer', 'failed'), step('met'), step('unknown', 'reason')], []),
      { kind: 'unknown', why: 'payer: failed; reason: no result' },
    ],
    [
      'the first action that is met',
      inScope(attempt('a', ['not-met']), attempt('b', ['met']), attempt('c', [])),
      { kind: 'applies', action: { id: 'b' } },
    ],
    ['an action without conditions', inScope(attempt('a', [])), { kind: 'applies', action: { id: 'a' } }],
    [
      'a later action if an earlier one is unknown',
      inScope(attempt('a', ['unknown']), attempt('b', [])),
      { kind: 'applies', action: { id: 'b' } },
    ],
    [
      'nothing if all conditions must be met and one is not',
      inScope(attempt('a', ['met', 'not-met'])),
      { kind: 'not-applicable' },
    ],
    [
      'nothing if no action is met',
      inScope(attempt('a', ['not-met']), attempt('b', ['not-met'])),
      { kind: 'not-applicable' },
    ],
    ['nothing if there is no action', inScope(), { kind: 'not-applicable' }],
    [
      'unknown if no action is met and one is unknown',
      inScope(attempt('a', ['met', 'unknown']), attempt('b', ['not-met'])),
      { kind: 'unknown', why: 'a condition: not sent' },
    ],
    [
      'unknown for every reason there is',
      inScope(attempt('a', ['unknown']), attempt('b', ['unknown'])),
      { kind: 'unknown', why: 'a condition: not sent; b condition: not sent' },
    ],
    [
      'suppressed if the action that is met is for another hook',
      inScope(attempt('a', ['met'], ['order-select']), attempt('b', [])),
      { kind: 'suppressed', action: { id: 'a' }, why: 'not shown on order-sign' },
    ],
  ])('is %s', (_rule, given, outcome) => {
    expect(outcomeOf(given, 'order-sign')).toMatchObject(outcome);
  });
});

describe('the references of a finding', () => {
  it('are the resources it found, and nothing else of them', () => {
    const values = [
      { resourceType: 'Condition', id: 'c1', code: { text: 'secret' } },
      { resourceType: 'Coverage' },
      'text',
      5,
      {},
    ];
    expect(referencesIn(values)).toEqual(['Condition/c1', 'Coverage/?']);
  });
});
