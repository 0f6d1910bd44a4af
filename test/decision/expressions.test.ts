import { describe, expect, it } from 'vitest';
import { compileExpressions } from '../../src/decision/expressions.ts';
import type { Environment } from '../../src/decision/variables.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { knowledge } from '../support/knowledge.ts';

const [policy] = knowledge.policies;

/** Runs an expression with several environments; what it came to, and how often it was evaluated. */
function ran(text: string, environments: readonly Environment[]) {
  let evaluations = 0;
  const fact = { ...readExpression(text), name: 'fact', file: 'x.json', element: 'x' };
  const own = { ...policy, facts: [fact], scope: [], actions: [] } as unknown as Policy;
  const { facts } = compileExpressions(own, new Map(), () => (environment) => {
    evaluations += 1;
    return Object.values(environment);
  });
  return { results: environments.map((environment) => facts.get('fact')?.run(environment)), evaluations };
}

describe('an expression', () => {
  it('over texts, numbers and booleans is evaluated once for each of their values', () => {
    const [medicare, other, none] = [{ payer: ['medicare'] }, { payer: 'other' }, { payer: [] }];
    const { results, evaluations } = ran("%payer = 'medicare'", [medicare, other, medicare, none, other, none]);
    expect(results).toEqual([[['medicare']], ['other'], [['medicare']], [[]], ['other'], [[]]]);
    expect(evaluations).toBe(3);
  });

  it.each([
    ['resources', '%conditions.exists()', { conditions: [{ resourceType: 'Condition', id: 'c' }] }],
    ['what an order says', '%words.exists()', { words: ['traction'] }],
  ])('over %s is evaluated each time', (_what, text, environment) => {
    expect(ran(text, [environment, environment]).evaluations).toBe(2);
  });

  it('is evaluated anew when more different values have come than are kept', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ payer: `payer ${at}` }));
    const { results, evaluations } = ran('%payer.exists()', [...many, ...many]);
    expect(results.slice(200)).toEqual(many.map(({ payer }) => [payer]));
    expect(evaluations).toBe(300);
  });
});
