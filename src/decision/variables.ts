import type { JsonObject } from '../json.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { payerOf, primaryCoverage } from './coverage.ts';
import { isCurrent } from './current-conditions.ts';
import { type Fact, type FactDefinition, type Facts, factNamed } from './facts.ts';

/** The variables of an order's own: the resource, its codings, its texts, and earlier orders of the same policy. */
export const ORDER_VARIABLES = ['order', 'codes', 'words', 'sameDayOrder', 'undatedOrder'] as const;

/** Variables derived from a fact, and the fact they are derived from. */
const DERIVED: Readonly<Record<string, string>> = {
  currentConditions: 'conditions',
  coverage: 'coverages',
  payer: 'coverages',
};

/** Every variable that an expression of a policy may use. */
export function variablesOf(facts: readonly FactDefinition[]): readonly string[] {
  return [...ORDER_VARIABLES, 'orders', ...facts.map(({ variable }) => variable), ...Object.keys(DERIVED)];
}

/** The fact that a variable comes from; undefined for what the orders alone tell. */
export function factBehind(variable: string, facts: readonly FactDefinition[]): string | undefined {
  return DERIVED[variable] ?? facts.find((fact) => fact.variable === variable)?.name;
}

/** Values of the variables an expression sees. */
export type Environment = Readonly<Record<string, unknown>>;

/** What is the same for all orders of a call. */
export interface CallContext {
  /** The hook whose triggers answer. */
  readonly trigger: string;
  readonly values: Environment;
  readonly facts: Facts;
}

const resourcesOf = (fact: Fact<readonly JsonObject[]>) => (fact.state === 'known' ? fact.value : []);

/** Everything a context is made of. */
export interface ContextSource {
  readonly trigger: string;
  readonly orders: readonly JsonObject[];
  readonly facts: Facts;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The context of a call. */
export function callContext(
  { trigger, orders, facts, today }: ContextSource,
  definitions: readonly FactDefinition[],
  knowledge: Knowledge,
): CallContext {
  const coverage = primaryCoverage(resourcesOf(factNamed(facts, 'coverages')), today);
  const gathered = definitions.map(({ name, variable }) => [variable, resourcesOf(factNamed(facts, name))] as const);
  const values = {
    ...Object.fromEntries(gathered),
    orders,
    coverage: coverage ?? [],
    payer: payerOf(coverage, knowledge) ?? [],
  };
  return { trigger, values, facts };
}

/** The context for one policy, whose `%conditions` are those it speaks of. */
export function narrowedTo(context: CallContext, isRelevant: (condition: JsonObject) => boolean): CallContext {
  const conditions = resourcesOf(factNamed(context.facts, 'conditions')).filter(isRelevant);
  return {
    ...context,
    values: { ...context.values, conditions, currentConditions: conditions.filter(isCurrent) },
  };
}
