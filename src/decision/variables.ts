import type { JsonObject } from '../json.ts';
import type { Resolve } from '../matching/order.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { type Paying, payingForOrders } from './coverage.ts';
import { isCurrent } from './current-conditions.ts';
import {
  type Fact,
  type FactDefinition,
  type Facts,
  factNamed,
  knownInPart,
  type MissingReason,
  resourcesOf,
} from './facts.ts';
import { REFERENCED, reasonsOf } from './reasons.ts';
import type { RelevanceOf } from './relevance.ts';

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

/** Values of variables, with the facts and the diagnoses they were read from. */
interface Told {
  readonly values: Environment;
  readonly facts: Facts;
  /** The diagnoses that a policy was told of: those on record, and of an order those it gives as its reason. */
  readonly diagnoses: readonly JsonObject[];
}

/** Evaluation context shared by all orders of a call. */
interface SharedContext extends Told {
  /** The hook whose triggers answer. */
  readonly trigger: string;
  /** Returns the payer of an order; the same object for orders that name the same insurance. */
  paying(order: JsonObject): Paying;
  readonly resolve: Resolve;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Tells the Conditions that the policy speaks of from others. */
  readonly relevanceOf: RelevanceOf;
}

/** The context of a call, and of each of its orders. */
export interface CallContext extends SharedContext {
  /**
   * Returns the values for an order, with the diagnoses that it gives as its reason: none, and known in part, once the orders before
   * it have looked at very many Conditions.
   */
  ofOrder(order: JsonObject): Told;
}

/** Input of callContext. */
interface ContextSource {
  readonly trigger: string;
  readonly orders: readonly JsonObject[];
  readonly resolve: Resolve;
  readonly facts: Facts;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** For policies that speak of no Conditions. */
const ALL: RelevanceOf = () => ({ isRelevant: true, lacking: undefined });

/** The diagnoses that an order gives as its reason: known in part if one cannot be read, or not to its end. */
function readReasons(
  order: JsonObject,
  { resolve, facts, relevanceOf, today }: SharedContext,
): Fact<readonly JsonObject[]> {
  const reasons = reasonsOf(order, resolve, facts);
  if (reasons.state === 'missing' || reasons.lacking !== undefined) return reasons;
  const lacking = reasons.value
    .map((reason) => relevanceOf(reason, today).lacking)
    .find((reason) => reason !== undefined);
  return lacking === undefined ? reasons : { ...reasons, lacking };
}

/**
 * Most Conditions that one policy looks at for the orders of a call that give reasons of their own: each of them looks at all of the
 * chart anew.
 */
const MOST_FOR_REASONS = 10_000;

/** The context with those of its orders. */
function withOrders(context: SharedContext): CallContext {
  const { values, facts, relevanceOf, today, diagnoses: charted } = context;
  let left = MOST_FOR_REASONS;
  let last: { readonly order: JsonObject; readonly told: Told } | undefined;
  const ofOrder = (order: JsonObject): Told => {
    // The order that is judged asks several times.
    if (last?.order === order) return last.told;
    const all = readReasons(order, context);
    const isFound = (reason: JsonObject) => relevanceOf(reason, today).isRelevant && isCurrent(reason, today);
    const current = resourcesOf(all).filter(isFound);
    const reasons = current.slice(0, Math.max(0, left - charted.length));
    if (reasons.length > 0) left -= charted.length + reasons.length;
    const known = reasons.length === current.length ? all : { lacking: 'too-many' as const, ...all };
    const told = {
      values: { ...values, reasons },
      facts: new Map([...facts, [REFERENCED, known]]),
      diagnoses: reasons.length === 0 ? charted : [...charted, ...reasons],
    };
    last = { order, told };
    return told;
  };
  return { ...context, ofOrder };
}

/** The context of a call. */
export function callContext(
  { trigger, orders, resolve, facts, today }: ContextSource,
  definitions: readonly FactDefinition[],
  knowledge: Knowledge,
): CallContext {
  const coverages = resourcesOf(factNamed(facts, 'coverages'));
  const gathered = definitions.map(({ name, variable }) => [variable, resourcesOf(factNamed(facts, name))] as const);
  const values = { ...Object.fromEntries(gathered), orders };
  const paying = payingForOrders(coverages, today, knowledge, resolve);
  return withOrders({ trigger, values, facts, resolve, paying, today, relevanceOf: ALL, diagnoses: [] });
}

/** Most Conditions of a chart that one policy looks at: an expression over all of them cannot be interrupted. */
const MOST_CONDITIONS = 10_000;

/**
 * The context for one policy, whose `%conditions` and `%reasons` are those it speaks of. A Condition that cannot be read, or
 * not to its end, or more Conditions than are looked at, leave them known in part. A chart may be long: yields in between.
 */
export function* narrowedTo(context: CallContext, relevanceOf: RelevanceOf): Generator<undefined, CallContext> {
  const { today } = context;
  const fact = factNamed(context.facts, 'conditions');
  const conditions: JsonObject[] = [];
  let lacking: MissingReason | undefined;
  for (const condition of resourcesOf(fact)) {
    const found = relevanceOf(condition, today);
    if (found.isRelevant) {
      if (conditions.length < MOST_CONDITIONS) conditions.push(condition);
      else lacking = 'too-many';
    }
    lacking ??= found.lacking;
    yield;
  }
  const values = {
    ...context.values,
    conditions,
    currentConditions: conditions.filter((condition) => isCurrent(condition, today)),
  };
  const facts = knownInPart(context.facts, 'conditions', lacking);
  return withOrders({ ...context, values, relevanceOf, diagnoses: conditions, facts });
}
