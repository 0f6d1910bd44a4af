import { createDecider, type Decision } from '../../src/decision/decide.ts';
import type { Fact, Facts } from '../../src/decision/facts.ts';
import type { Card } from '../../src/hooks/card.ts';
import { draftOf } from '../../src/hooks/draft.ts';
import { factOf, readPrefetched, type Wanted } from '../../src/hooks/prefetch.ts';
import { type HookRequest, parseRequest } from '../../src/hooks/request.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Knowledge } from '../../src/policies/knowledge.ts';
import { respond } from '../../src/response/respond.ts';
import type { CardProfile } from '../../src/sites/site.ts';
import { knowledge, newUuid, TODAY } from './server.ts';

export interface Answer {
  readonly decisions: readonly Decision[];
  readonly cards: readonly Card[];
  /** `policy/action` of every card. */
  readonly spoken: readonly string[];
}

/** The facts that prefetch alone gives: what is not sent and not asked for is missing. */
export function factsSent(call: HookRequest): Facts {
  const fact = (key: string, type: Wanted['type']): Fact<readonly JsonObject[]> => {
    const sent = readPrefetched(call.prefetched(key), { type, patientId: call.patientId });
    if ('missing' in sent) return { state: 'missing', reason: sent.missing };
    return factOf([sent.page], sent.page.next === undefined ? undefined : 'not-sent');
  };
  return { conditions: fact('conditions', 'Condition'), coverages: fact('coverage', 'Coverage') };
}

/** Answers request bodies through the core, without HTTP. */
export function answerer(
  content: Knowledge = knowledge,
  profile: CardProfile = 'standard',
): (body: JsonObject) => Answer {
  const decider = createDecider(content);
  return (body) => {
    const call = parseRequest(body, body['hook'] === 'order-select' ? 'order-select' : 'order-sign');
    const decisions = decider.decide(decider.read(draftOf(call)), factsSent(call), TODAY);
    const decided = respond(decisions, {
      knowledge: content,
      subject: call,
      topicSystem: 'https://example.org/topic',
      profile,
      newUuid,
    });
    const cards = decided.map(({ card }) => card);
    const spoken = decisions.flatMap(({ policy, outcome }) =>
      outcome.kind === 'applies' ? [`${policy.id}/${outcome.action.id}`] : [],
    );
    return { decisions, cards, spoken };
  };
}
