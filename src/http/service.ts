import { type AnsweredCall, answerCall, type Call, type Ports } from '../answer/answer-call.ts';
import type { Facts } from '../decision/facts.ts';
import { unrecognizedIn } from '../decision/unrecognized.ts';
import { RequestError } from '../errors.ts';
import { parseKeepingNumbers } from '../exact-numbers.ts';
import { asObject, asText } from '../json.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { recordAssertions } from '../records/assertion.ts';
import { recordCall, recordRefusal } from '../records/call.ts';
import { recordExchange } from '../records/exchange.ts';
import { isUuid, type Pseudonymizer } from '../records/pseudonymizer.ts';
import type { CallRecord } from '../records/record.ts';
import type { Rules } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import type { AssertionStore } from '../store/assertions.ts';
import { type Answer, codeOf, json } from './answer.ts';
import type { AuthenticatedCall } from './cds-hooks.ts';
import { keepInTime } from './keep-in-time.ts';
import type { ReadJson } from './read-json.ts';

/** Everything that answering calls over HTTP needs. Clock and random come from outside. */
export interface ServiceDeps extends Omit<Ports, 'rules' | 'fhir'> {
  readonly readJson: ReadJson;
  readonly rules: () => Rules;
  /** FHIR source of a site's calls. */
  readonly fhir: (site: string) => Ports['fhir'];
  /** Stores assertions before they are sent. */
  readonly store: AssertionStore;
  /** Takes the record of a call, at once and without failing. */
  readonly keep: (record: CallRecord) => void;
  readonly pseudonymizer: Pseudonymizer;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How many resources of another patient were passed over. */
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

/** One call over HTTP: reads the body, answers it, and records the call once the answer is on its way. Refusals are recorded, too. */
export function createService(deps: ServiceDeps): (called: AuthenticatedCall) => Promise<Answer> {
  const { readJson, log, pseudonymizer, metrics, keep } = deps;
  const answer = async (called: AuthenticatedCall): Promise<Answer> => {
    const { request, response, hook, service, site, context } = called;
    // Not for feedback: it may come hours after the cards, and switching a service off must not lose what became of them.
    if (site.hooks && !site.hooks.has(hook.name)) throw new RequestError('service-off');
    const rules = deps.rules();
    // An order of a CRD client goes back as it came, its numbers too.
    const body = await readJson(request, response, site.crd && parseKeepingNumbers);
    context.hookInstance = asText(asObject(body)?.['hookInstance']);
    const call: Call = { body, hook, site };
    const answered = await answerCall(call, { ...deps, rules, fhir: deps.fhir(site.id), now: () => context.arrived });
    const { id } = context;
    if (!isUuid(answered.request.hookInstance)) log.oddHookInstance({ id, service });
    const { authorization } = answered.request;
    if (authorization.state === 'unusable') log.unusableAuthorization({ id, service, element: authorization.element });
    const foreign = foreignIn(answered.facts);
    if (foreign > 0) log.foreignResources({ id, service, count: foreign });
    context.cards = answered.cards.length;
    const onSent = (milliseconds: number) => {
      const unrecognized = unrecognizedIn(answered.screening, answered.facts, rules.knowledge);
      const record = {
        ...recordCall(
          { ...frameOf(called), milliseconds, ...answered, unrecognized },
          rules.knowledge.fingerprint,
          pseudonymizer,
        ),
        ...crdRecord(site, answered, pseudonymizer),
      };
      metrics.decided(record);
      metrics.bounded('cards', answered.leftOut);
      metrics.bounded('texts', answered.screening.orders.filter(({ description }) => !description.readWhole).length);
      keep(record);
    };
    if (answered.assertions.length > 0) {
      const { fingerprint } = rules.knowledge;
      const records = recordAssertions(answered.assertions, frameOf(called), fingerprint, deps.pseudonymizer);
      await keepInTime(deps.store.keepAssertions(records));
    }
    const { cards, systemActions } = answered.answer;
    return json(site.crd ? { cards, systemActions } : { cards }, { onSent });
  };
  return async (called) => {
    try {
      return await answer(called);
    } catch (error) {
      const { knowledge } = deps.rules();
      // The clock may have been set back meanwhile.
      const milliseconds = Math.max(0, deps.now() - called.context.arrived);
      const { hookInstance } = called.context;
      const refusal = recordRefusal({ ...frameOf(called), milliseconds, code: codeOf(error) }, knowledge.fingerprint);
      keep({
        ...refusal,
        ...(hookInstance === undefined ? {} : { hookInstance: pseudonymizer.uuidOrPseudonym(hookInstance) }),
        ...crdRecord(called.site, undefined, pseudonymizer),
      });
      throw error;
    }
  };
}
