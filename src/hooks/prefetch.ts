import type { Fact, FactDefinition, MissingReason } from '../decision/facts.ts';
import type { JsonObject } from '../json.ts';
import { whyNarrow } from './narrow-search.ts';
import { isLaterPage, readPage, type SearchsetPage, type Wanted } from './searchset.ts';

/** Deviations of a client's prefetch from CDS Hooks. */
export interface PrefetchHabits {
  /** False if the client's searches stop at the length that was asked for, without a link to the next page. */
  readonly pages: boolean;
  /** `unknown` if the client sends null for what it could not fill. */
  readonly nulls: 'none' | 'unknown';
  /** Keys of the client's own, and the keys they stand for. */
  readonly keys: ReadonlyMap<string, string>;
}

/** A client that does as CDS Hooks says. */
export const STANDARD_HABITS: PrefetchHabits = { pages: true, nulls: 'none', keys: new Map() };

/** Prefetched result of a search: a page, which may be empty, or the reason why it is missing. */
type Prefetched = { readonly page: SearchsetPage } | { readonly missing: MissingReason };

const NOTHING: SearchsetPage = {
  resources: [],
  all: [],
  foreign: 0,
  matches: 0,
  total: undefined,
  next: undefined,
  lacking: undefined,
};

/** Tokens that clients fill from the context of the call; all others need the client to evaluate something. */
const PLAIN_TOKEN = /^\{\{\s*(?:context\.[A-Za-z]+|user[A-Za-z]*Id)\s*\}\}$/;

/** True if a template asks for more than values of the context: FHIRPath, or what another key holds. */
function asksForMore(template: string): boolean {
  return (template.match(/\{\{.*?\}\}/g) ?? []).some((token) => !PLAIN_TOKEN.test(token));
}

/** The asked key; else one that differs in case only, or that stands for it. Undefined if none was sent. */
function keyFor(
  prefetch: JsonObject,
  { key, aliases = [] }: FactDefinition,
  { keys }: PrefetchHabits,
): string | undefined {
  if (Object.hasOwn(prefetch, key)) return key;
  const stands = (name: string) =>
    name.toLowerCase() === key.toLowerCase() || aliases.includes(name) || keys.get(name) === key;
  return Object.keys(prefetch).find(stands);
}

/** The prefetch without the key that a fact is read from. */
export function otherKeysThan(fact: FactDefinition, prefetch: JsonObject, habits: PrefetchHabits): JsonObject {
  const key = keyFor(prefetch, fact, habits);
  return Object.fromEntries(Object.entries(prefetch).filter(([name]) => name !== key));
}

/**
 * Reads one prefetched search (CDS Hooks §Prefetched data). Not sent: missing. `null` or an empty searchset: known to be
 * empty. An OperationOutcome: the client tried and failed. Entries with an OperationOutcome, of another type or of
 * another patient are passed over.
 */
export function readPrefetched(
  prefetch: JsonObject,
  fact: FactDefinition,
  wanted: Wanted,
  habits: PrefetchHabits,
): Prefetched {
  const key = keyFor(prefetch, fact, habits);
  const value = key === undefined ? undefined : prefetch[key];
  if (value === undefined) return { missing: 'not-sent' };
  if (value === null)
    return habits.nulls === 'unknown' || asksForMore(fact.search) ? { missing: 'not-filled' } : { page: NOTHING };
  const page = readPage(value, wanted);
  if (typeof page === 'string') return { missing: page };
  const isEmpty = page.resources.length === 0;
  const lacking =
    page.lacking ?? (isLaterPage(value) ? 'cut-short' : undefined) ?? whyNarrow(value, fact, wanted.patientId, isEmpty);
  return { page: { ...page, lacking } };
}

/**
 * Collects matches from Bundles under other keys, where the expected key is absent or holds no result: partial, since no key
 * claims to hold all. Undefined if none holds anything of the wanted type.
 */
export function readOtherKeys(prefetch: JsonObject, wanted: Wanted): SearchsetPage | undefined {
  const pages = Object.values(prefetch).flatMap((value) => {
    const page = readPage(value, wanted);
    return typeof page === 'string' || page.resources.length === 0 ? [] : [page];
  });
  if (pages.length === 0) return undefined;
  return {
    ...NOTHING,
    resources: pages.flatMap(({ resources }) => resources),
    all: pages.flatMap(({ all }) => all),
    foreign: pages.reduce((sum, { foreign }) => sum + foreign, 0),
    lacking: 'other-key',
  };
}

/** Returns the page size (`_count`) of a search, or undefined. */
function pageSize(search: string): number | undefined {
  const [, count] = /[?&]_count=(\d+)/.exec(search) ?? [];
  return count === undefined ? undefined : Number(count);
}

/** True if a result without a next link is incomplete: fewer matches than `total`, or a page that is full. */
function cutShort(pages: readonly SearchsetPage[], search: string, { pages: hasPages }: PrefetchHabits): boolean {
  const matches = pages.reduce((sum, page) => sum + page.matches, 0);
  const total = Math.max(0, ...pages.map((page) => page.total ?? 0));
  return total > matches || (!hasPages && matches > 0 && matches === pageSize(search));
}

/** The fact that one or more pages amount to; `lacking` says why there may be more. */
export function factOf(
  pages: readonly SearchsetPage[],
  search: string,
  lacking: MissingReason | undefined,
  habits: PrefetchHabits,
): Fact<readonly JsonObject[]> {
  const reason =
    lacking ??
    pages.find((page) => page.lacking !== undefined)?.lacking ??
    (cutShort(pages, search, habits) ? 'cut-short' : undefined);
  const foreign = pages.reduce((sum, page) => sum + page.foreign, 0);
  return {
    state: 'known',
    value: pages.flatMap(({ resources }) => resources),
    ...(reason === undefined ? {} : { lacking: reason }),
    ...(foreign === 0 ? {} : { foreign }),
  };
}
