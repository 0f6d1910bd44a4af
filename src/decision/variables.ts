import type { JsonObject } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { payerOf, primaryCoverage } from './coverage.ts';
import { isCurrent } from './current-conditions.ts';
import { type Fact, type FactDefinition, type Facts, factNamed } from './facts.ts';
import { REFERENCED, reasonsOf } from './reasons.ts';

/**
 * The variables of an order's own: the resource, its codings, its texts, the diagnoses it gives as its reason, the number of
 * visits its Timing comes to, and earlier orders of the same policy.
 */
export const ORDER_VARIABLES = [
  'order',
  'codes',
  'words',
  'reasons',
  'visits',
  'sameDayOrder',
  'undatedOrder',
] as const;

/** Variables derived from a fact, and the fact they are derived from. */
const DERIVED: Readonly<Record<string, string>> = {
  currentConditions: 'conditions',
  coverage: 'coverages',
  payer: 'coverages',
  reasons: REFERENCED,
};

/** Every variable that an expression of a policy may use. */
export function variablesOf(facts: readonly FactDefinition[]): readonly string[] {
  const derived = Object.keys(DERIVED);
  return [...new Set([...ORDER_VARIABLES, 'orders', ...facts.map(({ variable }) => variable), ...derived])];
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
  readonly resolve: Resolve;
  /** True for a Condition that the policy speaks of. */
  readonly isRelevant: (condition: JsonObject) => boolean;
}

const resourcesOf = (fact: Fact<readonly JsonObject[]>) => (fact.state === 'known' ? fact.value : []);

/** Everything a context is made of. */
export interface ContextSource {
  readonly trigger: string;
  readonly orders: readonly JsonObject[];
  readonly resolve: Resolve;
  readonly facts: Facts;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The context of a call. */
export function callContext(
  { trigger, orders, resolve, facts, today }: ContextSource,
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
  return { trigger, values, facts, resolve, isRelevant: () => true };
}

/** The context for one policy, whose `%conditions` and `%reasons` are those it speaks of. */
export function narrowedTo(context: CallContext, isRelevant: CallContext['isRelevant']): CallContext {
  const conditions = resourcesOf(factNamed(context.facts, 'conditions')).filter(isRelevant);
  const values = { ...context.values, conditions, currentConditions: conditions.filter(isCurrent) };
  return { ...context, values, isRelevant };
}

/** The context for one order, which knows the diagnoses that the order gives as its reason. */
export function forOrder(context: CallContext, order: JsonObject): CallContext {
  const { values, facts, resolve, isRelevant } = context;
  const reasons = reasonsOf(order, resolve, facts);
  const current = resourcesOf(reasons).filter((reason) => isRelevant(reason) && isCurrent(reason));
  return { ...context, values: { ...values, reasons: current }, facts: new Map([...facts, [REFERENCED, reasons]]) };
}
