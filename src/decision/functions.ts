import { asObject } from '../json.ts';
import type { KnownCode } from '../matching/code-systems.ts';
import { type Description, describe, type ReadText, reading } from '../matching/description.ts';
import { categoryOf, isAffirmed, type Mention } from '../matching/mentions.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { CodeSet } from '../policies/value-set.ts';

/** What FHIRPath cannot say by itself, as functions for its expressions. */
export interface PolicyFunctions {
  /** True if one of the inputs holds a code of the ValueSet. FHIRPath's `memberOf`, answered without a terminology server. */
  memberOf(inputs: readonly unknown[], valueSet: string): readonly boolean[];
  /**
   * True if one of the inputs is specified as one of the names: its words say so, undenied, and its codes do not say
   * otherwise. `compatible` are codes beside which a name counts; `qualified` are codes that ask for a name, for which
   * a remark is enough. Without `compatible`, codes are not looked at.
   */
  namedIn(inputs: readonly unknown[], names: string, compatible?: string, qualified?: string): readonly boolean[];
  /** Those of the resources whose `code` is in the ValueSet. */
  coded(inputs: readonly unknown[], valueSet: string): readonly unknown[];
  /** Those of the resources whose `code` is specified as one of the names, as `namedIn` says. */
  named(inputs: readonly unknown[], names: string, compatible?: string): readonly unknown[];
  /**
   * Those of the resources whose `code` mentions one of the names in one of the ways listed, as in `uncertain|historical`:
   * `affirmed` or a category of the language. A historical mention counts only for names of what does not pass.
   */
  mentioned(inputs: readonly unknown[], names: string, categories: string, compatible?: string): readonly unknown[];
  /** What a concept, Coding or text says a thing is. */
  describe(value: unknown): Description;
  /**
   * Does work for which each thing is described once and each text is read once. What is more than a concept, an order with
   * its device, is known beforehand. Nothing is remembered afterwards.
   */
  within<T>(known: Iterable<readonly [object, Description]>, work: () => T): T;
}

interface NameTest {
  readonly names: string;
  readonly compatible: CodeSet | undefined;
  readonly qualified: CodeSet | undefined;
}

/** True if a known code says that it is something else than what the names name. */
function isAnother({ codes }: Description, { compatible, qualified }: NameTest): boolean {
  const fits = (code: KnownCode) => qualified?.has(code) || compatible?.has(code);
  return compatible !== undefined && codes.length > 0 && !codes.some(fits);
}

function isNamed(description: Description, test: NameTest): boolean {
  const { codes, specified, remarked, remarksCount } = description;
  if (isAnother(description, test)) return false;
  const qualifiedHere = codes.some((code) => test.qualified?.has(code));
  const counts = (mention: Mention) =>
    mention.name.system === test.names &&
    isAffirmed(mention) &&
    (mention.inContext || (mention.name.codeGivesContext && qualifiedHere));
  return specified.some(counts) || (qualifiedHere && remarksCount && remarked.some(counts));
}

/** True if the words mention one of the names in one of these ways; historical only where the name is of what does not pass. */
function isMentioned(description: Description, test: NameTest, categories: ReadonlySet<string>): boolean {
  if (isAnother(description, test)) return false;
  return description.specified.some((mention) => {
    const category = categoryOf(mention);
    return (
      mention.name.system === test.names &&
      mention.cancelled === undefined &&
      mention.inContext &&
      categories.has(category) &&
      (category !== 'historical' || mention.name.lasting)
    );
  });
}

/** Builds the functions over the knowledge. */
export function createFunctions(knowledge: Knowledge): PolicyFunctions {
  // Not a WeakMap: a description refers to what it describes, and V8 would keep both until the next full collection.
  let memory: { readonly described: Map<object, Description>; readonly read: ReadText } | undefined;
  const descriptionOf = (input: unknown): Description => {
    if (!memory || typeof input !== 'object' || input === null) return describe(input, knowledge);
    const known = memory.described.get(input) ?? describe(input, knowledge, memory.read);
    memory.described.set(input, known);
    return known;
  };
  const codeOf = (resource: unknown) => descriptionOf(asObject(resource)?.['code']);
  const isIn = ({ codes }: Description, set: CodeSet | undefined) => codes.some((code) => set?.has(code) ?? false);
  const testOf = (names: string, compatible = '', qualified = ''): NameTest => ({
    names,
    compatible: knowledge.codeSets.get(compatible),
    qualified: knowledge.codeSets.get(qualified),
  });
  return {
    describe: descriptionOf,
    memberOf(inputs, valueSet) {
      const set = knowledge.codeSets.get(valueSet);
      return [inputs.some((input) => isIn(descriptionOf(input), set))];
    },
    namedIn(inputs, names, compatible, qualified) {
      const test = testOf(names, compatible, qualified);
      return [inputs.some((input) => isNamed(descriptionOf(input), test))];
    },
    coded(inputs, valueSet) {
      const set = knowledge.codeSets.get(valueSet);
      return inputs.filter((input) => isIn(codeOf(input), set));
    },
    named(inputs, names, compatible) {
      const test = testOf(names, compatible);
      return inputs.filter((input) => isNamed(codeOf(input), test));
    },
    mentioned(inputs, names, categories, compatible) {
      const test = testOf(names, compatible);
      const wanted = new Set(categories.split('|'));
      return inputs.filter((input) => isMentioned(codeOf(input), test, wanted));
    },
    within(known, work) {
      // Charts repeat themselves: each text is read once.
      memory = { described: new Map(known), read: reading(knowledge) };
      try {
        return work();
      } finally {
        memory = undefined;
      }
    },
  };
}
