import { Ajv, type ValidateFunction } from 'ajv';
import { asObject } from './json.ts';
import type { Shape } from './shape.ts';

/*
 * Shapes are compiled at every start, and what only takes time then is left out: that each is JSON Schema at all is for a test
 * to say, and V8 makes the code as fast as the library's own way of shortening it would.
 */
const OPTIONS = {
  strictTypes: false,
  validateSchema: false,
  meta: false,
  inlineRefs: false,
  code: { optimize: false },
};
const COMPILERS = { first: new Ajv(OPTIONS), all: new Ajv({ ...OPTIONS, allErrors: true, verbose: true }) };

/** How often each part stands in a shape. What is within a part counts once, however often that part stands there. */
function countParts(shape: unknown, counts = new Map<unknown, number>()): ReadonlyMap<unknown, number> {
  const count = counts.get(shape) ?? 0;
  counts.set(shape, count + 1);
  const isFirst = count === 0 && typeof shape === 'object' && shape !== null;
  if (isFirst) for (const part of Object.values(shape)) countParts(part, counts);
  return counts;
}

/** The same schema, in which the shape of an object that stands there several times is written, and so compiled, once. */
function withDefinitions(shape: Shape): Shape {
  const counts = countParts(shape);
  const names = new Map<unknown, string>();
  const definitions: Record<string, unknown> = {};
  const copyMembers = (part: object) =>
    Object.fromEntries(Object.entries(part).map(([name, value]) => [name, copy(value)]));
  const define = (part: object): string => {
    const name = String(names.size);
    names.set(part, name);
    definitions[name] = copyMembers(part);
    return name;
  };
  const copy = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(copy);
    const object = asObject(part);
    if (!object) return part;
    const isShared = object['type'] === 'object' && (counts.get(part) ?? 0) > 1;
    return isShared ? { $ref: `#/definitions/${names.get(part) ?? define(object)}` } : copyMembers(object);
  };
  return { ...copyMembers(shape), definitions };
}

/** Compiles a shape into a check, whose `errors` tell of the last value it refused: the first fault, or all of them. */
export function validatorOf<T>(
  shape: Shape<T>,
  { allErrors = false }: { readonly allErrors?: boolean } = {},
): ValidateFunction<T> {
  return COMPILERS[allErrors ? 'all' : 'first'].compile<T>(withDefinitions(shape));
}
