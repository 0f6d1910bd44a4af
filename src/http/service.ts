import type { RequestHandler } from 'express';
import { serviceId } from '../cds-hooks/discovery.ts';
import { questionOf } from '../cds-hooks/question.ts';
import { parseRequest } from '../cds-hooks/request.ts';
import type { Decider } from '../decision/decide.ts';
import { RequestError } from '../errors.ts';
import { gatherFacts } from '../fhir/gather.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { HOOKS } from '../knowledge/policy.ts';
import type { Log } from '../log.ts';
import { respond } from '../response/respond.ts';
import { parseBody } from './body.ts';

/** What answering a call needs. Clock and random come from outside. */
export interface ServiceDeps {
  readonly knowledge: Knowledge;
  readonly decider: Decider;
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

/** One call, from bytes to cards (CDS Hooks §Calling a CDS Service). */
export function answerCall({
  knowledge,
  decider,
  log,
  topicSystem,
  depthLimit,
  newUuid,
  today,
}: ServiceDeps): RequestHandler {
  return (request, response) => {
    const hook = hookOfService.get(request.params['id']);
    if (!hook) throw new RequestError('unknown-service');
    const call = parseRequest(parseBody(request.body, depthLimit), hook);
    if (!UUID.test(call.hookInstance)) log.oddHookInstance({ service: serviceId(hook) });
    const decisions = decider.decide(questionOf(call, gatherFacts(call), today()));
    const cards = respond(decisions, { knowledge, topicSystem, newUuid, subject: call });
    response.json({ cards });
  };
}
