import { createDecider } from '../../src/decision/decide.ts';
import { draftOf } from '../../src/hooks/draft.ts';
import { parseRequest } from '../../src/hooks/request.ts';
import type { JsonObject } from '../../src/json.ts';
import { type CallFrame, type KnowledgeHashes, recordCall } from '../../src/records/call.ts';
import type { Pseudonymizer } from '../../src/records/pseudonymizer.ts';
import type { CallRecord, FeedbackRecord } from '../../src/records/record.ts';
import { respond } from '../../src/response/respond.ts';
import { factsSent } from './answer.ts';
import { pseudonymizerOf } from './pseudonymizer.ts';
import { knowledge, newUuid, TODAY } from './server.ts';

export const HASHES: KnowledgeHashes = {
  knowledge: 'a'.repeat(64),
  policies: new Map(knowledge.policies.map(({ id }, at) => [id, String(at).repeat(64)])),
};

const decider = createDecider(knowledge);

/** The record of a call, answered through the core without HTTP. */
export function recorded(
  body: JsonObject,
  frame: Partial<CallFrame> = {},
  pseudonymizer: Pseudonymizer = pseudonymizerOf(),
): CallRecord {
  const hook = body['hook'] === 'order-select' ? 'order-select' : 'order-sign';
  const request = parseRequest(body, hook);
  const [reading, facts] = [decider.read(draftOf(request)), factsSent(request)];
  const decisions = decider.decide(reading, facts, TODAY);
  const cards = respond(decisions, {
    knowledge,
    subject: request,
    topicSystem: 'https://example.org/topic',
    profile: 'standard',
    newUuid,
  });
  const known = { id: newUuid(), at: `${TODAY}T08:00:00.000Z`, site: 'mercy', service: hook, milliseconds: 12.5 };
  return recordCall({ ...known, ...frame, request, reading, facts, decisions, cards }, HASHES, pseudonymizer);
}

/** A report of a card, overridden without a reason unless told otherwise. */
export function reported(card: string, members: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    id: newUuid(),
    site: 'mercy',
    service: 'order-sign',
    card,
    outcome: 'overridden',
    at: `${TODAY}T08:01:00.000Z`,
    received: `${TODAY}T08:02:00.000Z`,
    suggestions: [],
    ...members,
  };
}
