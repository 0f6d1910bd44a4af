import { type Fault, reasonOf } from '../policies/fault.ts';
import type { Compiled, Environment, Runnable } from './expressions.ts';

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

/** Runs each condition once on made-up data: one that comes to anything but a boolean, or fails, is a fault. */
export function probe({ facts, scope, actions }: Compiled, file: string): readonly Fault[] {
  const environment: Record<string, unknown> = { ...ENVIRONMENT };
  const faults: Fault[] = [];
  const run = ({ expression, run: evaluate }: Runnable): readonly unknown[] => {
    try {
      return evaluate(order, environment);
    } catch (error) {
      const message = reasonOf(error);
      faults.push({ file, element: expression.element, reason: `cannot be evaluated: ${message}` });
      return [];
    }
  };
  for (const fact of facts) environment[fact.expression.name] = run(fact);
  for (const condition of [...scope, ...actions.flatMap(({ conditions }) => conditions)]) {
    const values = run(condition);
    const isBoolean = values.length === 0 || (values.length === 1 && typeof values[0] === 'boolean');
    if (!isBoolean) faults.push({ file, element: condition.expression.element, reason: 'is not boolean' });
  }
  return faults;
}
