import { objectsIn } from '../json.ts';
import { memoizeWeakly } from '../matching/memoize.ts';
import type { Order } from '../matching/order.ts';
import type { CardTemplate } from '../policies/card-template.ts';
import type { Policy } from '../policies/policy.ts';
import {
  type Compiled,
  type CompileText,
  compileExpressions,
  type Finding,
  findingWith,
  type Gap,
  type Runnable,
  type RunnableAction,
  type TruthOf,
  truthOfCondition,
  truthOfFact,
} from './expressions.ts';
import { type FactDefinition, type Facts, factNamed, knownInPart, lackingIn } from './facts.ts';
import { REFERENCED } from './reasons.ts';
import { createSharedFindings, type SharingKey } from './shared-findings.ts';
import { type Attempt, referencesIn, type Step, type Trace, truthOf } from './trace.ts';
import { type CallContext, type Environment, factBehind } from './variables.ts';
import { visitsOf } from './visits.ts';

/** Results of a policy's expressions for one order. */
interface Evaluation {
  readonly trace: Trace;
  /** Results of the policy's facts that were evaluated, by name. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** Evaluates one policy for one order. */
interface OrderEvaluation {
  readonly scope: readonly Step[];
  /** Tries the actions in order, if the order is in scope; yields between the facts they use, which may take long. */
  evaluate(): Generator<undefined, Evaluation>;
}

/** Evaluates one policy for the orders of one call. `earlier` holds the variables for earlier orders of the same policy. */
export type CallEvaluator = (order: Order, earlier: Environment) => OrderEvaluation;

/** A policy, compiled. */
export interface PolicyEvaluator {
  readonly compiled: Compiled;
  /** Names of the facts its expressions hang on, also through other facts of the policy. */
  readonly needs: ReadonlySet<string>;
  forCall(context: CallContext): CallEvaluator;
}

/** A gap in the variables of an expression: of one that is missing, or there in part only. */
interface VariableGap extends Gap {
  readonly isWhole: boolean;
}

/** The gap that a variable leaves: of what arrived, or a fact of the policy that was found on a part of the data. */
function gapOf(
  name: string,
  finding: Finding | undefined,
  facts: Facts,
  definitions: readonly FactDefinition[],
): VariableGap | undefined {
  if (finding) {
    const { truth, gap } = finding;
    const left = gap ?? (truth === 'unknown' ? { reason: name } : undefined);
    return left && { ...left, isWhole: false };
  }
  const fact = factBehind(name, definitions);
  if (fact === undefined) return undefined;
  const found = factNamed(facts, fact);
  const reason = lackingIn(found);
  if (reason === undefined) return undefined;
  const isWhole = found.state === 'missing';
  return { isWhole, reason: `${name}${isWhole ? '' : ' in part'}: ${reason}`, cause: { fact, reason } };
}

/** The first of two gaps, unless only the other is whole. */
function widerGap(one: VariableGap | undefined, other: VariableGap | undefined): VariableGap | undefined {
  return !one || (other?.isWhole && !one.isWhole) ? other : one;
}

/** The values of a fact. FHIRPath's own logic takes an unknown truth for empty. */
function valuesOf({ truth, values }: Finding): readonly unknown[] {
  return truth === 'unknown' && values.length === 1 && values[0] === false ? [] : values;
}

function run(
  runnable: Runnable,
  truthOfValues: TruthOf,
  { gap, isDenied }: { readonly gap: VariableGap | undefined; readonly isDenied: boolean },
  environment: Environment,
): Finding {
  if (gap?.isWhole) return { truth: 'unknown', values: [], gap };
  try {
    const values = runnable.run(environment);
    const truth = truthOfValues(values);
    // A match in partial data holds; a missing match may be in the part that did not arrive.
    if (!gap) return findingWith(truth, values);
    return { truth: truth === 'met' && !isDenied ? 'met' : 'unknown', values, gap };
  } catch {
    const reason = 'the expression cannot be evaluated on these data';
    return { truth: 'unknown', values: [], gap: { reason } };
  }
}

/** The step of each finding of an expression. Orders whose finding is the same share it. */
const stepOf = memoizeWeakly(({ expression: { name, text, choice } }: Runnable) =>
  memoizeWeakly(({ truth, gap, values }: Finding): Step => {
    const { reason, cause } = (truth === 'unknown' ? gap : undefined) ?? {};
    return { name, expression: text, truth, reason, cause, references: referencesIn(values), choice };
  }),
);

/** Input of a policy's expressions for one order: values of the variables, and the facts that some of them come from. */
interface OrderInput {
  readonly variables: Environment;
  readonly facts: Facts;
  readonly sharing: SharingKey;
}

/** Collects the input for an order. `readsReasons` if the policy asks for the diagnoses that orders give as their reason. */
function inputOf(
  { resource, codings: codes, words }: Order,
  earlier: Environment,
  context: CallContext,
  readsReasons: boolean,
): OrderInput {
  const pays = context.paying(resource);
  const { values, facts: told } = readsReasons ? context.ofOrder(resource) : context;
  const facts = knownInPart(told, 'coverages', pays.lacking);
  const payment = { coverage: pays.coverages, payer: pays.payer ?? [] };
  const own = { order: resource, codes, words, visits: visitsOf(resource) ?? [] };
  const hasReason = objectsIn(values['reasons']).length > 0;
  const lacking = lackingIn(factNamed(facts, REFERENCED));
  return { variables: { ...values, ...payment, ...own, ...earlier }, facts, sharing: { pays, hasReason, lacking } };
}

/** A policy's facts and conditions for one order; a fact is evaluated when it is first asked for. */
interface OrderEvaluator {
  readonly findings: ReadonlyMap<string, Finding>;
  /** Undefined if the policy has no fact of this name. */
  findingOf(name: string): Finding | undefined;
  stepsOf(conditions: readonly Runnable[]): readonly Step[];
}

type EvaluatorOf = (order: Order, earlier: Environment) => OrderEvaluator;

/** Evaluates an expression for an order. `findingOf` evaluates the facts of the policy that it uses. */
function evaluate(
  runnable: Runnable,
  truthOfValues: TruthOf,
  { variables, facts }: OrderInput,
  findingOf: OrderEvaluator['findingOf'],
  definitions: readonly FactDefinition[],
): Finding {
  const { variables: names, denied } = runnable.expression;
  const environment: Record<string, unknown> = {};
  let gap: VariableGap | undefined;
  let isDenied = false;
  for (const name of names) {
    const finding = findingOf(name);
    environment[name] = finding ? valuesOf(finding) : variables[name];
    const left = gapOf(name, finding, facts, definitions);
    isDenied ||= left !== undefined && denied.includes(name);
    gap = widerGap(gap, left);
  }
  return run(runnable, truthOfValues, { gap, isDenied }, environment);
}

/**
 * Evaluates the expressions of a policy for the orders of a call: each once for an order, or once for all orders that share its
 * finding. A fact is evaluated when an expression first asks for it; `findings` are those that were asked for.
 */
function createEvaluatorOf(
  policyFacts: Compiled['facts'],
  context: CallContext,
  definitions: readonly FactDefinition[],
  needs: ReadonlySet<string>,
): EvaluatorOf {
  const memoFor = createSharedFindings();
  return (order, earlier) => {
    const findings = new Map<string, Finding>();
    const input = inputOf(order, earlier, context, needs.has(REFERENCED));
    const memoOf = memoFor(input.sharing);
    const evaluateOnce = (runnable: Runnable, truthOfValues: TruthOf): Finding => {
      const memo = memoOf(runnable);
      const known = memo.get(runnable);
      // The facts it uses belong to the trace of this order, too.
      if (known) runnable.expression.variables.forEach(findingOf);
      const finding = known ?? evaluate(runnable, truthOfValues, input, findingOf, definitions);
      memo.set(runnable, finding);
      return finding;
    };
    const findingOf = (name: string): Finding | undefined => {
      const fact = policyFacts.get(name);
      const known = findings.get(name);
      if (!fact || known) return known;
      const finding = evaluateOnce(fact, truthOfFact);
      findings.set(name, finding);
      return finding;
    };
    const stepsOf = (conditions: readonly Runnable[]) =>
      conditions.map((condition) => stepOf(condition)(evaluateOnce(condition, truthOfCondition)));
    return { findings, findingOf, stepsOf };
  };
}

/** Tries the actions in order, up to the first that is met; evaluates the facts that its card shows. */
function* tryActions(
  actions: readonly RunnableAction[],
  trigger: string,
  evaluator: OrderEvaluator,
): Generator<undefined, readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (const { action, conditions, uses, shows } of actions) {
    for (const name of uses) {
      evaluator.findingOf(name);
      yield;
    }
    const steps = evaluator.stepsOf(conditions);
    attempts.push({ action, steps });
    if (truthOf(steps) !== 'met') continue;
    if (action.hooks.includes(trigger)) for (const name of shows) evaluator.findingOf(name);
    break;
  }
  return attempts;
}

type Findings = Evaluation['findings'];

/** Selects the findings of the order before if they are the same: a map of all facts for each of ten thousand orders takes 20 MB. */
function createShareFindings(): (findings: Findings) => Findings {
  let last: Findings = new Map();
  return (findings) => {
    const isSame = findings.size === last.size && [...findings].every(([name, found]) => last.get(name) === found);
    if (!isSame) last = findings;
    return last;
  };
}

/**
 * Evaluates a policy for an order whose scope is known. A function of the module, since each generator function that is called keeps
 * all that it closes over until the next full garbage collection (V8 makes a hidden class for what it returns).
 */
function* evaluateOrder(
  { facts, actions }: Compiled,
  trigger: string,
  scope: readonly Step[],
  evaluator: OrderEvaluator,
  share: (findings: Findings) => Findings,
): Generator<undefined, Evaluation> {
  if (truthOf(scope) !== 'met') return { trace: { scope, facts: [], attempts: [] }, findings: new Map() };
  const attempts = yield* tryActions(actions, trigger, evaluator);
  const findings = share(evaluator.findings);
  const steps = [...facts].flatMap(([name, fact]) => {
    const finding = findings.get(name);
    return finding ? [stepOf(fact)(finding)] : [];
  });
  return { trace: { scope, facts: steps, attempts }, findings };
}

/** Compiles a policy. Throws what the FHIRPath engine throws for an expression that it cannot compile. */
export function createPolicyEvaluator(
  policy: Policy,
  cards: ReadonlyMap<string, CardTemplate>,
  compileText: CompileText,
  definitions: readonly FactDefinition[],
): PolicyEvaluator {
  const compiled = compileExpressions(policy, cards, compileText);
  const { facts, scope: conditions, actions } = compiled;
  const all = [...facts.values(), ...conditions, ...actions.flatMap((action) => action.conditions)];
  const variables = new Set(all.flatMap(({ dependsOn }) => [...dependsOn]));
  const needs = new Set([...variables].flatMap((variable) => factBehind(variable, definitions) ?? []));
  return {
    compiled,
    needs,
    forCall(context) {
      const evaluatorOf = createEvaluatorOf(facts, context, definitions, needs);
      const share = createShareFindings();
      return (order, earlier) => {
        const evaluator = evaluatorOf(order, earlier);
        const scope = evaluator.stepsOf(conditions);
        return { scope, evaluate: () => evaluateOrder(compiled, context.trigger, scope, evaluator, share) };
      };
    },
  };
}
