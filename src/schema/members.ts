import * as Type from 'typebox';

/** For an object: a member that nobody knows is a fault. */
export const strict = { additionalProperties: false } as const;

/** For a list: not empty, and each item once. */
export const someDistinct = { minItems: 1, uniqueItems: true } as const;

/** A member that may be left out or null. */
export const orNull = <T extends Type.TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

/** An object whose members, whatever their names, all have this form. */
export const record = <T extends Type.TSchema>(member: T, limits: { readonly minProperties?: number } = {}) =>
  Type.Unsafe<Readonly<Record<string, Type.Static<T>>>>({ type: 'object', additionalProperties: member, ...limits });

/**
 * A list whose items are looked at only if there are at most so many: each faulty one costs memory and a part of the answer,
 * and a body has room for millions.
 */
export const boundedArray = <T extends Type.TSchema>(items: T, maxItems: number) =>
  Type.Unsafe<readonly Type.Static<T>[]>({
    type: 'array',
    maxItems,
    if: { minItems: maxItems + 1 },
    else: { items },
  });
