import { insuranceOf } from '../decision/coverage.ts';
import type { Screening } from '../decision/decide.ts';
import type { Fact, FactDefinition, Facts } from '../decision/facts.ts';
import { resolverOf, sentWith } from '../hooks/draft.ts';
import { otherKeysThan, type PrefetchHabits, readOtherKeys, readPrefetched } from '../hooks/prefetch.ts';
import type { HookRequest } from '../hooks/request.ts';
import type { Wanted } from '../hooks/searchset.ts';
import { sentAlong } from '../hooks/sent-along.ts';
import type { JsonObject } from '../json.ts';
import type { SearchOutcomes } from '../policies/search-outcomes.ts';
import type { AccessOrReason, FhirSource } from './access.ts';
import { followPages, missingResult, type SearchResult, search } from './pages.ts';
import { namePayors } from './payors.ts';
import { toR4 } from './r4.ts';
import { readReferences } from './references.ts';
import { allows, narrows } from './scopes.ts';

/** Source of facts beside the prefetch. */
export interface FactSource extends FhirSource {
  /** The facts that policies may ask for. */
  readonly facts: readonly FactDefinition[];
}

/** The client a call comes from, as far as its data are concerned. */
interface DataClient {
  /** FHIR servers that may be called with its tokens. */
  readonly fhirServers: readonly URL[];
  readonly prefetch: PrefetchHabits;
  /** Set for a CRD client: its answers name Coverages by id, and those that an order contains have none of their own. */
  readonly crd?: object | undefined;
}

/** One call whose facts are gathered. */
interface Gathering {
  readonly call: HookRequest;
  readonly client: DataClient;
  readonly outcomes: SearchOutcomes;
  readonly access: AccessOrReason;
}

/** Searches the FHIR server for a fact that was not prefetched. */
async function ask(
  definition: FactDefinition,
  wanted: Wanted,
  { call, access, client }: Gathering,
): Promise<SearchResult> {
  if (typeof access === 'string') return missingResult(access);
  if (!allows(access.scope, definition.type, 'search')) return missingResult('not-allowed');
  const query = definition.search.replace('{{context.patientId}}', encodeURIComponent(call.patientId));
  return search(query, wanted, access, client.prefetch);
}

/** Adds resources that came elsewhere to a search result; one that is there word for word counts once. */
function together({ fact, all }: SearchResult, other: readonly JsonObject[]): SearchResult {
  if (fact.state === 'missing' || other.length === 0) return { fact, all };
  const words = new Set(fact.value.map((resource) => JSON.stringify(resource)));
  const more = new Map(other.map((resource) => [JSON.stringify(resource), resource] as const));
  const value = [...fact.value, ...[...more].flatMap(([text, resource]) => (words.has(text) ? [] : [resource]))];
  return { fact: { ...fact, value }, all: [...all, ...other] };
}

/**
 * One fact from prefetch, completed page by page, or from the FHIR server: what was not sent at all is asked for, and what the client
 * searched for in part.
 */
async function sentOrAsked(definition: FactDefinition, wanted: Wanted, gathering: Gathering): Promise<SearchResult> {
  const { call, client } = gathering;
  const sent = readPrefetched(call.prefetch, definition, wanted, client.prefetch);
  const reason = 'page' in sent ? sent.page.lacking : sent.missing;
  const asked =
    reason === 'not-sent' || reason === 'narrow-search' ? await ask(definition, wanted, gathering) : undefined;
  if (!('page' in sent)) return asked ?? missingResult(sent.missing);
  if (asked?.fact.state === 'known') return definition.isEachOnItsOwn ? together(asked, sent.page.resources) : asked;
  return followPages(sent.page, definition.search, wanted, gathering.access, client.prefetch);
}

/**
 * One fact as it was sent or asked for. Where neither gives any, what came under other keys or in the orders counts for what it
 * holds. Resources of which each speaks for itself count under every key.
 */
async function find(definition: FactDefinition, gathering: Gathering): Promise<SearchResult> {
  const { call, client, outcomes } = gathering;
  const wanted: Wanted = { type: definition.type, patientId: call.patientId, outcomes };
  const found = await sentOrAsked(definition, wanted, gathering);
  if (found.fact.state === 'known') {
    if (!definition.isEachOnItsOwn) return found;
    const elsewhere = readOtherKeys(otherKeysThan(definition, call.prefetch, client.prefetch), wanted);
    return together(found, elsewhere?.resources ?? []);
  }
  const carried = client.crd ? [] : call.orders.entries.flatMap(({ resource }) => insuranceOf(resource).contained);
  const other = readOtherKeys({ ...call.prefetch, 'contained in the orders': carried }, wanted);
  return other ? followPages(other, definition.search, wanted, 'not-sent', client.prefetch) : found;
}

/** The fact, known in part only where the token's scopes are narrower than the search. */
function withinScope(found: SearchResult, { search, type }: FactDefinition, { call }: Gathering): SearchResult {
  const { fact } = found;
  const { authorization } = call;
  if (fact.state === 'missing' || fact.lacking !== undefined || authorization.state !== 'usable') return found;
  return narrows(authorization.scope, type, search) ? { ...found, fact: { ...fact, lacking: 'narrow-scope' } } : found;
}

/** The fact with its resources in the form of R4, and the payors of Coverages named. */
async function completed(
  { fact, all }: SearchResult,
  { type }: FactDefinition,
  { call, access }: Gathering,
): Promise<Fact<readonly JsonObject[]>> {
  if (fact.state === 'missing') return fact;
  const value = fact.value.map(toR4);
  if (type !== 'Coverage') return { ...fact, value };
  const pages = all.map((resource) => ({ resource, fullUrl: undefined }));
  const others = resolverOf(() => [...pages, ...call.orders.entries, ...sentAlong(call.prefetch)]);
  const named = await Promise.all(value.map((coverage) => namePayors(coverage, others, access)));
  const whole = { ...fact, value: named.map(({ coverage }) => coverage) };
  return named.every(({ isWhole }) => isWhole) ? whole : { lacking: 'payor-unread', ...whole };
}

/** Members of a screening that decide which facts are gathered. */
type Needed = Pick<Screening, 'needs' | 'references'>;

/**
 * The facts of a call, each known or missing with the reason, by an access whose deadline may be running. What the policies concerned
 * do not need is not asked for; the rest is asked for in parallel.
 */
export async function gatherFacts(
  gathering: Gathering,
  { needs, references }: Needed,
  definitions: readonly FactDefinition[],
): Promise<Facts> {
  if (needs.size === 0 && references.length === 0) return new Map();
  const needed = definitions.filter(({ name }) => needs.has(name));
  const gathered = needed.map(async (definition) => {
    const found = withinScope(await find(definition, gathering), definition, gathering);
    return [definition.name, await completed(found, definition, gathering)] as const;
  });
  const { call, access } = gathering;
  const referenced = readReferences(references, call.patientId, sentWith(call), access);
  return new Map([...(await Promise.all(gathered)), ['references', await referenced]]);
}
