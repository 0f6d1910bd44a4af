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

type Evaluate<T> = (context: Context) => readonly T[];

function compile<T>(text: string, functions: Parameters<typeof fhirpath.compile>[2] = {}): Evaluate<T> {
  const run = fhirpath.compile(text, r4, { ...functions, async: false });
  return (context) => run({}, { ...context }) as T[];
}

/**
 * Compiles an expression, with the functions of FHIRPath and no others, to its values. Throws what the FHIRPath engine throws; so
 * does what it returns.
 */
export function compileValues(text: string): Evaluate<unknown> {
  return compile(text);
}

/** Lets every item through, so that the type of what stands behind a filter is seen whatever the data hold. */
const OPEN_FILTERS = {
  where: { fn: (items: unknown[]) => items, internalStructures: true, arity: { 1: ['Expr' as const] } },
};

/** The same to the types of the values that it would give if its filters let everything through. */
export function compileTypes(text: string): Evaluate<string> {
  const run = compile<TypeName>(`(${text}).type()`, { userInvocationTable: OPEN_FILTERS });
  return (context) => run(context).map(({ namespace, name }) => `${namespace}.${name}`);
}
