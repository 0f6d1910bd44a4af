import type { Fact, FactName, Facts, MissingReason } from '../decision/facts.ts';
import { PREFETCH } from '../hooks/discovery.ts';
import { readPrefetched, type Wanted } from '../hooks/prefetch.ts';
import type { HookRequest } from '../hooks/request.ts';
import type { JsonObject } from '../json.ts';
import { type Trust, trustedBase } from './address.ts';
import type { FhirClient } from './client.ts';
import { type FhirAccess, type Found, followPages, search } from './pages.ts';
import { namePayors } from './payors.ts';
import { toR4 } from './r4.ts';
import { allows } from './scopes.ts';

/** How the facts of a call are gathered. */
export interface Gathering {
  readonly client: FhirClient;
  readonly trust: Trust;
  /** Milliseconds for all calls of one request together. */
  readonly deadline: number;
}

interface Source {
  readonly key: 'conditions' | 'coverage';
  readonly type: Wanted['type'];
}

const SOURCES: Readonly<Record<FactName, Source>> = {
  conditions: { key: 'conditions', type: 'Condition' },
  coverages: { key: 'coverage', type: 'Coverage' },
};

/** Access to the client's FHIR server, or why there is none (CDS Hooks §FHIR Resource Access). */
function accessOf({ fhir }: HookRequest, { client, trust, deadline }: Gathering): FhirAccess | MissingReason {
  if (!fhir) return 'not-sent';
  if (!fhir.authorization) return 'no-token';
  const base = trustedBase(fhir.server, trust);
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
async function find({ key, type }: Source, call: HookRequest, access: FhirAccess | MissingReason): Promise<Found> {
  const wanted: Wanted = { type, patientId: call.patientId };
  const reachable = typeof access === 'string' ? undefined : access;
  const sent = readPrefetched(call.prefetched(key), wanted);
  if ('page' in sent) return followPages(sent.page, wanted, reachable);
  if (sent.missing !== 'not-sent') return missing(sent.missing);
  if (typeof access === 'string') return missing(access);
  if (!allows(access.scope, type, 'search')) return missing('not-allowed');
  return search(PREFETCH[key].replace('{{context.patientId}}', encodeURIComponent(call.patientId)), wanted, access);
}

function map<T>(fact: Fact<T>, change: (value: T) => T): Fact<T> {
  return fact.state === 'known' ? { ...fact, value: change(fact.value) } : fact;
}

async function coverages(call: HookRequest, access: FhirAccess | MissingReason): Promise<Fact<readonly JsonObject[]>> {
  const { fact, all } = await find(SOURCES.coverages, call, access);
  if (fact.state === 'missing') return fact;
  const reachable = typeof access === 'string' ? undefined : access;
  return {
    ...fact,
    value: await Promise.all(fact.value.map((coverage) => namePayors(toR4(coverage), all, reachable))),
  };
}

/**
 * The facts of a call, each known or missing with the reason. What the judged policies do not need is not asked for;
 * the rest is asked for in parallel, within one deadline.
 */
export async function gatherFacts(
  call: HookRequest,
  needs: ReadonlySet<FactName>,
  gathering: Gathering,
): Promise<Facts> {
  const notAsked = { state: 'missing', reason: 'not-asked' } as const;
  if (needs.size === 0) return { conditions: notAsked, coverages: notAsked };
  const access = accessOf(call, gathering);
  const [conditions, covers] = await Promise.all([
    needs.has('conditions')
      ? find(SOURCES.conditions, call, access).then(({ fact }) => map(fact, (found) => found.map(toR4)))
      : notAsked,
    needs.has('coverages') ? coverages(call, access) : notAsked,
  ]);
  return { conditions, coverages: covers };
}
