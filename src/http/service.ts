import { type AnsweredCall, answerCall, type Call, type Ports } from '../answer/answer-call.ts';
import { judgeShadow, screenShadow } from '../answer/judge-shadow.ts';
import type { Decision, Screening } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
import { unrecognizedIn } from '../decision/unrecognized.ts';
import { parseKeepingNumbers, parseKeepingNumbersOfDrafts } from '../exact-numbers.ts';
import { assertOffered } from '../hooks/offered.ts';
import { asObject, asText } from '../json.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { recordAssertions } from '../records/assertion.ts';
import { recordCall, recordRefusal } from '../records/call.ts';
import { recordExchange } from '../records/exchange.ts';
import { isUuid, type Pseudonymizer } from '../records/pseudonymizer.ts';
import type { CallRecord } from '../records/record.ts';
import { type SiteRules, siteNow } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import type { AssertionStore } from '../store/assertions.ts';
import { type Answer, errorCodeOf, jsonAnswer } from './answer.ts';
import type { BehindAnswers } from './behind-answers.ts';
import type { AuthenticatedCall } from './cds-hooks.ts';
import { countBounds } from './count-bounds.ts';
import { keepInTime } from './keep-in-time.ts';
import type { ReadJson } from './read-json.ts';

/** Dependencies of answering calls over HTTP. Clock and random come from outside. */
interface ServiceDeps extends Omit<Ports, 'rules' | 'fhir'> {
  readonly readJson: ReadJson;
  readonly rules: () => SiteRules;
  /** FHIR source by a name: the id of a site for its answers. Each name has circuit breakers of its own. */
  readonly fhir: (name: string) => Ports['fhir'];
  /** Takes the judging of policies in shadow. */
  readonly behind: BehindAnswers;
  /** Stores assertions before they are sent. */
  readonly store: AssertionStore;
  /** Takes the record of a call, at once and without failing. */
  readonly keep: (record: CallRecord) => void;
  readonly pseudonymizer: Pseudonymizer;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Counts the resources of another patient that were passed over. */
function foreignIn(facts: Facts): number {
  return [...facts.values()].reduce((sum, fact) => sum + (fact.state === 'known' ? (fact.foreign ?? 0) : 0), 0);
}

/** For the metrics of CRD; `answered` is undefined for a call that was refused. */
function crdRecord({ id, crd }: Site, answered: AnsweredCall | undefined, pseudonymizer: Pseudonymizer) {
  const { exchange, cards = [] } = answered ?? {};
  return crd ? { crd: recordExchange(exchange && { exchange, cards }, id, crd, pseudonymizer) } : {};
}

const frameOf = ({ context, site, service }: AuthenticatedCall) => ({
  id: context.id,
  at: new Date(context.arrived).toISOString(),
  site: site.id,
  service,
});

/** A call that was answered, and by which rules. */
interface AnsweredByRules {
  readonly called: AuthenticatedCall;
  readonly call: Call;
  readonly answered: AnsweredCall;
  readonly rules: SiteRules;
}

/** Makes the function that records a call once its answer is on its way; where policies are in shadow, once they are judged. */
function createKeepAnswered(deps: ServiceDeps): (one: AnsweredByRules, milliseconds: number) => void {
  const { log, metrics, behind } = deps;
  const keep = ({ called, answered, rules }: AnsweredByRules, milliseconds: number, shadow: readonly Decision[]) => {
    const unrecognized = unrecognizedIn(answered, rules.knowledge);
    const call = { ...frameOf(called), milliseconds, ...answered, shadow, unrecognized };
    const record = {
      ...recordCall(call, rules.knowledge.fingerprint, deps.pseudonymizer),
      ...crdRecord(called.site, answered, deps.pseudonymizer),
    };
    metrics.decided(record);
    deps.keep(record);
  };
  const judge = async ({ called, call, answered, rules }: AnsweredByRules, screening: Screening) => {
    const ports = { rules, fhir: deps.fhir(`${called.site.id} in shadow`) };
    try {
      return (await judgeShadow(call, answered, screening, ports)).decisions;
    } catch (error) {
      log.failed({ id: called.context.id, code: 'internal', error });
      return [];
    }
  };
  return (one, milliseconds) => {
    const { call, answered, rules } = one;
    countBounds(answered, metrics);
    const shadow = screenShadow(call, answered, rules);
    if (shadow) behind.add(judge(one, shadow).then((decisions) => keep(one, milliseconds, decisions)));
    else keep(one, milliseconds, []);
  };
}

/** One call over HTTP: reads the body, answers it, and records the call once the answer is on its way. Refusals are recorded, too. */
export function createService(deps: ServiceDeps): (called: AuthenticatedCall) => Promise<Answer> {
  const { readJson, log, keep } = deps;
  const keepAnswered = createKeepAnswered(deps);
  const answer = async (called: AuthenticatedCall): Promise<Answer> => {
    const { request, response, hook, service, context } = called;
    const rules = deps.rules();
    const site = siteNow(called.site, rules);
    // Not for feedback: it may come hours after the cards, and switching a service off must not lose what became of them.
    assertOffered(hook, site);
    // An order goes back with its numbers as they came; to a CRD client also one that is no draft.
    const body = await readJson(request, response, site.crd ? parseKeepingNumbers : parseKeepingNumbersOfDrafts);
    context.hookInstance = asText(asObject(body)?.['hookInstance']);
    const call: Call = { body, hook, site, isGone: () => response.closed };
    const answered = await answerCall(call, { ...deps, rules, fhir: deps.fhir(site.id), now: () => context.arrived });
    const { id } = context;
    if (!isUuid(answered.request.hookInstance)) log.oddHookInstance({ id, service });
    const { authorization } = answered.request;
    if (authorization.state === 'unusable') log.unusableAuthorization({ id, service, element: authorization.element });
    const foreign = foreignIn(answered.facts);
    if (foreign > 0) log.foreignResources({ id, service, count: foreign });
    context.cards = answered.cards.length;
    const onSent = (milliseconds: number) => keepAnswered({ called, call, answered, rules }, milliseconds);
    if (answered.assertions.length > 0) {
      const { fingerprint } = rules.knowledge;
      const records = recordAssertions(answered.assertions, frameOf(called), fingerprint, deps.pseudonymizer);
      await keepInTime(deps.store.keepAssertions(records));
    }
    const { cards, systemActions } = answered.answer;
    return jsonAnswer(site.crd ? { cards, systemActions } : { cards }, { onSent });
  };
  return async (called) => {
    try {
      return await answer(called);
    } catch (error) {
      const { knowledge } = deps.rules();
      // The clock may have been set back meanwhile.
      const milliseconds = Math.max(0, deps.now() - called.context.arrived);
      const { hookInstance } = called.context;
      const refusal = recordRefusal(
        { ...frameOf(called), milliseconds, code: errorCodeOf(error) },
        knowledge.fingerprint,
      );
      keep({
        ...refusal,
        ...(hookInstance === undefined ? {} : { hookInstance: deps.pseudonymizer.uuidOrPseudonym(hookInstance) }),
        ...crdRecord(called.site, undefined, deps.pseudonymizer),
      });
      throw error;
    }
  };
}
