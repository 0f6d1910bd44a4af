import { describe, expect, it, vi } from 'vitest';
import { createFunctions } from '../../src/decision/functions.ts';
import { createRelevanceOf } from '../../src/decision/relevance.ts';
import type { JsonObject } from '../../src/json.ts';
import { memoizedReader } from '../../src/matching/description.ts';
import { readText } from '../../src/matching/mentions.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { knowledge } from '../support/knowledge.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const condition = (code: JsonObject): JsonObject => ({ resourceType: 'Condition', id: 'c', code });
const fracture = condition({ coding: [{ system: ICD, code: 'S32.012A' }] });
const named = condition({ text: 'Severe osteoporosis' });
const diabetes = condition({ coding: [{ system: ICD, code: 'E11.9' }], text: 'Type 2 diabetes mellitus' });

function policyOf(id: string): Policy {
  const policies: readonly Policy[] = knowledge.policies.filter((policy) => policy.id === id);
  const [policy] = policies;
  if (!policy) throw new Error(`no policy ${id}`);
  return policy;
}

function spokenOfBy(id: string): (condition: JsonObject) => boolean {
  const policy = policyOf(id);
  const relevanceOf = createRelevanceOf(policy, knowledge, memoizedReader(knowledge), createFunctions(knowledge));
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

  it('are read once for all expressions that ask about them', () => {
    const read = vi.fn((text: string) => readText(text, knowledge));
    const functions = createFunctions(knowledge, read);
    const given = condition({ text: 'Severe osteoporosis' });
    createRelevanceOf(policyOf('traction'), knowledge, read, functions)(given, '2026-03-10');
    for (const list of ['severe-osteoporosis', 'osteoporosis'])
      functions.named([given], `https://spine-coverage-cds.example/CodeSystem/${list}-names`);
    expect(read).toHaveBeenCalledOnce();
  });
});
