import type { JsonObject } from '../json.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Hook, Policy } from '../knowledge/policy.ts';
import { createCandidates } from './candidates.ts';
import { payerOf, primaryCoverage } from './coverage.ts';
import { dayOf } from './day.ts';
import type { Environment, Finding } from './evaluate.ts';
import type { Fact, Facts } from './facts.ts';
import { createFunctions } from './functions.ts';
import { createJudge, type Judge, type SharedContext } from './judge.ts';
import { type Order, type Resolve, readOrder } from './order.ts';
import { type Outcome, outcomeOf, type Trace } from './trace.ts';

/** What is to be decided: the draft orders of one call, and what is known of the patient. */
export interface Question {
  readonly hook: Hook;
  /** All resources of draftOrders, orders or not. */
  readonly resources: readonly JsonObject[];
  readonly resolve: Resolve;
  /** References (`Type/id`) of the orders that may raise a card; nothing means all. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly facts: Facts;
  /** YYYY-MM-DD. */
  readonly today: string;
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

/** Decides questions over fixed knowledge. */
export interface Decider {
  /** The orders of the question that ask for something, in the bundle's order. */
  orders(question: Question): readonly Order[];
  /** One Decision for each order and policy that might concern it. Pure: no clock, no random, no IO. */
  decide(question: Question): readonly Decision[];
}

function sharedContext(question: Question, orders: readonly Order[], knowledge: Knowledge): SharedContext {
  const { conditions, coverages } = question.facts;
  const primary: Fact<JsonObject | undefined> =
    coverages.state === 'missing'
      ? coverages
      : { ...coverages, value: primaryCoverage(coverages.value, question.today) };
  const known = (fact: Fact<unknown>) => ({
    complete: fact.state === 'known' && fact.complete,
    missing: fact.state === 'missing' ? fact.reason : undefined,
  });
  const coverage = primary.state === 'known' ? primary.value : undefined;
  return {
    values: {
      orders: orders.map(({ resource }) => resource),
      conditions: conditions.state === 'known' ? conditions.value : [],
      coverage: coverage ?? [],
      payer: payerOf(coverage, knowledge) ?? [],
    },
    states: new Map([
      ['conditions', known(conditions)],
      ['coverage', known(coverages)],
      ['payer', known(coverages)],
    ]),
  };
}

/** Remembers the first order of each day, so that a later one learns of it. */
function createDiary() {
  const firstOfDay = new Map<string, JsonObject>();
  const firstOf = (day: string) => firstOfDay.get(day) ?? [];
  const ANY = 'any';
  const UNDATED = 'undated';
  return {
    /** The earlier order of the same day, or an earlier order where either names no day. */
    neighbours(order: JsonObject): Environment {
      const day = dayOf(order);
      const sameDay = day !== undefined && firstOfDay.has(day);
      return {
        sameDayOrder: sameDay ? firstOf(day) : [],
        undatedOrder: sameDay ? [] : firstOf(day === undefined ? ANY : UNDATED),
      };
    },
    enter(order: JsonObject): void {
      for (const day of [dayOf(order) ?? UNDATED, ANY]) if (!firstOfDay.has(day)) firstOfDay.set(day, order);
    },
  };
}

/** Judges one policy's orders in turn, each for itself and together with the earlier ones. */
function judgeTogether(
  policy: Policy,
  judge: Judge,
  orders: readonly Order[],
  { selected, hook }: Question,
  shared: SharedContext,
): readonly Decision[] {
  const diary = createDiary();
  const run = judge.forRequest(shared);
  return orders.flatMap((order) => {
    const scope = run.scope(order);
    const neighbours = diary.neighbours(order.resource);
    if (scope.every(({ truth }) => truth === 'met')) diary.enter(order.resource);
    if (selected && !(order.reference && selected.has(order.reference))) return [];
    const { trace, findings } = run.judge(order, scope, neighbours);
    return [{ order, policy, trace, findings, outcome: outcomeOf(trace, hook) }];
  });
}

/** Compiles the policies' expressions once and returns what decides by them. */
export function createDecider(knowledge: Knowledge): Decider {
  const functions = createFunctions(knowledge);
  const candidates = createCandidates(knowledge);
  const judges = new Map(knowledge.policies.map((policy) => [policy, createJudge(policy, functions)]));
  const ordersOf = ({ resources, resolve }: Question) =>
    resources.flatMap((resource) => readOrder(resource, resolve, knowledge) ?? []);
  return {
    orders: ordersOf,
    decide(question) {
      const orders = ordersOf(question);
      const concerned = candidates.among(orders);
      if (concerned.size === 0) return [];
      for (const order of orders) functions.remember(order.resource, order.description);
      const shared = sharedContext(question, orders, knowledge);
      const decisions = [...concerned].flatMap(([policy, theirs]) => {
        const judge = judges.get(policy);
        return judge ? judgeTogether(policy, judge, theirs, question, shared) : [];
      });
      const place = new Map(orders.map((order, at) => [order, at]));
      return decisions.toSorted((a, b) => (place.get(a.order) ?? 0) - (place.get(b.order) ?? 0));
    },
  };
}
