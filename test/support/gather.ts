import { FACTS, factNamed } from '../../src/decision/facts.ts';
import { accessOf } from '../../src/fhir-client/access.ts';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import { type FactSource, gatherFacts } from '../../src/fhir-client/gather.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import { type PrefetchHabits, STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { knowledge } from './knowledge.ts';

const ALL: ReadonlySet<string> = new Set(['conditions', 'coverages']);

interface Setting extends Partial<FactSource> {
  readonly servers?: readonly URL[];
  readonly habits?: PrefetchHabits;
}

/** Gathers the facts of a call, in development mode unless overridden. */
export async function gather(
  body: JsonObject,
  { servers = [], habits = STANDARD_HABITS, ...more }: Setting = {},
  needs = ALL,
) {
  const source = { facts: FACTS, client: createFhirClient(), development: true, deadline: 60_000, ...more };
  const client = { fhirServers: servers, prefetch: habits };
  const call = orderSign.parse(body);
  const gathering = { call, client, outcomes: knowledge.searchOutcomes, access: accessOf(call, client, source) };
  const facts = await gatherFacts(gathering, { needs, references: [] }, source.facts);
  return { conditions: factNamed(facts, 'conditions'), coverages: factNamed(facts, 'coverages') };
}
export const missing = (reason: string) => ({ state: 'missing', reason });
