import { asObject, type JsonObject } from './json.ts';

/*
 * Numbers as they were written. JSON.parse makes 1.50 into 1.5 and rounds long integers, but FHIR calls the precision of a decimal
 * significant, and a CRD server must give an order back with nothing changed (CRD 2.2 resp-37). The numbers that would change are
 * remembered beside the objects they stand in.
 */

type Sources = Map<string, string>;

const sourcesOf = new WeakMap<object, Sources>();

/** A number that JSON.stringify writes as it came. */
interface ExactNumber {
  readonly rawJSON: string;
}

/** `lib` has neither the third argument of a reviver nor JSON.rawJSON (Node 21 and later). */
interface SourceTextAccess {
  parse(
    text: string,
    reviver: (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
}
const json = JSON as unknown as SourceTextAccess;

/** Finds numbers that may be written otherwise: with a fraction, an exponent or many digits. A reviver takes as long as all else. */
const MAY_CHANGE = /[:[,]\s*(?:-?\d+[.eE]|-?\d{16}|-0)/;

/** Parses JSON as JSON.parse does, and remembers the numbers that would not be written as they were. Throws SyntaxError. */
export function parseKeepingNumbers(text: string): unknown {
  if (!MAY_CHANGE.test(text)) return JSON.parse(text);
  return json.parse(text, function (key, value, { source }) {
    if (typeof value === 'number' && source !== undefined && String(value) !== source) {
      const sources: Sources = sourcesOf.get(this) ?? new Map();
      sourcesOf.set(this, sources.set(key, source));
    }
    return value;
  });
}

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  return Object.values(value).some(holdsNumber);
}

/** Like parseKeepingNumbers, but only where a draft order holds a number: of an answer by cards nothing else goes back. */
export function parseKeepingNumbersOfDrafts(text: string): unknown {
  const body: unknown = JSON.parse(text);
  const drafts = asObject(asObject(asObject(body)?.['context'])?.['draftOrders'])?.['entry'];
  return holdsNumber(drafts) && MAY_CHANGE.test(text) ? parseKeepingNumbers(text) : body;
}

/** True for a number that withExactNumbers put in place of one. */
export const isExactNumber = (value: unknown): value is ExactNumber => json.isRawJSON(value);

function exact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const sources = sourcesOf.get(value);
  const numberOr = (key: string, part: unknown) => {
    const source = sources?.get(key);
    return source === undefined ? exact(part) : json.rawJSON(source);
  };
  if (Array.isArray(value)) return value.map((item: unknown, at) => numberOr(String(at), item));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, numberOr(key, part)]));
}

/** A copy of an object from `parseKeepingNumbers` that JSON.stringify writes with the numbers as they came. */
export function withExactNumbers(object: JsonObject): JsonObject {
  return asObject(exact(object)) ?? object;
}
