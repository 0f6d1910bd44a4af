import type { JsonObject } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import type { PolicyFunctions } from './functions.ts';

/** Filter of Conditions for a policy. */
export interface Relevance {
  isRelevant(condition: JsonObject): boolean;
  /** False if its text is longer than is read: the rest may name what the policy asks for. */
  isReadWhole(condition: JsonObject): boolean;
}

/**
 * Filters Conditions for a policy: those with a code of one of its ValueSets, and those whose words say one of its names,
 * whatever their code. Charts run to thousands of Conditions, and FHIRPath over those that no expression can find would cost
 * more than everything else together.
 */
export function createRelevance(policy: Policy, { codeSets }: Knowledge, functions: PolicyFunctions): Relevance {
  const expressions = expressionsOf(policy);
  const sets = [...new Set(expressions.flatMap(({ valueSets }) => valueSets))].flatMap(
    (url) => codeSets.get(url) ?? [],
  );
  const names = new Set(expressions.flatMap(({ nameSystems }) => nameSystems));
  const spokenOf = new WeakMap<KnownCode, boolean>();
  const isSpokenOf = (code: KnownCode) => {
    const isSpoken = spokenOf.get(code) ?? sets.some((set) => set.has(code));
    spokenOf.set(code, isSpoken);
    return isSpoken;
  };
  return {
    isRelevant: (condition) => {
      const { codes, specified } = functions.describeCoded(condition);
      return codes.some(isSpokenOf) || specified.some(({ name }) => names.has(name.system));
    },
    isReadWhole: (condition) => functions.describeCoded(condition).readWhole,
  };
}
