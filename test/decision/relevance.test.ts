import { describe, expect, it } from 'vitest';
import { createRelevanceOf } from '../../src/decision/relevance.ts';
import type { JsonObject } from '../../src/json.ts';
import { memoizedReader } from '../../src/matching/description.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { knowledge } from '../support/knowledge.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const condition = (code: JsonObject): JsonObject => ({ resourceType: 'Condition', id: 'c', code });
const fracture = condition({ coding: [{ system: ICD, code: 'S32.012A' }] });
const named = condition({ text: 'Severe osteoporosis' });
const diabetes = condition({ coding: [{ system: ICD, code: 'E11.9' }], text: 'Type 2 diabetes mellitus' });

function spokenOfBy(id: string): (condition: JsonObject) => boolean {
  const policies: readonly Policy[] = knowledge.policies.filter((policy) => policy.id === id);
  const [policy] = policies;
  if (!policy) throw new Error(`no policy ${id}`);
  const relevanceOf = createRelevanceOf(policy, knowledge, memoizedReader(knowledge));
  return (given) => relevanceOf(given, '2026-03-10').isRelevant;
}

describe('the Conditions that a policy speaks of', () => {
  it.each([
    ['with a code of its ValueSets', fracture, true],
    ['with a name of its CodeSystems in words alone', named, true],
    ['with neither are left out', diabetes, false],
    ['without any code or words are left out', condition({}), false],
  ])('those %s', (_how, given, isSpokenOf) => {
    expect(spokenOfBy('traction')(given)).toBe(isSpokenOf);
  });
});
