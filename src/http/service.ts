import type { Decider } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
import { switchedOn } from '../decision/switched-on.ts';
import { RequestError } from '../errors.ts';
import type { FhirClient } from '../fhir/client.ts';
import { gatherFacts } from '../fhir/gather.ts';
import { draftOf } from '../hooks/draft.ts';
import { parseRequest } from '../hooks/request.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { LoadedKnowledge } from '../policies/load.ts';
import { recordCall, recordRefusal } from '../records/call.ts';
import { isUuid, type Pseudonymizer } from '../records/pseudonymizer.ts';
import type { CallRecord } from '../records/record.ts';
import { respond } from '../response/respond.ts';
import { type Answer, codeOf, json } from './answer.ts';
import { type BodyRules, readCall } from './body.ts';
import type { Called } from './cds-hooks.ts';

/** The knowledge in force, and what decides by it. Swapped as a whole. */
export interface Rules {
  readonly knowledge: LoadedKnowledge;
  readonly decider: Decider;
}

/** What answering a call needs. Clock and random come from outside. */
export interface ServiceDeps extends BodyRules {
  readonly rules: () => Rules;
  readonly fhir: FhirClient;
  /** Milliseconds for all FHIR calls of one request together. */
  readonly fhirDeadline: number;
  readonly production: boolean;
  /** Takes the record of a call, at once and without failing. */
  readonly keep: (record: CallRecord) => void;
  readonly pseudonymizer: Pseudonymizer;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly topicSystem: string;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Length of the day in an instant, YYYY-MM-DD. */
const DAY = 10;

/** How many resources of another patient were passed over. */
function foreignIn({ conditions, coverages }: Facts): number {
  return [conditions, coverages].reduce((sum, fact) => sum + (fact.state === 'known' ? (fact.foreign ?? 0) : 0), 0);
}

const frameOf = ({ exchange, site, service }: Called) => ({
  id: exchange.id,
  at: new Date(exchange.arrived).toISOString(),
  site: site.id,
  service,
});

/** One call, from bytes to cards (CDS Hooks §Calling a CDS Service). Every call is recorded, also one that is refused. */
export function createService(deps: ServiceDeps): (called: Called) => Promise<Answer> {
  const { log, newUuid, pseudonymizer } = deps;
  const decide = async (called: Called): Promise<Answer> => {
    const { request, response, hook, service, site, exchange } = called;
    // Not for feedback: it may come hours after the cards, and switching a service off must not lose what became of them.
    if (!site.hooks.has(hook)) throw new RequestError('service-off');
    const { knowledge, decider } = deps.rules();
    const { body, later, endStep } = await readCall(request, response, deps);
    await endStep();
    const call = parseRequest(body, hook, later);
    const { id } = exchange;
    if (!isUuid(call.hookInstance)) log.oddHookInstance({ id, service });
    const reading = switchedOn(decider.read(draftOf(call)), site.policies);
    const trust = { servers: site.fhirServers, development: !deps.production };
    const facts = await gatherFacts(call, reading.needs, { client: deps.fhir, trust, deadline: deps.fhirDeadline });
    await endStep();
    const foreign = foreignIn(facts);
    if (foreign > 0) log.foreignResources({ id, service, count: foreign });
    const frame = frameOf(called);
    const decisions = decider.decide(reading, facts, frame.at.slice(0, DAY));
    await endStep();
    const { topicSystem } = deps;
    const cards = respond(decisions, { knowledge, topicSystem, profile: site.cards, newUuid, subject: call });
    exchange.cards = cards.length;
    const afterwards = (milliseconds: number) => {
      const answered = { ...frame, milliseconds, request: call, reading, facts, decisions, cards };
      const record = recordCall(answered, knowledge.fingerprint, pseudonymizer);
      deps.metrics.decided(record);
      deps.keep(record);
    };
    return json({ cards: cards.map(({ card }) => card) }, { afterwards });
  };
  return async (called) => {
    try {
      return await decide(called);
    } catch (error) {
      const { knowledge } = deps.rules();
      // The clock may have been set back meanwhile.
      const milliseconds = Math.max(0, deps.now() - called.exchange.arrived);
      deps.keep(recordRefusal({ ...frameOf(called), milliseconds, code: codeOf(error) }, knowledge.fingerprint));
      throw error;
    }
  };
}
