/** A JSON object whose members nobody has checked yet. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

/** Parses JSON. Throws SyntaxError. */
export type ParseJson = (text: string) => unknown;

/** Returns the value if it is an object, else undefined: clients send strings, arrays and nulls where FHIR has objects. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** Returns the value if it is a string that is not blank, else undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The objects of a list. A lone object counts as a list of one, since some clients send it so (CDS Hooks sandbox). */
export function objectsIn(value: unknown): readonly JsonObject[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map(asObject).filter((item) => item !== undefined);
}

/** The items of a list; none of anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value of a JSON text; undefined, which no JSON is, for a text that is none. */
export function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
