import type { JsonObject } from '../json.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Policy } from '../knowledge/policy.ts';
import type { PolicyFunctions } from './functions.ts';

/** True for a Condition that one of the policy's ValueSets or names speaks of. */
export type Relevance = (condition: JsonObject) => boolean;

/**
 * What `%conditions` holds for a policy: charts run to thousands of Conditions, and FHIRPath over those that no
 * expression can find would cost more than everything else together.
 */
export function createRelevance(policy: Policy, { codeSets }: Knowledge, functions: PolicyFunctions): Relevance {
  const expressions = [...policy.facts, ...policy.scope, ...policy.actions.flatMap(({ conditions }) => conditions)];
  const sets = [...new Set(expressions.flatMap(({ valueSets }) => valueSets))].flatMap(
    (url) => codeSets.get(url) ?? [],
  );
  const names = new Set(expressions.flatMap(({ nameSystems }) => nameSystems));
  return ({ code }) => {
    const { codes, specified } = functions.describe(code);
    return (
      codes.some((known) => sets.some((set) => set.has(known))) || specified.some(({ name }) => names.has(name.system))
    );
  };
}
