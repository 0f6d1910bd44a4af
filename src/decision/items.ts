import r4 from 'fhirpath/fhir-context/r4';
import { asObject, asText, type JsonObject } from '../json.ts';

/** A value within an expression, and its place in the FHIR R4 model: a type (`Reference`) or a path (`Coverage.class`). */
export interface Item {
  readonly value: unknown;
  /** Nothing for values outside the model: literals, codings, what other expressions found. */
  readonly path: string | undefined;
  /** True where a function of ours gave it: the engine follows its members, but no longer knows its type. */
  readonly bare?: true;
}
export type Items = readonly Item[];

const CANNOT_SAY = new Error('Only the FHIRPath engine can say.');

/** Gives up: whatever is not plainly the same without the FHIRPath engine is the engine's to say. Throws always. */
export function askEngine(): never {
  throw CANNOT_SAY;
}

/** Types of strings that FHIRPath compares character by character; dates and times it does not. */
const PLAIN_TYPES: ReadonlySet<string | undefined> = new Set([undefined, 'string', 'code', 'uri', 'markdown']);

/** The item as a string that compares as it stands; nothing if it is something else. */
export function plainText({ value, path }: Item): string | undefined {
  return typeof value === 'string' && PLAIN_TYPES.has(path) ? value : undefined;
}

/** True if the R4 model has the type. */
export function isType(name: string): boolean {
  return Object.hasOwn(r4.type2Parent, name);
}

/** True if a type is another, or a kind of it. */
export function isKindOf(type: string | undefined, other: string): boolean {
  let at = type;
  while (at !== undefined && at !== other) at = isType(at) ? r4.type2Parent[at] : undefined;
  return at !== undefined;
}

function typeOf({ resourceType }: JsonObject): string | undefined {
  if (resourceType === undefined) return undefined;
  return typeof resourceType === 'string' && isKindOf(resourceType, 'Resource') ? resourceType : askEngine();
}

/** The values of a variable as items. */
export function itemsOf(values: unknown): Items {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  return list.map((value) => {
    if (value === null || value === undefined || Array.isArray(value)) return askEngine();
    const object = asObject(value);
    return { value, path: object && typeOf(object) };
  });
}

interface Place {
  /** The members it may stand in, and the path each leads to: several for a choice of types. */
  readonly members: readonly { readonly member: string; readonly path: string }[];
}

function placeOf(parent: string, name: string): Place {
  const path = r4.pathsDefinedElsewhere[`${parent}.${name}`] ?? `${parent}.${name}`;
  const place = (suffix: string) => ({
    member: `${name}${suffix}`,
    path: r4.path2TypeWithoutElements[`${path}${suffix}`] ?? `${path}${suffix}`,
  });
  return { members: (r4.choiceTypePaths[path] ?? ['']).map(place) };
}

/** Types of one value have small letters: an object in their place is not FHIR, and reads unlike any other object. */
const isPrimitive = (path: string) => /^[a-z]/.test(path);

function child(value: unknown, path: string): Item {
  if (typeof value === 'string' || Number.isSafeInteger(value)) return { value, path };
  const object = asObject(value);
  return object && object['resourceType'] === undefined && !isPrimitive(path) ? { value, path } : askEngine();
}

function childrenOf(object: JsonObject, { members }: Place): Items {
  for (const { member, path } of members) {
    if (object[`_${member}`] !== undefined) return askEngine();
    const value = object[member];
    if (value === undefined) continue;
    if (value === null) return [];
    return Array.isArray(value) ? value.map((each: unknown) => child(each, path)) : [child(value, path)];
  }
  return [];
}

/** Names that mean something else than a member of a FHIR element, to the engine or to JavaScript. */
const isOrdinary = (name: string) =>
  /^[a-z][A-Za-z]*$/.test(name) && name !== 'resourceType' && name !== 'extension' && !(name in Object.prototype);

/** What `.name` finds in each of the items (FHIRPath §Path Selection), by the FHIR R4 model. */
export function membersOf(name: string): (items: Items) => Items {
  if (!isOrdinary(name)) return askEngine;
  const places = new Map<string, Place>();
  return (items) =>
    items.flatMap(({ value, path }) => {
      const object = asObject(value);
      if (!object || path === undefined) return askEngine();
      const place = places.get(path) ?? placeOf(path, name);
      places.set(path, place);
      return childrenOf(object, place);
    });
}

/** What two items are compared by: a string itself, a resource its id. */
function keyOf(item: Item): string {
  const text = plainText(item);
  if (text !== undefined) return `'${text}`;
  const id = item.path === undefined ? undefined : asText(asObject(item.value)?.['id']);
  return id ?? askEngine();
}

/** Items by key. Two resources of one id may still be equal in all else, which is not for here to say. */
function byKey(items: Items): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    const other = found.get(key);
    if (other === undefined) found.set(key, item);
    else if (other.value !== item.value) askEngine();
  }
  return found;
}

/** The items without repetitions, in their order (FHIRPath §distinct). */
export function distinct(items: Items): Items {
  return items.length < 2 ? items : [...byKey(items).values()];
}

/** The items that are not among the others (FHIRPath §exclude). */
export function without(items: Items, others: Items): Items {
  if (items.length === 0 || others.length === 0) return items;
  byKey([...items, ...others]);
  const keys = new Set(others.map(keyOf));
  return items.filter((item) => !keys.has(keyOf(item)));
}
