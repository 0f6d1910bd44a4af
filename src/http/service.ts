import type { RequestHandler } from 'express';
import { serviceId } from '../cds-hooks/discovery.ts';
import { draftOf } from '../cds-hooks/draft.ts';
import { parseRequest } from '../cds-hooks/request.ts';
import type { Decider } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
import { RequestError } from '../errors.ts';
import { type Gathering, gatherFacts } from '../fhir/gather.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { HOOKS } from '../knowledge/policy.ts';
import type { Log } from '../log.ts';
import { respond } from '../response/respond.ts';
import { parseBody } from './body.ts';

/** What answering a call needs. Clock and random come from outside. */
export interface ServiceDeps {
  readonly knowledge: Knowledge;
  readonly decider: Decider;
  readonly gathering: Gathering;
  readonly log: Log;
  readonly topicSystem: string;
  readonly depthLimit: number;
  readonly newUuid: () => string;
  /** Today, YYYY-MM-DD. */
  readonly today: () => string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hookOfService = new Map<unknown, (typeof HOOKS)[number]>(HOOKS.map((hook) => [serviceId(hook), hook]));

/** Finds the service before anything else is looked at. Throws RequestError `unknown-service`. */
export const knownService: RequestHandler = (request, _response, next) => {
  if (!hookOfService.has(request.params['id'])) throw new RequestError('unknown-service');
  next();
};

/** How many resources of another patient were passed over. */
function foreignIn({ conditions, coverages }: Facts): number {
  return [conditions, coverages].reduce((sum, fact) => sum + (fact.state === 'known' ? (fact.foreign ?? 0) : 0), 0);
}

/** One call, from bytes to cards (CDS Hooks §Calling a CDS Service). */
export function answerCall(deps: ServiceDeps): RequestHandler {
  const { knowledge, decider, gathering, log, topicSystem, depthLimit, newUuid, today } = deps;
  return async (request, response) => {
    const hook = hookOfService.get(request.params['id']);
    if (!hook) throw new RequestError('unknown-service');
    const call = parseRequest(parseBody(request.body, depthLimit), hook);
    if (!UUID.test(call.hookInstance)) log.oddHookInstance({ service: serviceId(hook) });
    const reading = decider.read(draftOf(call));
    const facts = await gatherFacts(call, reading.needs, gathering);
    const foreign = foreignIn(facts);
    if (foreign > 0) log.foreignResources({ service: serviceId(hook), count: foreign });
    const decisions = decider.decide(reading, facts, today());
    const decided = respond(decisions, { knowledge, topicSystem, profile: 'standard', newUuid, subject: call });
    response.json({ cards: decided.map(({ card }) => card) });
  };
}
