import { type AnsweredCall, answerCall } from '../../src/answer/answer-call.ts';
import { createDecider } from '../../src/decision/decide.ts';
import { FACTS } from '../../src/decision/facts.ts';
import { createFhirClient } from '../../src/fhir/client.ts';
import type { Card } from '../../src/hooks/card.ts';
import { hookOf } from '../../src/hooks/hooks.ts';
import { STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { spokenBy } from '../../src/policies/cases.ts';
import type { LoadedKnowledge } from '../../src/policies/load.ts';
import type { CardProfile } from '../../src/sites/site.ts';
import { knowledge, NOW, newUuid } from './server.ts';

export interface Answer extends Omit<AnsweredCall, 'cards'> {
  readonly cards: readonly Card[];
  /** `policy/action` of every card. */
  readonly spoken: readonly string[];
}

/** Facts come from prefetch alone: no FHIR server may be called. */
export const PREFETCH_ONLY = { facts: FACTS, client: createFhirClient(), development: false, deadline: 1000 };

/** Clock of the calls: an instant in milliseconds, and the time zone of the site. */
export interface When {
  readonly now?: number;
  readonly timeZone?: string | undefined;
}

/** Answers request bodies through the core, without HTTP. */
export function caller(
  content: LoadedKnowledge = knowledge,
  profile: CardProfile = 'standard',
  { now = NOW, timeZone }: When = {},
) {
  const rules = { knowledge: content, decider: createDecider(content) };
  const site = {
    policies: undefined,
    timeZone,
    cards: profile,
    fhirServers: [],
    prefetch: STANDARD_HABITS,
    crd: undefined,
  };
  const ports = { rules, fhir: PREFETCH_ONLY, now: () => now, newUuid, topicSystem: 'https://example.org/topic' };
  return (body: JsonObject): Promise<AnsweredCall> => answerCall({ body, hook: hookOf(body), site }, ports);
}

/** The same, in the form that most tests look at. */
export function answerer(
  content?: LoadedKnowledge,
  profile?: CardProfile,
  when?: When,
): (body: JsonObject) => Promise<Answer> {
  const call = caller(content, profile, when);
  return async (body) => {
    const answered = await call(body);
    return { ...answered, cards: answered.cards.map(({ card }) => card), spoken: spokenBy(answered) };
  };
}
