import type { JsonObject } from '../json.ts';
import type { Order } from '../matching/order.ts';
import type { Fault } from '../policies/fault.ts';
import type { Policy } from '../policies/policy.ts';
import { isCurrent } from './current-conditions.ts';
import {
  type Compiled,
  type CompileForm,
  compileExpressions,
  type Environment,
  type Finding,
  type Runnable,
  type TruthOf,
  truthOfCondition,
  truthOfFact,
} from './expressions.ts';
import type { FactName } from './facts.ts';
import { probe } from './probe.ts';
import type { Relevance } from './relevance.ts';
import { type Attempt, referencesIn, type Step, type Trace, truthOf } from './trace.ts';

/** Whether a shared variable is all there, or why it is not. */
export interface VariableState {
  readonly missing: string | undefined;
  /** Why there may be more than what arrived. */
  readonly lacking: string | undefined;
}

/** What is the same for all orders of a request. */
export interface SharedContext {
  readonly values: Environment & { readonly conditions: readonly JsonObject[] };
  readonly states: ReadonlyMap<string, VariableState>;
}

interface Judgement {
  readonly trace: Trace;
  readonly findings: ReadonlyMap<string, Finding>;
}

/** Judges orders under one policy, within one request. */
export interface RequestJudge {
  scope(order: Order): readonly Step[];
  judge(order: Order, scope: readonly Step[], neighbours: Environment): Judgement;
}

export interface Judge {
  /** The facts its expressions refer to, however indirectly. */
  readonly needs: ReadonlySet<FactName>;
  /** Expressions that fail or are not boolean, found by running each once. */
  readonly faults: readonly Fault[];
  forRequest(shared: SharedContext): RequestJudge;
}

const FACT_OF: Readonly<Record<string, FactName>> = {
  conditions: 'conditions',
  currentConditions: 'conditions',
  coverage: 'coverages',
  payer: 'coverages',
};

const ALL_THERE: VariableState = { missing: undefined, lacking: undefined };

function evaluate(
  runnable: Runnable,
  order: Order,
  environment: Environment,
  { states }: SharedContext,
  truthOfValues: TruthOf,
): Finding {
  let partial: string | undefined;
  for (const variable of runnable.dependsOn) {
    const { missing, lacking } = states.get(variable) ?? ALL_THERE;
    if (missing !== undefined) return { truth: 'unknown', values: [], reason: `${variable}: ${missing}` };
    if (lacking !== undefined) partial ??= `${variable} in part: ${lacking}`;
  }
  try {
    const values = runnable.run(order.resource, environment);
    const truth = truthOfValues(values);
    // What was found is found; what was not found may be in the part that did not arrive.
    return partial !== undefined && truth !== 'met' ? { truth: 'unknown', values, reason: partial } : { truth, values };
  } catch {
    return { truth: 'unknown', values: [], reason: 'the expression cannot be evaluated on these data' };
  }
}

function stepOf({ expression }: Runnable, { truth, reason, values }: Finding): Step {
  return {
    name: expression.name,
    expression: expression.text,
    truth,
    reason,
    references: referencesIn(values),
    choice: expression.choice,
  };
}

function environmentOf({ resource, codings, words }: Order, shared: SharedContext): Environment {
  return { ...shared.values, order: resource, codes: codings, words, sameDayOrder: [], undatedOrder: [] };
}

function conditionSteps(
  conditions: readonly Runnable[],
  order: Order,
  environment: Environment,
  shared: SharedContext,
): readonly Step[] {
  return conditions.map((condition) =>
    stepOf(condition, evaluate(condition, order, environment, shared, truthOfCondition)),
  );
}

/** Tries the actions in order, up to the first that is met. */
function attemptsOf(
  { actions }: Compiled,
  order: Order,
  environment: Environment,
  shared: SharedContext,
): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const { action, conditions } of actions) {
    const steps = conditionSteps(conditions, order, environment, shared);
    attempts.push({ action, steps });
    if (truthOf(steps) === 'met') break;
  }
  return attempts;
}

function judgeRequest(compiled: Compiled, shared: SharedContext): RequestJudge {
  // Facts about the patient are the same for every order: evaluated once.
  const ofPatient = new Map<Runnable, Finding>();
  const findingOf = (fact: Runnable, order: Order, environment: Environment): Finding => {
    const finding = ofPatient.get(fact) ?? evaluate(fact, order, environment, shared, truthOfFact);
    if (fact.shared) ofPatient.set(fact, finding);
    return finding;
  };
  return {
    scope: (order) => conditionSteps(compiled.scope, order, environmentOf(order, shared), shared),
    judge(order, scope, neighbours) {
      if (truthOf(scope) !== 'met') return { trace: { scope, facts: [], attempts: [] }, findings: new Map() };
      const findings = new Map<string, Finding>();
      const environment: Record<string, unknown> = { ...environmentOf(order, shared), ...neighbours };
      const facts = compiled.facts.map((fact) => {
        const finding = findingOf(fact, order, environment);
        findings.set(fact.expression.name, finding);
        environment[fact.expression.name] = finding.values;
        return stepOf(fact, finding);
      });
      return { trace: { scope, facts, attempts: attemptsOf(compiled, order, environment, shared) }, findings };
    },
  };
}

/** Compiles a policy into what judges by it. */
export function createJudge(policy: Policy, compileForm: CompileForm, isRelevant: Relevance): Judge {
  const compiled = compileExpressions(policy, compileForm);
  const all = [...compiled.facts, ...compiled.scope, ...compiled.actions.flatMap(({ conditions }) => conditions)];
  const needs = new Set(all.flatMap(({ dependsOn }) => [...dependsOn].flatMap((variable) => FACT_OF[variable] ?? [])));
  return {
    needs,
    faults: probe(compiled, policy.file),
    forRequest({ values, states }) {
      const conditions = needs.has('conditions') ? values.conditions.filter(isRelevant) : [];
      const currentConditions = conditions.filter(isCurrent);
      return judgeRequest(compiled, { values: { ...values, conditions, currentConditions }, states });
    },
  };
}
