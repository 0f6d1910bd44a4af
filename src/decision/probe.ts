import type { Fault } from '../knowledge/fault.ts';
import type { Policy } from '../knowledge/policy.ts';
import type { Environment, Runnable } from './evaluate.ts';

const concept = { coding: [{ system: 'http://snomed.info/sct', code: '0', display: 'probe' }], text: 'probe' };
const order = { resourceType: 'ServiceRequest', id: 'probe', status: 'draft', intent: 'order', code: concept };
const condition = { resourceType: 'Condition', id: 'probe', code: concept };

/** One of everything an expression may ask for. */
const ENVIRONMENT: Environment = {
  order,
  codes: concept.coding,
  words: ['probe'],
  sameDayOrder: order,
  undatedOrder: order,
  orders: [order],
  conditions: [condition],
  currentConditions: [condition],
  coverage: { resourceType: 'Coverage', id: 'probe', payor: [{ display: 'probe' }], type: concept },
  payer: 'other',
};

type Run = (expression: Policy['facts'][number]) => Runnable;

/** Runs each condition once on made-up data: one that comes to anything but a boolean, or fails, is a fault. */
export function probe(policy: Policy, runnable: Run): readonly Fault[] {
  const environment: Record<string, unknown> = { ...ENVIRONMENT };
  const faults: Fault[] = [];
  const run = (expression: Policy['facts'][number]): readonly unknown[] => {
    try {
      return runnable(expression).run(order, environment);
    } catch (error) {
      const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable';
      faults.push({ file: policy.file, element: expression.element, reason: `cannot be evaluated: ${message}` });
      return [];
    }
  };
  for (const fact of policy.facts) environment[fact.name] = run(fact);
  for (const expression of [...policy.scope, ...policy.actions.flatMap(({ conditions }) => conditions)]) {
    const values = run(expression);
    const isBoolean = values.length === 0 || (values.length === 1 && typeof values[0] === 'boolean');
    if (!isBoolean) faults.push({ file: policy.file, element: expression.element, reason: 'is not boolean' });
  }
  return faults;
}
