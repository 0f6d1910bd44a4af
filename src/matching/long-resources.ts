import { asObject, type JsonObject } from '../json.ts';
import { MOST_CHARACTERS } from './mentions.ts';

/** Characters that are read of one resource, since reading one cannot be interrupted. */
const MOST_OF_RESOURCE = 100_000;
/** Characters that a value counts beside its text. */
const OF_VALUE = 10;
/** Bytes of JSON in which no resource is too long: a value takes two at least. */
export const MOST_OF_SHORT_JSON: number = MOST_OF_RESOURCE / (1 + OF_VALUE / 2);
/** Elements that a shortened resource keeps of each list; the second where it is still too long with the first. */
const LENGTHS = [30, 5] as const;
/** Characters that a text keeps for each element that a list keeps. */
const CHARACTERS_EACH = 200;
/** Members of an object: no FHIR type has as many. */
const MOST_MEMBERS = 100;

/** Kinds of resources that hold others. */
const HOLDING = new Set<unknown>(['Bundle', 'Parameters']);

/** Member of a shortened resource that holds the whole one. A symbol, so that no client can send it and no answer holds it. */
const WHOLE = Symbol('whole resource');
interface Shortened extends JsonObject {
  readonly [WHOLE]?: JsonObject;
}

/** The characters left of a budget behind a value; below zero if it is longer, of which no more is looked at then. */
function leftAfter(value: unknown, budget: number): number {
  let left = budget - OF_VALUE;
  if (typeof value === 'string') return left - Math.min(value.length, MOST_CHARACTERS);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1) left = leftAfter(value[at], left);
    return left;
  }
  const object = asObject(value);
  for (const name in object) {
    if (left < 0) break;
    left = leftAfter(object[name], left);
  }
  return left;
}

const isLong = (value: unknown) => leftAfter(value, MOST_OF_RESOURCE) < 0;

/** The value with so many elements of each list, and with the beginning of each text. */
function cut(value: unknown, most: number): unknown {
  if (typeof value === 'string') return value.slice(0, most * CHARACTERS_EACH);
  if (Array.isArray(value)) return value.slice(0, most).map((each) => cut(each, most));
  const object = asObject(value);
  if (!object) return value;
  const members = Object.keys(object).slice(0, MOST_MEMBERS);
  return Object.fromEntries(members.map((name) => [name, cut(object[name], most)]));
}

function shorten(resource: JsonObject): JsonObject {
  const [longer, shorter] = LENGTHS;
  const short = asObject(cut(resource, longer)) ?? {};
  return { ...(isLong(short) ? asObject(cut(resource, shorter)) : short), [WHOLE]: resource };
}

/**
 * A body with the resources in it that are too long to be read at once shortened, at any depth: of each of their lists the first elements
 * are left, of each text the beginning. Anything else stays the same object.
 */
export function shortenResources(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(shortenResources);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const object = asObject(value);
  if (!object) return value;
  const { resourceType } = object;
  if (resourceType !== undefined && !HOLDING.has(resourceType)) return isLong(object) ? shorten(object) : object;
  const changed: [name: string, member: unknown][] = [];
  for (const name in object) {
    const short = shortenResources(object[name]);
    if (short !== object[name]) changed.push([name, short]);
  }
  return changed.length === 0 ? object : { ...object, ...Object.fromEntries(changed) };
}

/** True for a resource of which a part was left out. */
export function isShortened(resource: Shortened | undefined): boolean {
  return resource?.[WHOLE] !== undefined;
}

/** The resource as it was sent. */
export function wholeOf(resource: Shortened): JsonObject {
  return resource[WHOLE] ?? resource;
}
