import { valueSetsOf } from '../../policies/expression-references.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { choiceIn, expressionsOf, type Policy } from '../../policies/policy.ts';
import type { CodeSystem, NamingSystem, PlanDefinition, Resource, ValueSet } from '../../policies/resource-shapes.ts';

/** Strengths of a code in a policy, the strongest first. */
const STRENGTHS = [
  'enough by itself',
  'counts with a name only',
  'leaves it to the words',
  'looked for in the patient’s record',
] as const;
type Strength = (typeof STRENGTHS)[number];
const [ALONE, WITH_NAME, BY_WORDS, IN_RECORD] = STRENGTHS;

/** A code of a policy, or a filter or whole system of codes, and what it does. */
export interface CodeRow {
  /** Short name of the code system. */
  readonly system: string;
  /** Undefined for a whole system. */
  readonly code: string | undefined;
  /** True if `code` is where a family of codes begins. */
  readonly isFamily: boolean;
  readonly display: string;
  /** Strength of the code, in words. */
  readonly strength: Strength;
  /** Title of its ValueSet. */
  readonly set: string;
  /** True if it is looked for in the order, false if in the conditions. */
  readonly isOfOrder: boolean;
  readonly choice: string | undefined;
}

/** A name of a policy, with what it needs around it. */
export interface NameRow {
  readonly display: string;
  readonly variants: readonly string[];
  readonly role: string;
  /** Groups of words: one word of each must stand in the same field. */
  readonly needs: readonly string[];
  readonly without: readonly string[];
  readonly basis: string | undefined;
  readonly choice: string | undefined;
  /** Title of its CodeSystem. */
  readonly list: string;
  readonly isOfOrder: boolean;
}

type Resources = Knowledge['resources'];

/** The PlanDefinition of a policy, as it stands in its file. */
export function planOf({ file }: Policy, { resources }: Knowledge): PlanDefinition | undefined {
  const resource = resources.get(file);
  return resource?.resourceType === 'PlanDefinition' ? resource : undefined;
}

interface Terminology {
  readonly ValueSet: ValueSet;
  readonly CodeSystem: CodeSystem;
}

/** The ValueSet or CodeSystem with a canonical address. */
function withUrl<T extends keyof Terminology>(url: string, type: T, resources: Resources): Terminology[T] | undefined {
  const isWanted = (resource: Resource): resource is Terminology[T] =>
    resource.resourceType === type && 'url' in resource && resource.url === url;
  return [...resources.values()].find(isWanted);
}

/** The short name of a code system: the id of its NamingSystem, or else its address. */
function shortName(system: string, resources: Resources): string {
  const isNamed = ({ uniqueId }: NamingSystem) => uniqueId.some(({ value }) => value === system);
  const found = [...resources.values()].find((one) => one.resourceType === 'NamingSystem' && isNamed(one));
  return found?.id ?? system;
}

/** The ValueSets of a policy by address, and what a code of each does; where one does several things, the strongest. */
function strengthsOf(policy: Policy): ReadonlyMap<string, Strength> {
  const { scope } = policy;
  const all = (urls: readonly string[], strength: Strength) => urls.map((url) => [url, strength] as const);
  return new Map<string, Strength>([
    ...expressionsOf(policy).flatMap((expression) => all(valueSetsOf(expression), IN_RECORD)),
    ...scope.flatMap(({ compatibleSets }) => all(compatibleSets, BY_WORDS)),
    ...scope.flatMap(({ qualifiedSets }) => all(qualifiedSets, WITH_NAME)),
    ...scope.flatMap(({ valueSets }) => all(valueSets, ALONE)),
  ]);
}

/** Addresses of all ValueSets whose codes a policy looks for. */
export const setsUsedBy = (policy: Policy): readonly string[] => [...strengthsOf(policy).keys()];

/** Every code of a policy, those that are enough by themselves first. */
export function codeRows(policy: Policy, { resources }: Knowledge): readonly CodeRow[] {
  const rows = [...strengthsOf(policy)].flatMap(([url, strength]) => {
    const set = withUrl(url, 'ValueSet', resources);
    return (set?.compose.include ?? []).flatMap(({ system, concept, filter = [], extension }): readonly CodeRow[] => {
      const common = {
        system: shortName(system, resources),
        strength,
        isOfOrder: strength !== IN_RECORD,
        set: set?.title ?? set?.id ?? url,
      };
      const ofAll = choiceIn(extension);
      if (concept)
        return concept.map(({ code, display = '', extension: own }) => ({
          ...common,
          code,
          isFamily: false,
          display,
          choice: choiceIn(own) ?? ofAll,
        }));
      const whole: CodeRow = { ...common, code: undefined, isFamily: false, display: 'every code', choice: ofAll };
      return filter.length === 0
        ? [whole]
        : filter.map(({ op, value, extension: own }) => ({
            ...common,
            code: value,
            isFamily: op === 'is-a',
            display: op === 'is-a' ? 'and all codes that begin so' : 'a pattern of codes',
            choice: choiceIn(own) ?? ofAll,
          }));
    });
  });
  return rows.toSorted((a, b) => STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength));
}

/** Every name of a policy, look-alikes last. */
export function nameRows(policy: Policy, { resources }: Knowledge): readonly NameRow[] {
  const ofOrder = new Set(policy.scope.flatMap(({ nameSystems }) => nameSystems));
  const urls = new Set([...ofOrder, ...expressionsOf(policy).flatMap(({ nameSystems }) => nameSystems)]);
  return [...urls].flatMap((url) => {
    const list = withUrl(url, 'CodeSystem', resources);
    const rows = (list?.concept ?? []).map(({ display, designation = [], property = [] }): NameRow => {
      const values = (name: string) =>
        property.flatMap(({ code, valueString, valueCode }) => (code === name ? (valueString ?? valueCode ?? []) : []));
      return {
        display,
        variants: designation.length === 0 ? [display] : designation.map(({ value }) => value),
        role: values('role')[0] ?? 'name',
        needs: values('needs'),
        without: values('without'),
        basis: values('basis')[0],
        choice: values('choice')[0],
        list: list?.title ?? list?.id ?? url,
        isOfOrder: ofOrder.has(url),
      };
    });
    return rows.toSorted((a, b) => Number(a.role === 'look-alike') - Number(b.role === 'look-alike'));
  });
}
