import type { Policy } from '../knowledge/policy.ts';
import {
  compileExpressions,
  type Environment,
  type Finding,
  type Runnable,
  truthOfCondition,
  truthOfFact,
} from './evaluate.ts';
import type { Truth } from './facts.ts';
import type { PolicyFunctions } from './functions.ts';
import type { Order } from './order.ts';
import { type Attempt, referencesIn, type Step, type Trace } from './trace.ts';

/** Whether a shared variable is all there, or why it is not. */
interface VariableState {
  readonly complete: boolean;
  readonly missing: string | undefined;
}

/** What is the same for all orders of a request. */
export interface SharedContext {
  readonly values: Environment;
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
  forRequest(shared: SharedContext): RequestJudge;
}

type TruthOf = (values: readonly unknown[]) => Truth;

function evaluate(
  runnable: Runnable,
  order: Order,
  environment: Environment,
  shared: SharedContext,
  truthOf: TruthOf,
): Finding {
  const states = [...runnable.dependsOn].flatMap((variable) =>
    shared.states.has(variable) ? [[variable, shared.states.get(variable)] as const] : [],
  );
  const missing = states.find(([, state]) => state?.missing !== undefined);
  if (missing) return { truth: 'unknown', values: [], reason: `${missing[0]} ${missing[1]?.missing ?? 'missing'}` };
  try {
    const values = runnable.run(order.resource, environment);
    const truth = truthOf(values);
    const partial = states.find(([, state]) => !state?.complete);
    // What was found is found; what was not found may be in the part that did not arrive.
    return partial && truth !== 'met'
      ? { truth: 'unknown', values, reason: `${partial[0]} incomplete` }
      : { truth, values };
  } catch {
    return { truth: 'unknown', values: [], reason: 'the expression cannot be evaluated on these data' };
  }
}

const stepOf = ({ expression }: Runnable, { truth, reason, values }: Finding): Step => ({
  name: expression.name,
  expression: expression.text,
  truth,
  ...(reason === undefined ? {} : { reason }),
  references: referencesIn(values),
  ...(expression.choice === undefined ? {} : { choice: expression.choice }),
});

/** Compiles a policy into what judges by it. */
export function createJudge(policy: Policy, functions: PolicyFunctions): Judge {
  const runnable = compileExpressions(policy, functions);
  const scope = policy.scope.map(runnable);
  const facts = policy.facts.map(runnable);
  const actions = policy.actions.map((action) => ({ action, conditions: action.conditions.map(runnable) }));
  return {
    forRequest(shared) {
      const sharedFindings = new Map<Runnable, Finding>();
      const environmentOf = ({ resource, codings, words }: Order): Environment => ({
        ...shared.values,
        order: resource,
        codes: codings,
        words,
        sameDayOrder: [],
        undatedOrder: [],
      });
      const factFinding = (fact: Runnable, order: Order, environment: Environment): Finding => {
        const finding = sharedFindings.get(fact) ?? evaluate(fact, order, environment, shared, truthOfFact);
        if (fact.shared) sharedFindings.set(fact, finding);
        return finding;
      };
      const withFacts = (order: Order, environment: Environment) => {
        const findings = new Map<string, Finding>();
        let known = environment;
        for (const fact of facts) {
          const finding = factFinding(fact, order, known);
          findings.set(fact.expression.name, finding);
          known = { ...known, [fact.expression.name]: finding.values };
        }
        return { findings, known };
      };
      const conditionStep = (order: Order, environment: Environment) => (condition: Runnable) =>
        stepOf(condition, evaluate(condition, order, environment, shared, truthOfCondition));
      const attempt = (order: Order, known: Environment): readonly Attempt[] => {
        const attempts: Attempt[] = [];
        for (const { action, conditions } of actions) {
          const steps = conditions.map(conditionStep(order, known));
          attempts.push({ action, steps });
          if (steps.every(({ truth }) => truth === 'met')) break;
        }
        return attempts;
      };
      return {
        scope: (order) => scope.map(conditionStep(order, environmentOf(order))),
        judge(order, scopeSteps, neighbours) {
          if (!scopeSteps.every(({ truth }) => truth === 'met'))
            return { trace: { scope: scopeSteps, facts: [], attempts: [] }, findings: new Map() };
          const { findings, known } = withFacts(order, { ...environmentOf(order), ...neighbours });
          const factSteps = facts.map((fact) =>
            stepOf(fact, findings.get(fact.expression.name) ?? { truth: 'unknown', values: [] }),
          );
          return { trace: { scope: scopeSteps, facts: factSteps, attempts: attempt(order, known) }, findings };
        },
      };
    },
  };
}
