import { expect, it } from 'vitest';
import { run as check } from '../../src/commands/policies-check.ts';
import { isLate, slowPatterns } from '../../src/commands/slow-patterns.ts';
import { knowledge } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

/** The faults of a policy with one expression, in which a pattern stands. */
function faultsOf(pattern: string) {
  const [policy] = knowledge.policies;
  if (!policy) throw new Error('there is no policy');
  const scope = policy.scope.slice(0, 1).map((expression) => ({ ...expression, patterns: [pattern] }));
  return slowPatterns([{ ...policy, scope, facts: [], actions: [] }]);
}

it.each(['^(a+)+$', '(a|a)*b', '[0-9]+ *units', 'neuro[a-z]*ed', 'visit[^,]*unit', '^([a-z]+ ?)*x'])(
  'a pattern that goes back over a long text again and again is a fault: %s',
  (pattern) => {
    expect(faultsOf(pattern)).toMatchObject([{ reason: expect.stringContaining(`"${pattern}" goes back over`) }]);
  },
);

it.each([
  '(^|[^0-9])[0-9]+ *units',
  'neuro[a-z]{0,20}ed',
  'visit[^,]{0,60}unit',
  '^[a-z ]*x',
  'severe|mild',
  '[0-9]{5}',
])('a pattern that looks at each part of a text a few times is none: %s', (pattern) => {
  expect(faultsOf(pattern)).toEqual([]);
});

it.each([
  ['late where others have the processor', 20, 10, false],
  ['late once or twice', 2, 45, false],
  ['late again and again', 3, 45, true],
  ['late for ever where others have the processor', 1000, 10, true],
])('a pattern that is %s (%s times, %s ms each) is slow: %s', (_, times, milliseconds, isSlow) => {
  let [left, time] = [times, 0];
  const task = () => {
    time += milliseconds;
    if (left-- > 0) throw new Error('Script execution timed out');
  };
  expect(isLate(task, () => time)).toBe(isSlow);
});

it('policies check tells of such a pattern with file, line and element', async () => {
  const copy = copyKnowledge();
  const file = 'fhir-resources/policies/traction/plan-definition.json';
  copy.edit(file, 'neuro[a-z]{0,20}', 'neuro[a-z]*');
  await expect(check({ root: copy.root })).rejects.toThrow(
    /^fhir-resources\/policies\/traction\/plan-definition\.json:\d+: PlanDefinition\.extension\[\d+\]: ".*neuro.*" goes back/,
  );
});
