import type { FactDefinition } from '../../decision/facts.ts';
import { factBehind } from '../../decision/variables.ts';
import { foldCode } from '../../matching/code-systems.ts';
import type { Knowledge } from '../../policies/knowledge.ts';
import { expressionsOf, type Policy } from '../../policies/policy.ts';
import type { PlanDefinition } from '../../policies/resource-shapes.ts';
import { type CodeSet, overlap } from '../../policies/value-set.ts';
import { setsUsedBy } from './content.ts';

/** One source attribute of an evidence-based intervention (45 CFR 170.315(b)(11)(iv)(A)). */
export interface SourceAttribute {
  readonly id: string;
  readonly title: string;
  readonly value: string;
}

/** Attributes of use, and the FHIR elements that show each; where codes show it, too, they are in the ValueSet `use-of-<id>`. */
const USES: readonly { readonly id: string; readonly title: string; readonly elements: RegExp }[] = [
  { id: 'race', title: 'Use of race', elements: /us-core-race/ },
  { id: 'ethnicity', title: 'Use of ethnicity', elements: /us-core-ethnicity/ },
  { id: 'language', title: 'Use of language', elements: /\bcommunication\b/ },
  { id: 'sexual-orientation', title: 'Use of sexual orientation', elements: /us-core-observation-sexual-orientation/ },
  { id: 'gender-identity', title: 'Use of gender identity', elements: /genderIdentity/ },
  { id: 'sex', title: 'Use of sex', elements: /\bgender\b|us-core-birthsex|us-core-sex/ },
  { id: 'date-of-birth', title: 'Use of date of birth', elements: /\bbirthDate\b/ },
  { id: 'social-determinants', title: 'Use of social determinants of health', elements: /\bsdoh\b/ },
  { id: 'health-status', title: 'Use of health status assessments', elements: /\bObservation\b|\bsurvey\b/ },
];

/** The codes that show an attribute of use; undefined if it has none. */
function codesOf(attribute: string, { resources, codeSets }: Knowledge): CodeSet | undefined {
  for (const resource of resources.values())
    if (resource.resourceType === 'ValueSet' && resource.id === `use-of-${attribute}`)
      return codeSets.get(resource.url);
  return undefined;
}

/** True if a string written out in an expression is one of the codes. */
function isAmong({ listed, has }: CodeSet, written: string): boolean {
  const code = foldCode(written);
  return [...new Set(listed.map(({ system }) => system))].some((system) => has({ system, code }));
}

/** The FHIR types that the expressions of a policy read beside the orders. */
function typesRead(policy: Policy, facts: readonly FactDefinition[]): readonly string[] {
  const variables = new Set(expressionsOf(policy).flatMap((expression) => expression.variables));
  const names = new Set([...variables].map((variable) => factBehind(variable, facts)));
  return facts.filter(({ name }) => names.has(name)).map(({ type }) => type);
}

function citationsOf({ relatedArtifact = [] }: PlanDefinition): string {
  const cited = relatedArtifact.map(({ display, url }) => (url === undefined ? display : `${display}, ${url}`));
  return cited.length === 0 ? 'Not stated' : cited.join('; ');
}

function datesOf({ version, date, approvalDate, lastReviewDate, effectivePeriod = {} }: PlanDefinition): string {
  const parts = [
    ['version', version],
    ['of', date],
    ['approved', approvalDate],
    ['last reviewed', lastReviewDate],
    ['effective from', effectivePeriod.start],
    ['effective until', effectivePeriod.end],
  ] as const;
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ');
}

/**
 * The thirteen attributes of a policy. Those of use are not claimed but looked up: whether its expressions name an element or a code
 * that holds such data, and whether the codes it looks for are such codes.
 */
export function sourceAttributesOf(
  policy: Policy,
  plan: PlanDefinition,
  knowledge: Knowledge,
  facts: readonly FactDefinition[],
): readonly SourceAttribute[] {
  const expressions = expressionsOf(policy);
  const lookedFor = setsUsedBy(policy).flatMap((url) => knowledge.codeSets.get(url) ?? []);
  const read = ['the orders', ...typesRead(policy, facts)].join(', ');
  return [
    { id: 'citation', title: 'Bibliographic citation', value: citationsOf(plan) },
    { id: 'developer', title: 'Developer of the policy', value: plan.publisher },
    { id: 'funding', title: 'Source of funding', value: 'Not stated by the source' },
    { id: 'dates', title: 'Release and revision dates', value: datesOf(plan) },
    ...USES.map(({ id, title, elements }) => {
      const codes = codesOf(id, knowledge);
      const users = expressions.filter(
        ({ text, strings }) => elements.test(text) || (codes && strings.some((written) => isAmong(codes, written))),
      );
      if (users.length > 0) return { id, title, value: `Used, in: ${users.map(({ text }) => text).join('; ')}` };
      if (codes && lookedFor.some((set) => overlap(codes, set)))
        return { id, title, value: 'Used: among the codes it looks for' };
      return { id, title, value: `Not used. Its expressions read ${read} only.` };
    }),
  ];
}
