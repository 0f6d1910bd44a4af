import { askEngine, distinct, type Item, type Items, plainText } from './items.ts';

/** A value that stands for itself. */
export const item = (value: unknown): Item => ({ value, path: undefined });
const TRUE: Items = [item(true)];
const FALSE: Items = [item(false)];
const NOTHING: Items = [];
/** A truth as items; nothing if it is not known. */
export const boolean = (value: boolean | undefined): Items => (value === undefined ? NOTHING : value ? TRUE : FALSE);

/** Items as one boolean or none (FHIRPath §Singleton Evaluation); the engine knows what else may count as one. */
export function truthOf(items: Items): boolean | undefined {
  if (items.length === 0) return undefined;
  const value = items.length === 1 ? items[0]?.value : undefined;
  return typeof value === 'boolean' ? value : askEngine();
}

/** Items as one string or none. */
export function textOf(items: Items): string | undefined {
  if (items.length === 0) return undefined;
  const value = items.length === 1 ? items[0]?.value : undefined;
  return typeof value === 'string' ? value : askEngine();
}

const plainTexts = (items: Items) => items.map((each) => plainText(each) ?? askEngine());

function equal(left: Items, right: Items): boolean | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  const [[one, ...more], [other, ...others]] = [plainTexts(left), plainTexts(right)];
  return more.length + others.length > 0 ? askEngine() : one === other;
}

function isIn(left: Items, right: Items): boolean | undefined {
  if (left.length === 0) return undefined;
  if (right.length === 0) return false;
  const [one, ...more] = plainTexts(left);
  return more.length > 0 ? askEngine() : plainTexts(right).some((text) => text === one);
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** Whole numbers only: of decimals and quantities the engine knows more. */
function compare(left: Items, right: Items, holds: (one: number, other: number) => boolean): Items {
  if (left.length === 0 || right.length === 0) return NOTHING;
  const [one, other] = [left, right].map((items) => (items.length === 1 ? items[0]?.value : undefined));
  return isWhole(one) && isWhole(other) ? boolean(holds(one, other)) : askEngine();
}

function and(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === false || right === false) return false;
  return left === undefined || right === undefined ? undefined : true;
}

function or(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === true || right === true) return true;
  return left === undefined || right === undefined ? undefined : false;
}

/** FHIRPath §not. */
export const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);

/** Operators by what they are written as; both sides are always evaluated, as the engine does. */
export const OPERATORS: Readonly<Record<string, (left: Items, right: Items) => Items>> = {
  '=': (left, right) => boolean(equal(left, right)),
  '!=': (left, right) => boolean(not(equal(left, right))),
  '>': (left, right) => compare(left, right, (one, other) => one > other),
  '<': (left, right) => compare(left, right, (one, other) => one < other),
  '>=': (left, right) => compare(left, right, (one, other) => one >= other),
  '<=': (left, right) => compare(left, right, (one, other) => one <= other),
  and: (left, right) => boolean(and(truthOf(left), truthOf(right))),
  or: (left, right) => boolean(or(truthOf(left), truthOf(right))),
  in: (left, right) => boolean(isIn(left, right)),
  '|': (left, right) => distinct([...left, ...right]),
};
