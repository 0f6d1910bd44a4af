import { describe, expect, it } from 'vitest';
import { VOCABULARY } from '../../src/offer.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { readExpression } from '../../src/policies/expression-references.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { answerer } from '../support/answer.ts';
import { callOf, changed } from '../support/call.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

let memoized: ReturnType<typeof answerer> | undefined;
/** Answers with traction's advice on documentation for patients without bone cancer only. */
function answererWithoutCancer() {
  if (memoized) return memoized;
  const copy = copyKnowledge();
  const expression = {
    description: 'no bone cancer',
    language: 'text/fhirpath',
    expression: '%boneCancer.exists().not()',
  };
  const condition = JSON.stringify([{ kind: 'applicability', expression }]);
  copy.edit(
    'fhir-resources/policies/traction/plan-definition.json',
    '"id": "documentation",',
    `"id": "documentation", "condition": ${condition},`,
  );
  memoized = answerer(loadKnowledge(copy.root, VOCABULARY));
  return memoized;
}

describe('an expression that is met because nothing was found', () => {
  const withConditions = (value: unknown) => changed(callOf(), 'prefetch.conditions', value);

  it.each([
    ['met if all arrived, and it is not there', searchset([]), ['traction/documentation']],
    ['unknown if nothing arrived', undefined, []],
    ['unknown if a part arrived', { ...searchset([]), link: [{ relation: 'next', url: 'https://x' }] }, []],
  ])('is %s', async (_rule, conditions, spoken) => {
    expect((await answererWithoutCancer()(withConditions(conditions))).spoken).toEqual(spoken);
  });

  it.each([
    ['%a.exists().not()', ['a']],
    ['%a.empty() and %b.exists()', ['a']],
    ["%a.where(code.empty()).exists() or %b.where(x = 'y').not()", ['b']],
    ['%a.exists()', []],
  ])('%s depends so on %j', (text, denied) => {
    expect(readExpression(text).denied).toEqual(denied);
  });
});
