import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { memoize, memoizeWeakly } from '../matching/memoize.ts';
import { type CardTemplate, factsShownBy } from '../policies/card-template.ts';
import type { NamedExpression, Policy, PolicyAction } from '../policies/policy.ts';
import type { MissingReason, Truth } from './facts.ts';
import type { PolicyFunctions } from './functions.ts';
import { type Environment, ORDER_VARIABLES } from './variables.ts';

/** Evaluates an expression with the values of its variables. Throws what the FHIRPath engine throws. */
type Evaluate = (environment: Environment) => readonly unknown[];

/** An expression ready to run. */
export interface Runnable {
  readonly expression: NamedExpression;
  /** Every context variable it depends on, also through facts of the policy. */
  readonly dependsOn: ReadonlySet<string>;
  /** Names of the facts of the policy that it uses, also through others, each after those it uses itself. */
  readonly uses: readonly string[];
  /** The orders of a call for which the result is the same, among those of one payer: all, or those without a reason of their own. */
  readonly sharedBy: 'all' | 'orders-without-reason' | 'none';
  readonly run: Evaluate;
}

/** Result of evaluating an expression. */
export interface Finding {
  readonly truth: Truth;
  /** Values of the collection: resources, strings, numbers. */
  readonly values: readonly unknown[];
  /** Set if it was evaluated on a part of the data, whatever it found there, or could not be: more may be missing. */
  readonly gap?: Gap;
}

const common = (values: readonly unknown[]): Readonly<Record<Truth, Finding>> => ({
  met: { truth: 'met', values },
  'not-met': { truth: 'not-met', values },
  unknown: { truth: 'unknown', values },
});
const [NO_VALUES, ONLY_TRUE, ONLY_FALSE] = [common([]), common([true]), common([false])];

/** The findings of one resource alone: the first order of a draft is found beside each of the others. */
const ofResource = memoizeWeakly((value: object) => common([value]));

/** A finding without a gap. Those of no values, of one boolean and of one resource are shared: most are, and a call may have ten thousand orders. */
export function findingWith(truth: Truth, values: readonly unknown[]): Finding {
  if (values.length === 0) return NO_VALUES[truth];
  if (values.length === 1 && values[0] === true) return ONLY_TRUE[truth];
  if (values.length === 1 && values[0] === false) return ONLY_FALSE[truth];
  const [value, ...others] = values;
  if (typeof value !== 'object' || value === null || others.length > 0) return { truth, values };
  return ofResource(value)[truth];
}

/** Reason why a truth is unknown, or values may be missing. */
export interface Gap {
  readonly reason: string;
  /** The fact that did not arrive completely, where that is why. */
  readonly cause?: Cause;
}

/** A fact that did not arrive, or not completely, and why. */
export interface Cause {
  readonly fact: string;
  readonly reason: MissingReason;
}

/** An action of a policy, ready to run. */
export interface RunnableAction {
  readonly action: PolicyAction;
  readonly conditions: readonly Runnable[];
  /** Facts of the policy that its conditions use, each after those it uses itself. */
  readonly uses: readonly string[];
  /** Facts of the policy that its card shows. */
  readonly shows: readonly string[];
}

/** A policy, ready to run. */
export interface Compiled {
  readonly scope: readonly Runnable[];
  /** By name, in the order in which they may use one another. */
  readonly facts: ReadonlyMap<string, Runnable>;
  readonly actions: readonly RunnableAction[];
}

const strings = (count: number) => Array<'String'>(count).fill('String');

/** Compiles a text; `isShared` if its results are the same for many orders and worth memoizing. Throws what the FHIRPath engine throws. */
export type CompileText = (text: string, isShared: boolean) => Evaluate;

/** Number of texts that are memoized. */
const MOST_TEXTS = 10_000;

/** Compiles texts with the FHIR R4 model and the functions of this project; policies share the texts of libraries. */
export function createCompileText(functions: PolicyFunctions): CompileText {
  const userInvocationTable = {
    memberOf: { fn: functions.memberOf, arity: { 1: strings(1) } },
    namedIn: { fn: functions.namedIn, arity: { 1: strings(1), 2: strings(2), 3: strings(3) } },
    coded: { fn: functions.coded, arity: { 1: strings(1) } },
    named: { fn: functions.named, arity: { 1: strings(1), 2: strings(2) } },
    mentioned: { fn: functions.mentioned, arity: { 2: strings(2), 3: strings(3) } },
  };
  const compile = memoize(MOST_TEXTS, (text: string): Evaluate => {
    const evaluate = fhirpath.compile(text, r4, { userInvocationTable, async: false });
    // Each path stands behind a variable (policy.ts refuses others), so that nothing is evaluated on a resource.
    return (environment) => evaluate({}, environment);
  });
  const compileShared = memoize(MOST_TEXTS, (text: string) => memoizePlain(compile(text)));
  return (text, isShared) => (isShared ? compileShared : compile)(text);
}

/** True for a text, a number or a boolean, and for a list of them. */
function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : typeof value !== 'object';
}

/** Number of results that are memoized of one expression. */
const MOST_RESULTS = 100;

/**
 * Memoizes what an expression comes to where its variables hold texts, numbers and booleans alone, or nothing: whether the payer
 * is a certain one, or a fact was found, is asked at each call and has few answers.
 */
function memoizePlain(run: Evaluate): Evaluate {
  const results = new Map<string, readonly unknown[]>();
  return (environment) => {
    if (!Object.values(environment).every(isPlain)) return run(environment);
    const key = JSON.stringify(environment);
    const result = results.get(key) ?? run(environment);
    if (results.size < MOST_RESULTS) results.set(key, result);
    return result;
  };
}

function sharedByOf(dependsOn: ReadonlySet<string>): Runnable['sharedBy'] {
  const own = ORDER_VARIABLES.filter((variable) => dependsOn.has(variable));
  if (own.length === 0) return 'all';
  return own.every((variable) => variable === 'reasons') ? 'orders-without-reason' : 'none';
}

/** Compiles all expressions of a policy; facts first, since the others build on them. */
export function compileExpressions(
  policy: Policy,
  cards: ReadonlyMap<string, CardTemplate>,
  compileText: CompileText,
): Compiled {
  const dependenciesOf = new Map<string, ReadonlySet<string>>();
  const usedBy = new Map<string, readonly string[]>();
  const compile = (expression: NamedExpression): Runnable => {
    const dependsOn = new Set(
      expression.variables.flatMap((variable) => [...(dependenciesOf.get(variable) ?? [variable])]),
    );
    const sharedBy = sharedByOf(dependsOn);
    const uses = [...new Set(expression.variables.flatMap((name) => usedBy.get(name) ?? []))];
    return { expression, dependsOn, uses, sharedBy, run: compileText(expression.text, sharedBy !== 'none') };
  };
  const facts = new Map<string, Runnable>();
  for (const fact of policy.facts) {
    const runnable = compile(fact);
    facts.set(fact.name, runnable);
    dependenciesOf.set(fact.name, runnable.dependsOn);
    usedBy.set(fact.name, [...runnable.uses, fact.name]);
  }
  return {
    facts,
    scope: policy.scope.map(compile),
    actions: policy.actions.map((action) => {
      const card = cards.get(action.card);
      const conditions = action.conditions.map(compile);
      const uses = [...new Set(conditions.flatMap((condition) => condition.uses))];
      return { action, conditions, uses, shows: card ? factsShownBy(card) : [] };
    }),
  };
}

/** Converts the values of an expression to a truth. */
export type TruthOf = (values: readonly unknown[]) => Truth;

/** The truth of a fact: whatever it finds meets it, `false` and nothing do not. */
export function truthOfFact(values: readonly unknown[]): Truth {
  return values.length === 0 || (values.length === 1 && values[0] === false) ? 'not-met' : 'met';
}

/** The truth of an applicability condition (FHIR R4 PlanDefinition.action.condition): a boolean; empty means unknown. */
export function truthOfCondition(values: readonly unknown[]): Truth {
  if (values.length !== 1 || typeof values[0] !== 'boolean') return 'unknown';
  return values[0] ? 'met' : 'not-met';
}
