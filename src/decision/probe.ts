import { type Fault, reasonOf } from '../policies/fault.ts';
import { expressionsOf, type Policy } from '../policies/policy.ts';
import { type Compiled, type Runnable, truthOfCondition } from './expressions.ts';
import type { Environment } from './variables.ts';

/** The fault of a pattern that is no regular expression as FHIRPath's `matches` reads it. */
function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'us');
    return undefined;
  } catch (error) {
    return `"${pattern}" is no regular expression: ${reasonOf(error)}`;
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

function runAll({ facts, scope, actions }: Compiled, sample: Environment, report: Report): void {
  const values: Record<string, unknown> = { ...sample };
  const run = (runnable: Runnable): readonly unknown[] => {
    try {
      return runnable.run(values);
    } catch (error) {
      report(runnable, `cannot be evaluated: ${reasonOf(error)}`);
      return [];
    }
  };
  for (const [name, fact] of facts) values[name] = run(fact);
  for (const condition of [...scope, ...actions.flatMap(({ conditions }) => conditions)]) {
    const found = run(condition);
    if (found.length > 0 && truthOfCondition(found) === 'unknown') report(condition, 'is not boolean');
  }
}

type Report = (runnable: Runnable, reason: string) => void;

/**
 * Runs each expression of a policy on all samples: one that fails, or a condition that comes to anything but a boolean, is
 * a fault, and so is a pattern that is no regular expression. Each expression is reported once.
 */
export function probe(policy: Policy, compiled: Compiled, samples: readonly Environment[]): readonly Fault[] {
  const faults = [...patternFaults(policy)];
  const reported = new Set(faults.map(({ file, element }) => `${file} ${element}`));
  const report: Report = ({ expression: { file, element } }, reason) => {
    const place = `${file} ${element}`;
    if (!reported.has(place)) faults.push({ file, element, reason });
    reported.add(place);
  };
  for (const sample of samples) runAll(compiled, sample, report);
  return faults;
}
