import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { JsonObject } from '../json.ts';
import type { Form } from '../policies/form.ts';
import type { PolicyFunctions } from './functions.ts';
import type { Run } from './shortcut.ts';

/** Runs an expression for an order. */
export type Evaluate = (order: JsonObject, run: Run) => readonly unknown[];

/** Compiles a form for the FHIRPath engine, with the FHIR R4 model. What it returns throws where the expression fails. */
export function createEngine({ text }: Form, functions: PolicyFunctions): Evaluate {
  const strings = (count: number) => Array<'String'>(count).fill('String');
  const userInvocationTable = {
    memberOf: { fn: functions.memberOf, arity: { 1: strings(1) } },
    namedIn: { fn: functions.namedIn, arity: { 1: strings(1), 2: strings(2), 3: strings(3) } },
    coded: { fn: functions.coded, arity: { 1: strings(1) } },
    named: { fn: functions.named, arity: { 1: strings(1), 2: strings(2) } },
    mentioned: { fn: functions.mentioned, arity: { 2: strings(2), 3: strings(3) } },
  };
  const compiled = fhirpath.compile(text, r4, { userInvocationTable, async: false });
  return (order, { environment, literals }) =>
    compiled(order, { ...environment, ...Object.fromEntries(literals.map((literal, at) => [`_${at}`, literal])) });
}
