import { describe, expect, it } from 'vitest';
import { compileExpressions, createCompileText } from '../../src/decision/expressions.ts';
import { createFunctions } from '../../src/decision/functions.ts';
import type { Environment } from '../../src/decision/variables.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { knowledge } from '../support/knowledge.ts';

const [policy] = knowledge.policies;

/** Runs an expression of several policies with several environments; what it came to, and how often it was evaluated. */
function ran(text: string, environments: readonly Environment[], policies = 1) {
  let evaluations = 0;
  const functions = {
    ...createFunctions(knowledge),
    coded: (inputs: readonly unknown[]) => {
      evaluations += 1;
      return inputs;
    },
  };
  const fact = { ...readExpression(text), name: 'fact', file: 'x.json', element: 'x' };
  const own = { ...policy, facts: [fact], scope: [], actions: [] } as unknown as Policy;
  const compileText = createCompileText(functions);
  const results = Array.from({ length: policies }, () => compileExpressions(own, new Map(), compileText)).flatMap(
    ({ facts }) => environments.map((environment) => facts.get('fact')?.run(environment)),
  );
  return { results, evaluations };
}

describe('an expression', () => {
  it('over texts, numbers and booleans is evaluated once for each of their values', () => {
    const [medicare, other, none] = [{ payer: ['medicare'] }, { payer: 'other' }, { payer: [] }];
    const { results, evaluations } = ran("%payer.coded('x')", [medicare, other, medicare, none, other, none]);
    expect(results).toEqual([['medicare'], ['other'], ['medicare'], [], ['other'], []]);
    expect(evaluations).toBe(3);
  });

  it('over them is evaluated once for all policies that have it', () => {
    const { results, evaluations } = ran("%payer.coded('x')", [{ payer: 'medicare' }, { payer: 'other' }], 3);
    expect(results.slice(2, 4)).toEqual([['medicare'], ['other']]);
    expect(evaluations).toBe(2);
  });

  it.each([
    ['resources', "%conditions.coded('x')", { conditions: [{ resourceType: 'Condition', id: 'c' }] }],
    ['what an order says', "%words.coded('x')", { words: ['traction'] }],
  ])('over %s is evaluated each time', (_what, text, environment) => {
    expect(ran(text, [environment, environment]).evaluations).toBe(2);
  });

  it('is evaluated anew when more different values have come than are kept', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ payer: `payer ${at}` }));
    const { results, evaluations } = ran("%payer.coded('x')", [...many, ...many]);
    expect(results.slice(200)).toEqual(many.map(({ payer }) => [payer]));
    expect(evaluations).toBe(300);
  });
});
