import type { JsonObject } from '../json.ts';
import { type Form, readForm } from '../policies/form.ts';
import { type Action, type NamedExpression, ORDER_VARIABLES, type Policy } from '../policies/policy.ts';
import { createEngine, type Evaluate } from './engine.ts';
import type { Truth } from './facts.ts';
import type { PolicyFunctions } from './functions.ts';
import { createShortcut } from './shortcut.ts';

/** Values of the variables an expression sees. */
export type Environment = Readonly<Record<string, unknown>>;

/** An expression ready to run. */
export interface Runnable {
  readonly expression: NamedExpression;
  /** Every context variable it depends on, also through facts. */
  readonly dependsOn: ReadonlySet<string>;
  /** True if the result is the same for all orders of a request. */
  readonly shared: boolean;
  run(order: JsonObject, environment: Environment): readonly unknown[];
}

/** What an expression came to. */
export interface Finding {
  readonly truth: Truth;
  /** What it found: resources, strings, numbers. */
  readonly values: readonly unknown[];
  /** Why the truth is not known. */
  readonly reason?: string;
}

/** A policy, ready to run. */
export interface Compiled {
  readonly scope: readonly Runnable[];
  readonly facts: readonly Runnable[];
  readonly actions: readonly { readonly action: Action; readonly conditions: readonly Runnable[] }[];
}

/** Compiles forms, each once however many expressions have it. */
export type CompileForm = (form: Form) => Evaluate;

/** Compiles forms for these functions: a shortcut where there is one, the FHIRPath engine once it is asked. */
export function createFormCompiler(functions: PolicyFunctions): CompileForm {
  const compiled = new Map<Form, Evaluate>();
  const compile = (form: Form): Evaluate => {
    const shortcut = createShortcut(form, functions);
    let engine: Evaluate | undefined;
    return (order, run) => {
      const values = shortcut(order, run);
      if (values) return values;
      engine ??= createEngine(form, functions);
      return engine(order, run);
    };
  };
  return (form) => {
    const evaluate = compiled.get(form) ?? compile(form);
    compiled.set(form, evaluate);
    return evaluate;
  };
}

/** Compiles all expressions of a policy; facts first, since the others build on them. */
export function compileExpressions({ facts, scope, actions }: Policy, compileForm: CompileForm): Compiled {
  const dependenciesOf = new Map<string, ReadonlySet<string>>();
  const compile = (expression: NamedExpression): Runnable => {
    const { form, literals } = readForm(expression.text);
    const evaluate = compileForm(form);
    const dependsOn = new Set(
      expression.variables.flatMap((variable) => [...(dependenciesOf.get(variable) ?? [variable])]),
    );
    return {
      expression,
      dependsOn,
      shared: !ORDER_VARIABLES.some((variable) => dependsOn.has(variable)),
      run: (order, environment) => evaluate(order, { environment, literals }),
    };
  };
  return {
    facts: facts.map((fact) => {
      const runnable = compile(fact);
      dependenciesOf.set(fact.name, runnable.dependsOn);
      return runnable;
    }),
    scope: scope.map(compile),
    actions: actions.map((action) => ({ action, conditions: action.conditions.map(compile) })),
  };
}

/** How the values of an expression become a truth. */
export type TruthOf = (values: readonly unknown[]) => Truth;

/** The truth of a fact: whatever it finds meets it, `false` and nothing do not. */
export function truthOfFact(values: readonly unknown[]): Truth {
  return values.length === 0 || (values.length === 1 && values[0] === false) ? 'not-met' : 'met';
}

/** The truth of an applicability condition (FHIR R4 PlanDefinition.action.condition): a boolean; nothing means unknown. */
export function truthOfCondition(values: readonly unknown[]): Truth {
  if (values.length !== 1 || typeof values[0] !== 'boolean') return 'unknown';
  return values[0] ? 'met' : 'not-met';
}
