import type { Fact, MissingReason } from '../decision/facts.ts';
import { factOf, type PrefetchHabits } from '../hooks/prefetch.ts';
import { readPage, type SearchsetPage, type Wanted } from '../hooks/searchset.ts';
import type { JsonObject } from '../json.ts';
import type { AccessOrReason, FhirAccess } from './access.ts';
import { addressWithin } from './address.ts';

const MOST_PAGES = 20;
const MOST_RESOURCES = 20_000;

/** Result of a search: the fact, and every resource on its pages. */
export interface SearchResult {
  readonly fact: Fact<readonly JsonObject[]>;
  readonly all: readonly JsonObject[];
}

/** Returns a missing fact with its reason. */
export function missingResult(reason: MissingReason): SearchResult {
  return { fact: { state: 'missing', reason }, all: [] };
}

async function fetchPage(url: URL, wanted: Wanted, access: FhirAccess): Promise<SearchsetPage | MissingReason> {
  const answer = await access.client.get(url, access);
  return 'missing' in answer ? answer.missing : readPage(answer.content, wanted);
}

/**
 * Follows the next links of a first page (CDS Hooks §Prefetched data, paging), on the FHIR server only and within limits.
 * A link that cannot be followed leaves the fact partial, with the reason. `query` is the search that the page answers.
 */
export async function followPages(
  first: SearchsetPage,
  query: string,
  wanted: Wanted,
  access: AccessOrReason,
  habits: PrefetchHabits,
): Promise<SearchResult> {
  const pages = [first];
  const found = (lacking?: MissingReason): SearchResult => ({
    fact: factOf(pages, query, lacking, habits),
    all: pages.flatMap(({ all }) => all),
  });
  const seen = new Set<string>();
  let count = first.all.length;
  for (let next = first.next; next !== undefined; next = pages.at(-1)?.next) {
    if (typeof access === 'string') return found(access === 'not-sent' ? 'rest-not-sent' : access);
    const url = next === '' ? undefined : addressWithin(next, access.base);
    if (!url) return found('foreign-link');
    if (seen.has(url.href) || pages.length >= MOST_PAGES || count >= MOST_RESOURCES) return found('too-many');
    seen.add(url.href);
    const page = await fetchPage(url, wanted, access);
    if (typeof page === 'string') return found(page);
    pages.push(page);
    count += page.all.length;
  }
  return found();
}

/** Asks the FHIR server for a search and all its pages. */
export async function search(
  query: string,
  wanted: Wanted,
  access: FhirAccess,
  habits: PrefetchHabits,
): Promise<SearchResult> {
  const first = await fetchPage(new URL(query, access.base), wanted, access);
  return typeof first === 'string' ? missingResult(first) : followPages(first, query, wanted, access, habits);
}
