import type { JsonObject } from '../json.ts';
import type { Description } from '../matching/description.ts';
import { type Order, type Resolve, readOrder } from '../matching/order.ts';
import { KnowledgeError } from '../policies/fault.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import type { Hook, Policy } from '../policies/policy.ts';
import { createCandidates } from './candidates.ts';
import { payerOf, primaryCoverage } from './coverage.ts';
import { createDiary } from './earlier-orders.ts';
import { createFormCompiler, type Finding } from './expressions.ts';
import type { Fact, FactName, Facts } from './facts.ts';
import { createFunctions } from './functions.ts';
import { createJudge, type Judge, type SharedContext, type VariableState } from './policy-evaluator.ts';
import { createRelevance } from './relevance.ts';
import { type Outcome, outcomeOf, type Trace, truthOf } from './trace.ts';

/** The draft orders of one call. */
export interface Draft {
  readonly hook: Hook;
  /** All resources of draftOrders, orders or not. */
  readonly resources: readonly JsonObject[];
  readonly resolve: Resolve;
  /** References (`Type/id`) of the orders that may raise a card; nothing means all. */
  readonly selected: ReadonlySet<string> | undefined;
}

/** A draft as read: its orders, the policies that might concern them, and which facts these need. */
export interface Reading {
  readonly draft: Draft;
  /** The orders that ask for something, in the bundle's order. */
  readonly orders: readonly Order[];
  readonly concerned: ReadonlyMap<Policy, readonly Order[]>;
  readonly needs: ReadonlySet<FactName>;
}

/** What one policy says of one order, and why. */
export interface Decision {
  readonly order: Order;
  readonly policy: Policy;
  readonly trace: Trace;
  readonly outcome: Outcome;
  /** What the policy's facts came to, for the wording of the card. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** Decides over fixed knowledge. Pure: no clock, no random, no IO. */
export interface Decider {
  /** Reads a draft. For orders that nobody cares about `needs` is empty, and so is the decision. */
  read(draft: Draft): Reading;
  /** One Decision for each order and policy that might concern it. `today` is YYYY-MM-DD. */
  decide(reading: Reading, facts: Facts, today: string): readonly Decision[];
}

function stateOf(fact: Fact<unknown>): VariableState {
  return fact.state === 'missing'
    ? { missing: fact.reason, lacking: undefined }
    : { missing: undefined, lacking: fact.lacking };
}

function sharedContext(
  { orders }: Reading,
  { conditions, coverages }: Facts,
  today: string,
  knowledge: Knowledge,
): SharedContext {
  const coverage = coverages.state === 'known' ? primaryCoverage(coverages.value, today) : undefined;
  return {
    values: {
      orders: orders.map(({ resource }) => resource),
      conditions: conditions.state === 'known' ? conditions.value : [],
      coverage: coverage ?? [],
      payer: payerOf(coverage, knowledge) ?? [],
    },
    states: new Map([
      ['conditions', stateOf(conditions)],
      ['currentConditions', stateOf(conditions)],
      ['coverage', stateOf(coverages)],
      ['payer', stateOf(coverages)],
    ]),
  };
}

/** What is known of the orders and their codes from reading them. */
function* descriptionsOf(orders: readonly Order[]): Generator<readonly [object, Description]> {
  for (const { resource, description, concept } of orders) {
    yield [resource, description];
    if (concept) yield [concept.value, concept.description];
  }
}

/** True if the order is among those the call asks about: all of them, where it names none. */
export function isSelected({ reference }: Order, selected: Draft['selected']): boolean {
  return selected === undefined || (reference !== undefined && selected.has(reference));
}

/** Judges one policy's orders in turn, each for itself and together with the earlier ones. */
function judgeTogether(
  policy: Policy,
  judge: Judge,
  orders: readonly Order[],
  { selected, hook }: Draft,
  shared: SharedContext,
): readonly Decision[] {
  const diary = createDiary();
  const run = judge.forRequest(shared);
  return orders.flatMap((order) => {
    const scope = run.scope(order);
    const neighbours = diary.neighbours(order.resource);
    if (truthOf(scope) === 'met') diary.enter(order.resource);
    if (!isSelected(order, selected)) return [];
    const { trace, findings } = run.judge(order, scope, neighbours);
    return [{ order, policy, trace, findings, outcome: outcomeOf(trace, hook) }];
  });
}

/**
 * Compiles the policies' expressions once and returns what decides by them. Throws KnowledgeError if an expression
 * fails or a condition is not boolean.
 */
export function createDecider(knowledge: Knowledge): Decider {
  const functions = createFunctions(knowledge);
  const compileForm = createFormCompiler(functions);
  const candidates = createCandidates(knowledge);
  const judges = new Map(
    knowledge.policies.map((policy) => [
      policy,
      createJudge(policy, compileForm, createRelevance(policy, knowledge, functions)),
    ]),
  );
  const faults = [...judges.values()].flatMap((judge) => judge.faults);
  if (faults.length > 0) throw new KnowledgeError(faults);
  return {
    read(draft) {
      const orders = draft.resources.flatMap((resource) => readOrder(resource, draft.resolve, knowledge) ?? []);
      const among = [...candidates.among(orders)];
      const concerned = new Map(
        among.filter(([, theirs]) => theirs.some((order) => isSelected(order, draft.selected))),
      );
      const needs = new Set([...concerned.keys()].flatMap((policy) => [...(judges.get(policy)?.needs ?? [])]));
      return { draft, orders, concerned, needs };
    },
    decide(reading, facts, today) {
      const { draft, orders, concerned } = reading;
      if (concerned.size === 0) return [];
      const shared = sharedContext(reading, facts, today, knowledge);
      const decisions = functions.within(descriptionsOf(orders), () =>
        [...concerned].flatMap(([policy, theirs]) => {
          const judge = judges.get(policy);
          return judge ? judgeTogether(policy, judge, theirs, draft, shared) : [];
        }),
      );
      const place = new Map(orders.map((order, at) => [order, at]));
      return decisions.toSorted((a, b) => (place.get(a.order) ?? 0) - (place.get(b.order) ?? 0));
    },
  };
}
