import { asObject, type JsonObject } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import { textsOf } from '../matching/description.ts';
import { memoize } from '../matching/memoize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import { isCurrent } from './current-conditions.ts';
import type { MissingReason } from './facts.ts';
import type { PolicyFunctions } from './functions.ts';

/** Number of codes that are memoized. */
const MOST_CODES = 10_000;

/** Filter of Conditions for a policy. */
export interface Relevance {
  isRelevant(condition: JsonObject): boolean;
  /**
   * The reason why what the policy asks for may have been missed in a Condition: its text is longer than is read, or it stands
   * today and has no words and no known code. Undefined if nothing can have been missed.
   */
  lackingIn(condition: JsonObject): MissingReason | undefined;
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
  const isSpokenOf = memoize(MOST_CODES, (code: KnownCode) => sets.some((set) => set.has(code)));
  return {
    isRelevant: (condition) => {
      const { codes, specified } = functions.describeCoded(condition);
      return codes.some(isSpokenOf) || specified.some(({ name }) => names.has(name.system));
    },
    lackingIn: (condition) => {
      const { codes, readWhole } = functions.describeCoded(condition);
      if (!readWhole) return 'text-too-long';
      const isBlank = codes.length === 0 && textsOf(asObject(condition['code'])).every((text) => text.trim() === '');
      return isBlank && isCurrent(condition) ? 'no-content' : undefined;
    },
  };
}
