import type { Card } from '../../src/cds-hooks/card.ts';
import { questionOf } from '../../src/cds-hooks/question.ts';
import { parseRequest } from '../../src/cds-hooks/request.ts';
import { createDecider, type Decision } from '../../src/decision/decide.ts';
import { gatherFacts } from '../../src/fhir/gather.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import { respond } from '../../src/response/respond.ts';
import { knowledge, newUuid, TODAY } from './server.ts';

export interface Answer {
  readonly decisions: readonly Decision[];
  readonly cards: readonly Card[];
  /** `policy/action` of every card. */
  readonly spoken: readonly string[];
}

/** Answers request bodies through the core, without HTTP. */
export function answerer(content: Knowledge = knowledge): (body: JsonObject) => Answer {
  const decider = createDecider(content);
  return (body) => {
    const call = parseRequest(body, body['hook'] === 'order-select' ? 'order-select' : 'order-sign');
    const decisions = decider.decide(questionOf(call, gatherFacts(call), TODAY));
    const cards = respond(decisions, {
      knowledge: content,
      subject: call,
      topicSystem: 'https://example.org/topic',
      newUuid,
    });
    const spoken = decisions.flatMap(({ policy, outcome }) =>
      outcome.kind === 'applies' ? [`${policy.id}/${outcome.action.id}`] : [],
    );
    return { decisions, cards, spoken };
  };
}
