import { type AnsweredCall, answerCall, type Call } from '../../src/answer/answer-call.ts';
import { spokenBy } from '../../src/answer/run-case.ts';
import { createDecider, type Decider } from '../../src/decision/decide.ts';
import { FACTS } from '../../src/decision/facts.ts';
import { createFhirClient } from '../../src/fhir-client/client.ts';
import type { FactSource } from '../../src/fhir-client/gather.ts';
import type { Card } from '../../src/hooks/card.ts';
import { hookOf } from '../../src/hooks/hooks.ts';
import type { JsonObject } from '../../src/json.ts';
import type { LoadedKnowledge } from '../../src/policies/load.ts';
import { type CardProfile, OPEN_SITE } from '../../src/sites/site.ts';
import { knowledge, NOW, newUuid } from './knowledge.ts';

interface TestedAnswer extends Omit<AnsweredCall, 'cards'> {
  readonly cards: readonly Card[];
  /** `policy/action` of every card. */
  readonly spoken: readonly string[];
}

/** Facts come from prefetch alone: no FHIR server may be called. */
export const PREFETCH_ONLY: FactSource = {
  facts: FACTS,
  client: createFhirClient(),
  development: false,
  deadline: 1000,
};

/** Clock of the calls: an instant in milliseconds, and the time zone of the site. */
interface When {
  readonly now?: number;
  readonly timeZone?: string | undefined;
}

/** Answers request bodies of a site through the core, without HTTP. */
export function siteCaller(site: Call['site'], content: LoadedKnowledge, { fhir = PREFETCH_ONLY, now = NOW } = {}) {
  // Made at the first call: a mutation run counts what is done while a test file loads for no test.
  let decider: Decider | undefined;
  const ports = { fhir, now: () => now, newUuid, topicSystem: 'https://example.org/topic' };
  return async (body: JsonObject): Promise<AnsweredCall> => {
    decider ??= createDecider(content);
    return answerCall({ body, hook: hookOf(body), site }, { ...ports, rules: { knowledge: content, decider } });
  };
}

/** The same for a site with nothing set but the shape of its cards and its time zone. */
export function caller(
  content: LoadedKnowledge = knowledge,
  profile: CardProfile = 'standard',
  { now, timeZone }: When = {},
) {
  return siteCaller({ ...OPEN_SITE, timeZone, cards: profile }, content, now === undefined ? {} : { now });
}

/** The same, in the form that most tests look at. */
export function answerer(
  content?: LoadedKnowledge,
  profile?: CardProfile,
  when?: When,
): (body: JsonObject) => Promise<TestedAnswer> {
  const call = caller(content, profile, when);
  return async (body) => {
    const answered = await call(body);
    return { ...answered, cards: answered.cards.map(({ card }) => card), spoken: spokenBy(answered) };
  };
}
