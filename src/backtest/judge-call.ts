import { randomUUID } from 'node:crypto';
import { type AnsweredCall, answerCall, type Call } from '../answer/answer-call.ts';
import { payingForOrders } from '../decision/coverage.ts';
import type { Decision, Screening } from '../decision/decide.ts';
import { type Facts, factNamed } from '../decision/facts.ts';
import { dayOfOrder } from '../decision/order-day.ts';
import type { FhirClient } from '../fhir-client/client.ts';
import { gatherFacts } from '../fhir-client/gather.ts';
import type { JsonObject } from '../json.ts';
import type { Order } from '../matching/order.ts';
import { OFFER } from '../offer.ts';
import type { Rules } from '../rules.ts';
import { changeOf } from './changes.ts';
import { missOf } from './just-missed.ts';
import type { CountKind, Key } from './tally.ts';

/** Facts come from what the export holds: no FHIR server is called. */
const NO_CLIENT: FhirClient = { get: async () => ({ missing: 'not-sent' }) };
const EXPORT_ONLY = { facts: OFFER.facts, client: NO_CLIENT, development: false, deadline: 1000 };
const TOPICS = 'https://spine-coverage-cds.example/backtest';

/** Rules that calls are judged by. */
export interface Judges {
  readonly rules: Rules;
  /** Rules whose answers are compared. */
  readonly other: Rules | undefined;
  readonly site: Call['site'];
}

/** A finding about an order, as it is counted. */
export interface OrderFinding extends Omit<Key, 'month' | 'weekday'> {
  readonly order: Order;
  /** YYYY-MM-DD; undefined for an order without a date. */
  readonly day: string | undefined;
  readonly patient: string;
}

/** The day that an order says it was placed on, in the time zone of the site; undefined if it names none. */
export function placedOn(resource: JsonObject, timeZone: string | undefined): string | undefined {
  return dayOfOrder({ resource }, { today: '', timeZone: timeZone ?? 'UTC' }) || undefined;
}

const answerBy = (rules: Rules, call: Call, now: number) =>
  answerCall(call, { rules, fhir: EXPORT_ONLY, now: () => now, newUuid: randomUUID, topicSystem: TOPICS });

/** The facts of a call with its coverages, which not every policy asks for. */
async function withCoverages({ request, facts }: AnsweredCall, { rules, site }: Judges): Promise<Facts> {
  if (facts.has('coverages')) return facts;
  const needed = { needs: new Set(['coverages']), references: [] };
  const { searchOutcomes } = rules.knowledge;
  return gatherFacts(
    { call: request, client: site, outcomes: searchOutcomes, access: 'not-sent' },
    needed,
    OFFER.facts,
  );
}

/** The payer of each order: an id of the knowledge, `several`, `none` without a Coverage in force, or `unknown`. */
function payersOfOrders({ draft, day }: Screening, facts: Facts, { rules }: Judges): (order: Order) => string {
  const coverages = factNamed(facts, 'coverages');
  if (coverages.state === 'missing') return () => 'unknown';
  const paying = payingForOrders(coverages.value, day.today, rules.knowledge, draft.resolve);
  return ({ resource }) => paying(resource).payer ?? 'none';
}

const ENDED_VERSION = 'by a version that had ended';

interface Result extends Pick<Key, 'kind' | 'finding' | 'name' | 'reason'> {}

const resultOf = (kind: CountKind, part: Partial<Result>): Result => ({
  finding: '',
  name: '',
  reason: '',
  ...part,
  kind,
});

/** The reasons for which expressions have no result, each once. */
function unknownsIn({ trace }: Decision): readonly string[] {
  const steps = [...trace.scope, ...trace.facts, ...trace.attempts.flatMap((attempt) => attempt.steps)];
  return [...new Set(steps.flatMap(({ truth, reason }) => (truth === 'unknown' ? [reason ?? 'no result'] : [])))];
}

/** The results of a decision that are counted. */
function resultsOf(decision: Decision): readonly Result[] {
  const { outcome } = decision;
  switch (outcome.kind) {
    case 'applies':
    case 'suppressed': {
      const finding = outcome.action.id;
      return [
        resultOf(outcome.kind === 'applies' ? 'card' : 'not-shown', {
          finding,
          reason: decision.ended === undefined ? '' : ENDED_VERSION,
        }),
        ...unknownsIn(decision).map((reason) => resultOf('unchecked', { finding, reason })),
      ];
    }
    case 'unknown':
      return [resultOf('unknown', { reason: outcome.why })];
    case 'not-applicable':
      return [resultOf('missed', missOf(decision))];
  }
}

/** The call as it is judged: nothing leads to a FHIR server, and no token is kept. */
function withoutServer(body: JsonObject): JsonObject {
  const { fhirServer: _server, fhirAuthorization: _token, ...rest } = body;
  return rest;
}

/**
 * Judges a call as it would have been answered at an instant (milliseconds since 1970), and finds what there is to count.
 * Rejects with RequestError as answerCall does.
 */
export async function judgeCall(
  body: JsonObject,
  hook: Call['hook'],
  now: number,
  judges: Judges,
): Promise<{ readonly answered: AnsweredCall; readonly found: readonly OrderFinding[] }> {
  const { rules, other, site } = judges;
  const call = { body: withoutServer(body), hook, site };
  const answered = await answerBy(rules, call, now);
  const otherwise = other && (await answerBy(other, call, now));
  const { decisions, request, screening } = answered;
  if (decisions.length === 0 && (otherwise?.decisions.length ?? 0) === 0) return { answered, found: [] };
  const payerOf = payersOfOrders(screening, await withCoverages(answered, judges), judges);
  const about = (order: Order) => ({
    order,
    patient: request.patientId,
    day: placedOn(order.resource, site.timeZone),
    payer: payerOf(order),
  });
  const found = decisions.flatMap((decision) => {
    const { order, policy } = decision;
    return resultsOf(decision).map((result) => ({
      ...about(order),
      policy: policy.id,
      version: policy.version,
      ...result,
    }));
  });
  const changed = screening.orders.flatMap((order) => {
    const finding = otherwise && changeOf(order.resource, answered, otherwise);
    return finding === undefined
      ? []
      : [{ ...about(order), policy: '', version: '', ...resultOf('changed', { finding }) }];
  });
  return { answered, found: [...found, ...changed] };
}
