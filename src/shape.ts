/*
 * JSON Schemas that carry the type of what they accept, so that form and type have one source. The functions build plain
 * objects with the keywords of JSON Schema and are named after them.
 */

/** For the compiler alone: no shape has this member. */
declare const ACCEPTED: unique symbol;
const OPTIONAL = Symbol('optional');

/** A JSON Schema, and the type of what it accepts. */
export interface Shape<T = unknown> {
  readonly [keyword: string]: unknown;
  readonly [ACCEPTED]?: T;
}
/** The shape of a member that may be left out. */
export interface OptionalShape<T = unknown> extends Shape<T> {
  readonly [OPTIONAL]: true;
}
/** The type of what a shape accepts. */
export type Accepted<S extends Shape> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape>>;
type OptionalKeys<M extends Members> = { [K in keyof M]: M[K] extends OptionalShape ? K : never }[keyof M];
type ObjectOf<M extends Members> = { [K in Exclude<keyof M, OptionalKeys<M>>]: Accepted<M[K]> } & {
  [K in OptionalKeys<M>]?: Accepted<M[K]>;
} extends infer O
  ? { [K in keyof O]: O[K] }
  : never;

interface TextRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}
interface NumberRules {
  readonly minimum?: number;
  readonly maximum?: number;
}
interface ListRules {
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}
interface ObjectRules {
  readonly additionalProperties?: false;
}

/** A text. Its lengths are counted in characters, its pattern is a regular expression. */
export const string = (rules: TextRules = {}): Shape<string> => ({ type: 'string', ...rules });
/** A number. */
export const number = (rules: NumberRules = {}): Shape<number> => ({ type: 'number', ...rules });
/** A number without a fraction. */
export const integer = (rules: NumberRules = {}): Shape<number> => ({ type: 'integer', ...rules });
/** True or false. */
export const boolean = (): Shape<boolean> => ({ type: 'boolean' });
/** Anything. */
export const unknown = (rules: ListRules = {}): Shape => ({ ...rules });

/** This value alone. */
export const literal = <const T extends string | boolean>(value: T): Shape<T> => ({ type: typeof value, const: value });
/** One of these texts. */
export const oneOf = <const T extends string>(values: readonly T[]): Shape<T> => ({ enum: values });
/** What any of the shapes accepts. */
export const union = <const S extends readonly Shape[]>(shapes: S): Shape<Accepted<S[number]>> => ({ anyOf: shapes });
/** A list of what the shape accepts. */
export const array = <T>(items: Shape<T>, rules: ListRules = {}): Shape<T[]> => ({ type: 'array', items, ...rules });

/**
 * A list whose items are looked at only if there are at most so many: each faulty one costs memory and a part of the answer,
 * and a body has room for millions.
 */
export const boundedArray = <T>(items: Shape<T>, maxItems: number): Shape<readonly T[]> => ({
  type: 'array',
  maxItems,
  if: { minItems: maxItems + 1 },
  else: { items },
});

/** A member that may be left out. */
export const optional = <T>(shape: Shape<T>): OptionalShape<T> => ({ ...shape, [OPTIONAL]: true });
/** A member that may be left out or null. */
export const orNull = <T>(shape: Shape<T>): OptionalShape<T | null> =>
  optional<T | null>({ anyOf: [shape, { type: 'null' }] });

/** An object with these members. Others are left alone, unless the rules say otherwise. */
export function object<const M extends Members>(properties: M, rules: ObjectRules = {}): Shape<ObjectOf<M>> {
  const required = Object.keys(properties).filter((name) => !Object.hasOwn(properties[name] ?? {}, OPTIONAL));
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...rules };
}

/** An object whose members, whatever their names, all have this shape. */
export const record = <T>(member: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  type: 'object',
  additionalProperties: member,
});
