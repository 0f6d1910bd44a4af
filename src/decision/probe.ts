import { type Fault, messageOf } from '../policies/fault.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import { type Compiled, type Runnable, truthOfCondition } from './expressions.ts';
import type { Environment } from './variables.ts';

/** The fault of a pattern that is no regular expression as FHIRPath's `matches` reads it. */
function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'us');
    return undefined;
  } catch (error) {
    return `"${pattern}" is no regular expression: ${messageOf(error)}`;
  }
}

function patternFaults(policy: Policy): readonly Fault[] {
  return expressionsOf(policy).flatMap(({ file, element, patterns }) =>
    patterns.flatMap((pattern) => {
      const reason = patternFault(pattern);
      return reason === undefined ? [] : [{ file, element, reason }];
    }),
  );
}

/** Expressions of a policy: its facts by name, each after those it uses, and its conditions. */
interface Expressions {
  readonly facts: readonly (readonly [string, Runnable])[];
  readonly conditions: readonly Runnable[];
}

/** Selects the expressions for which this holds. */
const filtered = ({ facts, conditions }: Expressions, holds: (runnable: Runnable) => boolean): Expressions => ({
  facts: facts.filter(([, fact]) => holds(fact)),
  conditions: conditions.filter(holds),
});

/** Runs expressions on a sample. Returns the values of the facts. */
function runAll({ facts, conditions }: Expressions, sample: Environment, report: ReportFailure): Environment {
  const found: Record<string, unknown> = {};
  const run = (runnable: Runnable): readonly unknown[] => {
    const own = runnable.expression.variables.map((name) => [name, found[name] ?? sample[name]]);
    try {
      return runnable.run(Object.fromEntries(own));
    } catch (error) {
      report(runnable, `cannot be evaluated: ${messageOf(error)}`);
      return [];
    }
  };
  for (const [name, fact] of facts) found[name] = run(fact);
  for (const condition of conditions) {
    const values = run(condition);
    if (values.length > 0 && truthOfCondition(values) === 'unknown') report(condition, 'is not boolean');
  }
  return found;
}

type ReportFailure = (runnable: Runnable, reason: string) => void;

/** Samples that every expression is run on, and the payers that are tried on each. */
interface Samples {
  readonly environments: readonly Environment[];
  /** Values of `%payer`. */
  readonly payers: readonly string[];
}

/**
 * Runs each expression of a policy on all samples, and those that depend on the payer also for every payer: one that fails, or a
 * condition that comes to anything but a boolean, is a fault, and so is a pattern that is no regular expression. Each expression is
 * reported once.
 */
export function probe(policy: Policy, compiled: Compiled, { environments, payers }: Samples): readonly Fault[] {
  const faults = [...patternFaults(policy)];
  const reported = new Set(faults.map(({ file, element }) => `${file} ${element}`));
  const report: ReportFailure = ({ expression: { file, element } }, reason) => {
    const place = `${file} ${element}`;
    if (!reported.has(place)) faults.push({ file, element, reason });
    reported.add(place);
  };
  const { facts, scope, actions } = compiled;
  const conditions = [...scope, ...actions.flatMap((action) => action.conditions)];
  const all = { facts: [...facts], conditions };
  const tried = environments.map((environment) => ({ ...environment, ...runAll(all, environment, report) }));
  // One that depends on the payer alone is the same on every sample.
  const onPayer = filtered(all, ({ dependsOn }) => dependsOn.has('payer') && dependsOn.size === 1);
  const onMore = filtered(all, ({ dependsOn }) => dependsOn.has('payer') && dependsOn.size > 1);
  const isMore = onMore.facts.length + onMore.conditions.length > 0;
  for (const payer of payers) {
    const found = runAll(onPayer, { ...tried[0], payer }, report);
    for (const values of isMore ? tried : []) runAll(onMore, { ...values, ...found, payer }, report);
  }
  return faults;
}
