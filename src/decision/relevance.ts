import type { JsonObject } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import type { PolicyFunctions } from './functions.ts';

/** True for a Condition that a policy speaks of. */
export type Relevance = (condition: JsonObject) => boolean;

/**
 * What `%conditions` holds for a policy: those with a code of one of its ValueSets, and those whose words say one of its
 * names, where no known code for something else wins over the words. Charts run to thousands of Conditions, and FHIRPath
 * over those that no expression can find would cost more than everything else together.
 */
export function createRelevance(policy: Policy, { codeSets }: Knowledge, functions: PolicyFunctions): Relevance {
  const expressions = expressionsOf(policy);
  const membership = (urls: readonly string[]) => {
    const sets = [...new Set(urls)].flatMap((url) => codeSets.get(url) ?? []);
    return (code: KnownCode) => sets.some((set) => set.has(code));
  };
  const isSpokenOf = membership(expressions.flatMap(({ valueSets }) => valueSets));
  const leavesNamesASay = membership(expressions.flatMap(({ companionSets }) => companionSets));
  const names = new Set(expressions.flatMap(({ nameSystems }) => nameSystems));
  return ({ code }) => {
    // Described once for all policies, and for the expressions that ask for it again.
    const description = functions.describe(code);
    const { codes } = description;
    if (codes.some(isSpokenOf)) return true;
    if (codes.length > 0 && !codes.some(leavesNamesASay)) return false;
    return description.specified.some(({ name }) => names.has(name.system));
  };
}
