import { typeAndId } from '../hooks/reference.ts';
import { isAbout } from '../hooks/searchset.ts';
import type { JsonObject } from '../json.ts';
import { memoizedReader, type ReadText } from '../matching/description.ts';
import { type Order, type Resolve, readOrder } from '../matching/order.ts';
import { type Fault, KnowledgeError, messageOf } from '../policies/fault.ts';
import { hasEnded } from '../policies/in-force.ts';
import type { Knowledge } from '../policies/knowledge.ts';
import { SEVERAL_PAYERS } from '../policies/payer.ts';
import { ENDED, type Policy } from '../policies/policy.ts';
import { createCandidates } from './candidates.ts';
import { ALONE, createEarlierOrders } from './earlier-orders.ts';
import { createCompileText, type Finding } from './expressions.ts';
import { FACTS, type FactDefinition, type Facts } from './facts.ts';
import { createFunctions, type PolicyFunctions } from './functions.ts';
import { type CallDay, dayOfOrder } from './order-day.ts';
import { recognisePayers } from './payer.ts';
import { type CallEvaluator, createPolicyEvaluator, type PolicyEvaluator } from './policy-evaluator.ts';
import { probe } from './probe.ts';
import { conditionReferences, REFERENCED } from './reasons.ts';
import { createRelevanceOf, type RelevanceOf } from './relevance.ts';
import { carriedOutAmong, replacedAmong } from './replaced-orders.ts';
import { samplesFor } from './samples.ts';
import { type Outcome, outcomeOf, type Trace, truthOf } from './trace.ts';
import { type CallContext, callContext, narrowedTo } from './variables.ts';
import { createWithReadings, type WithReadings } from './word-readings.ts';

/** The draft orders of one call. */
export interface Draft {
  /** The hook whose triggers in the policies answer. */
  readonly trigger: string;
  /** All resources of draftOrders, orders or not. */
  readonly resources: readonly JsonObject[];
  readonly resolve: Resolve;
  /** The resources that may raise a card; undefined means all. */
  readonly selected: ReadonlySet<JsonObject> | undefined;
  /** The patient whose facts are gathered; undefined where the orders are not those of a call. */
  readonly patientId?: string;
}

/** A draft as read: its orders, the policies that might concern them, and which facts these need. */
export interface Screening {
  readonly draft: Draft;
  /** The orders that ask for something, in the bundle's order. */
  readonly orders: readonly Order[];
  /** Those of them whose place another one takes: no policy judges them. */
  readonly replaced: ReadonlySet<Order>;
  readonly concerned: ReadonlyMap<Policy, readonly Order[]>;
  /** Names of the facts. */
  readonly needs: ReadonlySet<string>;
  readonly day: CallDay;
  /** Conditions outside the bundle that the orders concerned give as their reason, where a policy asks for it. */
  readonly references: readonly string[];
}

/** Decision of one policy on one order, with its trace. */
export interface Decision {
  readonly order: Order;
  readonly policy: Policy;
  readonly trace: Trace;
  readonly outcome: Outcome;
  /** Results of the policy's facts, for the wording of the card. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** The last day of the policy's version, YYYY-MM-DD, if it had ended on the day of the order. */
  readonly ended: string | undefined;
}

/** Work in pieces: it yields wherever it may be interrupted, since a draft may hold thousands of orders, and a chart Conditions. */
export type Work<T> = Generator<undefined, T>;

/** True for the id of a policy that is looked at. */
export type IsOn = (policy: string) => boolean;

/** Decides over fixed knowledge. Pure: no clock, no random, no IO. */
export interface Decider {
  /**
   * Reads a draft. For orders that no policy concerns `needs` is empty, and so is the decision. `isOn` tells by its id
   * whether a policy is looked at; without it all are. `day` decides which version of a policy is in force.
   */
  screen(draft: Draft, day: CallDay, isOn?: IsOn): Work<Screening>;
  /** Screens a draft that has been read for other policies. */
  screenAgain(screening: Screening, isOn: IsOn): Screening;
  /**
   * One Decision for each order and policy that might concern it, in the bundle's order, of one order the finding with the
   * highest priority first.
   */
  decide(screening: Screening, facts: Facts): Work<readonly Decision[]>;
}

/** True if the order is among those the call asks about: all of them, where it names none. */
export function isSelected({ resource }: Order, selected: Draft['selected']): boolean {
  return selected === undefined || selected.has(resource);
}

/** The reason why no policy judges an order. */
export type Silence = 'not-selected' | 'replaced' | 'no-policy';

/** The reason why no policy judges an order of which there is no decision. */
export function silenceOf(order: Order, { draft, replaced }: Pick<Screening, 'draft' | 'replaced'>): Silence {
  if (!isSelected(order, draft.selected)) return 'not-selected';
  return replaced.has(order) ? 'replaced' : 'no-policy';
}

const priorityOf = ({ outcome }: Decision) => ('action' in outcome ? outcome.action.priority : -1);

/** Decides one policy's orders in turn, each by itself and together with the earlier ones. */
function* decideTogether(
  policy: Policy,
  evaluator: CallEvaluator,
  orders: readonly Order[],
  { draft: { selected, trigger, resolve }, day }: Screening,
  tell: (trace: Trace, order: Order) => Trace,
): Work<readonly Decision[]> {
  const earlier = createEarlierOrders();
  const carriedOut = carriedOutAmong(orders, resolve);
  const decisions: Decision[] = [];
  for (const order of orders) {
    const isCarriedOut = carriedOut.has(order);
    const { scope, evaluate } = evaluator(order, isCarriedOut ? ALONE : earlier.of(order.resource));
    if (truthOf(scope) === 'met' && !isCarriedOut) earlier.add(order.resource);
    if (isSelected(order, selected)) {
      const { trace, findings: found } = yield* evaluate();
      const ended = hasEnded(policy, dayOfOrder(order, day)) ? policy.period.end : undefined;
      const findings = ended === undefined ? found : new Map(found).set(ENDED, { truth: 'met', values: [ended] });
      decisions.push({ order, policy, trace: tell(trace, order), findings, ended, outcome: outcomeOf(trace, trigger) });
    }
    yield;
  }
  return decisions;
}

/** A policy ready to decide. */
interface Ready {
  readonly evaluator: PolicyEvaluator;
  readonly relevanceOf: RelevanceOf;
  /** Makes what adds readings to traces, for the orders of one call. */
  readonly withReadings: () => WithReadings;
}

/** Decides one policy's orders that share a context. */
function* decidePolicy(
  policy: Policy,
  { evaluator, relevanceOf, withReadings }: Ready,
  context: CallContext,
  orders: readonly Order[],
  screening: Screening,
): Work<readonly Decision[]> {
  const speaksOfConditions = evaluator.needs.has('conditions') || evaluator.needs.has(REFERENCED);
  const own = speaksOfConditions ? yield* narrowedTo(context, relevanceOf) : context;
  const addReadings = withReadings();
  const tell = (trace: Trace, order: Order) =>
    addReadings(trace, order, speaksOfConditions ? own.ofOrder(order.resource).diagnoses : []);
  return yield* decideTogether(policy, evaluator.forCall(own), orders, screening, tell);
}

function compilePolicies(
  knowledge: Knowledge,
  functions: PolicyFunctions,
  readText: ReadText,
  facts: readonly FactDefinition[],
): ReadonlyMap<Policy, Ready> {
  const faults: Fault[] = [];
  const payers = [...knowledge.payers.map(({ id }) => id), SEVERAL_PAYERS];
  const samples = { environments: samplesFor(facts), payers };
  const compileText = createCompileText(functions);
  const ready = knowledge.policies.flatMap((policy) => {
    try {
      const evaluator = createPolicyEvaluator(policy, knowledge.cards, compileText, facts);
      faults.push(...probe(policy, evaluator.compiled, samples));
      const relevanceOf = createRelevanceOf(policy, knowledge, readText, functions);
      return [[policy, { evaluator, relevanceOf, withReadings: createWithReadings(policy, functions) }] as const];
    } catch (error) {
      faults.push({ file: policy.file, element: 'PlanDefinition', reason: `cannot be compiled: ${messageOf(error)}` });
      return [];
    }
  });
  if (faults.length > 0) throw new KnowledgeError(faults);
  return new Map(ready);
}

/** The orders whose place no other one takes. */
const standingAmong = ({ orders, replaced }: Pick<Screening, 'orders' | 'replaced'>) =>
  orders.filter((order) => !replaced.has(order));

/** The orders of the call's patient, and those of others. */
function byPatient(
  orders: readonly Order[],
  { patientId, resolve }: Draft,
): readonly [readonly Order[], readonly Order[]] {
  // A reference that names its Patient by type and id needs no look-up.
  const find: Resolve = (reference) => (typeAndId(reference) ? undefined : resolve(reference));
  const isOurs = ({ resource }: Order) => patientId === undefined || isAbout(resource, patientId, find);
  return [orders.filter(isOurs), orders.filter((order) => !isOurs(order))];
}

/** The facts for an order of another patient: what is known of the call's patient says nothing of that one. */
function ofAnotherPatient(facts: Facts): Facts {
  return new Map([...facts.keys()].map((name) => [name, { state: 'missing', reason: 'other-patients-order' }]));
}

/** Memoizes the descriptions of orders for the functions of policies. */
function memoizeDescriptions(orders: readonly Order[], functions: PolicyFunctions): void {
  for (const { resource, description, concept } of orders) {
    functions.memoizeDescription(resource, description);
    if (concept) functions.memoizeDescription(concept.value, concept.description);
  }
}

/** Sorts decisions by the place of their order, those of one order by priority. */
function sorted(decisions: readonly Decision[], orders: readonly Order[]): readonly Decision[] {
  const place = new Map(orders.map((order, at) => [order, at]));
  return decisions.toSorted(
    (a, b) => (place.get(a.order) ?? 0) - (place.get(b.order) ?? 0) || priorityOf(b) - priorityOf(a),
  );
}

/**
 * Compiles the policies' expressions once and returns what decides by them. Throws KnowledgeError if an expression
 * fails or a condition is not boolean.
 */
export function createDecider(knowledge: Knowledge, definitions: readonly FactDefinition[] = FACTS): Decider {
  const readText = memoizedReader(knowledge);
  const functions = createFunctions(knowledge, readText);
  const policies = compilePolicies(knowledge, functions, readText, definitions);
  const candidates = createCandidates(knowledge);
  const needsOf = (policy: Policy) => policies.get(policy)?.evaluator.needs ?? new Set<string>();
  const concern = ({ draft, orders, day }: Pick<Screening, 'draft' | 'orders' | 'day'>, isOn: IsOn): Screening => {
    const replaced = new Set(byPatient(orders, draft).flatMap((theirs) => [...replacedAmong(theirs, draft.resolve)]));
    const standing = standingAmong({ orders, replaced });
    const concerned = [...candidates.among(standing, (order) => dayOfOrder(order, day))].filter(
      ([{ id }, theirs]) => isOn(id) && theirs.some((order) => isSelected(order, draft.selected)),
    );
    const needs = new Set(concerned.flatMap(([policy]) => [...needsOf(policy)]));
    const withReasons = concerned.flatMap(([policy, theirs]) => (needsOf(policy).has(REFERENCED) ? theirs : []));
    const references = withReasons.flatMap(({ resource }) => conditionReferences(resource));
    const outside = references.filter((reference) => draft.resolve(reference) === undefined);
    return { draft, orders, replaced, concerned: new Map(concerned), needs, references: [...new Set(outside)], day };
  };
  /** The context of each order: the chart of the call's patient, and none for those of others. */
  const contextsOf = (screening: Screening, facts: Facts): ((order: Order) => CallContext) => {
    const { draft, day } = screening;
    const { trigger, resolve } = draft;
    const [ours, others] = byPatient(standingAmong(screening), draft);
    const contextOf = (theirs: readonly Order[], known: Facts) => {
      const resources = theirs.map(({ resource }) => resource);
      const source = { trigger, orders: resources, resolve, facts: known, today: day.today };
      return callContext(source, definitions, knowledge);
    };
    const patients = contextOf(ours, facts);
    if (others.length === 0) return () => patients;
    const [elsewhere, areOthers] = [contextOf(others, ofAnotherPatient(facts)), new Set(others)];
    return (order) => (areOthers.has(order) ? elsewhere : patients);
  };
  return {
    screenAgain(screening, isOn) {
      const again = concern(screening, isOn);
      if (screening.concerned.size === 0 && again.concerned.size > 0) memoizeDescriptions(again.orders, functions);
      return again;
    },
    *screen(draft, day, isOn = () => true) {
      const orders: Order[] = [];
      for (const each of draft.resources) {
        const order = readOrder(each, draft.resolve, knowledge, readText);
        yield;
        if (!order) continue;
        orders.push(order);
      }
      const screening = concern({ draft, orders, day }, isOn);
      // Memoized for policies only: storing a description costs more than reading an order.
      if (screening.concerned.size > 0) memoizeDescriptions(orders, functions);
      return screening;
    },
    *decide(screening, facts) {
      const { orders, concerned } = screening;
      if (concerned.size === 0) return [];
      const contextFor = contextsOf(screening, yield* recognisePayers(facts, knowledge));
      const decisions: Decision[] = [];
      for (const [policy, all] of concerned) {
        const ready = policies.get(policy);
        if (!ready) continue;
        for (const [context, theirs] of Map.groupBy(all, contextFor))
          for (const decision of yield* decidePolicy(policy, ready, context, theirs, screening))
            decisions.push(decision);
      }
      return sorted(decisions, orders);
    },
  };
}
