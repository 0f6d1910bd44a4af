import type { Fact, FactDefinition, Facts, MissingReason } from '../decision/facts.ts';
import { readPrefetched, type Wanted } from '../hooks/prefetch.ts';
import type { HookRequest } from '../hooks/request.ts';
import type { JsonObject } from '../json.ts';
import { trustedBase } from './address.ts';
import type { FhirClient } from './client.ts';
import { type FhirAccess, type Found, followPages, search } from './pages.ts';
import { namePayors } from './payors.ts';
import { toR4 } from './r4.ts';
import { allows } from './scopes.ts';

/** Where facts come from beside the prefetch. */
export interface FactSource {
  /** The facts that policies may ask for. */
  readonly facts: readonly FactDefinition[];
  readonly client: FhirClient;
  /** Loopback addresses may be called too, and servers without TLS. */
  readonly development: boolean;
  /** Milliseconds for all calls of one request together. */
  readonly deadline: number;
}

/** Access to the client's FHIR server, or why there is none (CDS Hooks §FHIR Resource Access). The deadline begins to run. */
export function accessOf(
  { fhir }: HookRequest,
  servers: readonly URL[],
  { client, development, deadline }: FactSource,
): FhirAccess | MissingReason {
  if (!fhir) return 'not-sent';
  if (!fhir.authorization) return 'no-token';
  const base = trustedBase(fhir.server, { servers, development });
  if (typeof base === 'string') return base;
  return {
    client,
    base,
    token: fhir.authorization.token,
    scope: fhir.authorization.scope,
    signal: AbortSignal.timeout(deadline),
  };
}

const missing = (reason: MissingReason): Found => ({ fact: { state: 'missing', reason }, all: [] });

/** One fact: from prefetch, completed or else asked for; only what was not sent at all is asked for (P15, P18-P21). */
async function find(
  { key, type, search: template }: FactDefinition,
  call: HookRequest,
  access: FhirAccess | MissingReason,
): Promise<Found> {
  const wanted: Wanted = { type, patientId: call.patientId };
  const reachable = typeof access === 'string' ? undefined : access;
  const sent = readPrefetched(call.prefetch[key], wanted);
  if ('page' in sent) return followPages(sent.page, wanted, reachable);
  if (sent.missing !== 'not-sent') return missing(sent.missing);
  if (typeof access === 'string') return missing(access);
  if (!allows(access.scope, type, 'search')) return missing('not-allowed');
  return search(template.replace('{{context.patientId}}', encodeURIComponent(call.patientId)), wanted, access);
}

/** The fact with its resources in the form of R4, and the payors of Coverages named. */
async function completed(
  { fact, all }: Found,
  access: FhirAccess | MissingReason,
): Promise<Fact<readonly JsonObject[]>> {
  if (fact.state === 'missing') return fact;
  const reachable = typeof access === 'string' ? undefined : access;
  const complete = (resource: JsonObject) =>
    resource['resourceType'] === 'Coverage' ? namePayors(toR4(resource), all, reachable) : toR4(resource);
  return { ...fact, value: await Promise.all(fact.value.map(complete)) };
}

/** The facts of a call as gatherFacts gives them, by an access whose deadline may have begun to run. */
export async function gatherBy(
  access: FhirAccess | MissingReason,
  call: HookRequest,
  needs: ReadonlySet<string>,
  definitions: readonly FactDefinition[],
): Promise<Facts> {
  const needed = definitions.filter(({ name }) => needs.has(name));
  const gathered = needed.map(
    async (fact) => [fact.name, await completed(await find(fact, call, access), access)] as const,
  );
  return new Map(await Promise.all(gathered));
}

/**
 * The facts of a call, each known or missing with the reason. What the policies concerned do not need is not asked for;
 * the rest is asked for in parallel, within one deadline. `servers` are the FHIR servers that may be called.
 */
export async function gatherFacts(
  call: HookRequest,
  needs: ReadonlySet<string>,
  servers: readonly URL[],
  source: FactSource,
): Promise<Facts> {
  if (needs.size === 0) return new Map();
  return gatherBy(accessOf(call, servers, source), call, needs, source.facts);
}
