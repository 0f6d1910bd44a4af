import { asObject } from '../json.ts';
import { type Description, describe, memoizedReader, type ReadText } from '../matching/description.ts';
import { categoryOf, isAffirmed, type Mention } from '../matching/mentions.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { CodeSet } from '../policies/value-set.ts';
import { codeInWords } from './code-in-words.ts';

/** Custom FHIRPath functions for the policies' expressions. */
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
  /** Describes a resource by its `code` and the words beside it: site, stage and notes. */
  describeCoded(resource: unknown): Description;
  /** Keeps the description of a thing that says more than the thing alone, as an order with its device. */
  memoizeDescription(thing: object, description: Description): void;
}

interface NameTest {
  readonly names: string;
  readonly compatible: CodeSet | undefined;
  readonly qualified: CodeSet | undefined;
}

/** True if a known code says that it is something else than what the names name. */
function isAnother({ codes }: Description, { compatible, qualified }: NameTest): boolean {
  return (
    compatible !== undefined && codes.length > 0 && !codes.some((code) => qualified?.has(code) || compatible.has(code))
  );
}

function isNamed(description: Description, test: NameTest): boolean {
  if (isAnother(description, test)) return false;
  const { codes, specified, remarked, remarksCount } = description;
  const qualifiedHere = codes.some((code) => test.qualified?.has(code));
  const counts = (mention: Mention) =>
    mention.name.system === test.names &&
    isAffirmed(mention) &&
    (mention.inContext || (mention.name.codeGivesContext && qualifiedHere));
  return specified.some(counts) || (qualifiedHere && remarksCount && remarked.some(counts));
}

/** True if its words mention one of the names in one of these ways; historical only where what is named does not pass. */
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

/** Builds the functions over the knowledge; `read` reads the words of what they are asked about. */
export function createFunctions(knowledge: Knowledge, read: ReadText = memoizedReader(knowledge)): PolicyFunctions {
  // A chart is asked about by many expressions: each thing is described once, as long as the call holds it.
  const descriptions = new WeakMap<object, Description>();
  const descriptionOf = (input: unknown): Description => {
    if (typeof input !== 'object' || input === null) return describe(input, knowledge, read);
    const known = descriptions.get(input) ?? describe(input, knowledge, read);
    descriptions.set(input, known);
    return known;
  };
  const describeCoded = (resource: unknown) =>
    descriptionOf(codeInWords(asObject(resource), knowledge.names.qualifiers));
  const isIn = ({ codes }: Description, set: CodeSet | undefined) => codes.some((code) => set?.has(code) ?? false);
  const testOf = (names: string, compatible = '', qualified = ''): NameTest => ({
    names,
    compatible: knowledge.codeSets.get(compatible),
    qualified: knowledge.codeSets.get(qualified),
  });
  return {
    describeCoded,
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
      return inputs.filter((input) => isIn(describeCoded(input), set));
    },
    named(inputs, names, compatible) {
      const test = testOf(names, compatible);
      return inputs.filter((input) => isNamed(describeCoded(input), test));
    },
    mentioned(inputs, names, categories, compatible) {
      const test = testOf(names, compatible);
      const wanted = new Set(categories.split('|'));
      return inputs.filter((input) => isMentioned(describeCoded(input), test, wanted));
    },
    memoizeDescription: (thing, description) => void descriptions.set(thing, description),
  };
}
