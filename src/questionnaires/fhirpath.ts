import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { JsonObject } from '../json.ts';

/** Values by name for the expressions of a questionnaire: resources, and Bundles of what its searches found. */
export type Context = Readonly<Record<string, JsonObject>>;

/** A type as FHIRPath names it, such as `FHIR.date` or `System.String`. */
interface TypeName {
  readonly namespace: string;
  readonly name: string;
}

const evaluate = (text: string, context: Context, functions: Parameters<typeof fhirpath.compile>[2]) =>
  fhirpath.compile(text, r4, { ...functions, async: false })({}, { ...context }) as unknown[];

/** The values of an expression, with the functions of FHIRPath and no others. Throws what the FHIRPath engine throws. */
export function valuesOf(text: string, context: Context): readonly unknown[] {
  return evaluate(text, context, {});
}

/** Lets every item through, so that the type of what stands behind a filter is seen whatever the data hold. */
const OPEN_FILTERS = {
  where: { fn: (items: unknown[]) => items, internalStructures: true, arity: { 1: ['Expr' as const] } },
};

/** The types of the values that an expression would give if its filters let everything through. */
export function typesOf(text: string, context: Context): readonly string[] {
  const types = evaluate(`(${text}).type()`, context, { userInvocationTable: OPEN_FILTERS }) as TypeName[];
  return [...new Set(types.map(({ namespace, name }) => `${namespace}.${name}`))];
}
