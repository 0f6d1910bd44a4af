import { asObject, type JsonObject } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import { describe, type ReadText, textsOf } from '../matching/description.ts';
import { isShortened } from '../matching/long-resources.ts';
import { memoizeWeakly } from '../matching/memoize.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import { codeInWords } from './code-in-words.ts';
import { isCurrent } from './current-conditions.ts';
import type { MissingReason } from './facts.ts';
import type { PolicyFunctions } from './functions.ts';

/** Relevance of a Condition to a policy. */
export interface Relevance {
  readonly isRelevant: boolean;
  /**
   * The reason why what the policy asks for may have been missed in it: its text is longer than is read, or it stands today and
   * has no words and no known code. Undefined if nothing can have been missed.
   */
  readonly lacking: MissingReason | undefined;
}

/** Determines the relevance of a Condition to a policy on a day (YYYY-MM-DD). */
export type RelevanceOf = (condition: JsonObject, today: string) => Relevance;

/**
 * Tells which Conditions matter to a policy: those with a code of one of its ValueSets, and those whose words say one of its names,
 * whatever their code. Charts run to thousands of Conditions, and FHIRPath over those that no expression can find would cost
 * more than everything else together. Those that matter are described for the functions, too: an expression over all of them cannot
 * be interrupted, and would read long texts anew.
 */
export function createRelevanceOf(
  policy: Policy,
  knowledge: Knowledge,
  read: ReadText,
  functions: Pick<PolicyFunctions, 'memoizeDescription'>,
): RelevanceOf {
  const { codeSets, names } = knowledge;
  const expressions = expressionsOf(policy);
  const sets = [...new Set(expressions.flatMap(({ valueSets }) => valueSets))].flatMap(
    (url) => codeSets.get(url) ?? [],
  );
  const systems = new Set(expressions.flatMap(({ nameSystems }) => nameSystems));
  const isSpokenOf = memoizeWeakly((code: KnownCode) => sets.some((set) => set.has(code)));
  return (condition, today) => {
    const coded = codeInWords(condition, names.qualifiers);
    const description = describe(coded, knowledge, read);
    const { codes, specified, readWhole } = description;
    const isRelevant = codes.some(isSpokenOf) || specified.some(({ name }) => systems.has(name.system));
    // Most Conditions of a chart are described for this alone.
    const thing = asObject(coded);
    if (isRelevant && thing) functions.memoizeDescription(thing, description);
    const isBlank = codes.length === 0 && textsOf(asObject(condition['code'])).every((text) => text.trim() === '');
    if (!readWhole || isShortened(condition)) return { isRelevant, lacking: 'text-too-long' };
    return { isRelevant, lacking: isBlank && isCurrent(condition, today) ? 'no-content' : undefined };
  };
}
