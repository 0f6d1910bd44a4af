import type { Decision, Screening } from '../decision/decide.ts';
import type { Facts } from '../decision/facts.ts';
import { accessOf } from '../fhir-client/access.ts';
import type { FactSource } from '../fhir-client/gather.ts';
import { referenceFinder } from '../fhir-client/orders.ts';
import type { Action, Card } from '../hooks/card.ts';
import { draftOf } from '../hooks/draft.ts';
import type { Hook } from '../hooks/hook.ts';
import type { HookRequest } from '../hooks/request.ts';
import type { Exchange } from '../records/exchange.ts';
import type { CoverageAssertion } from '../response/assert.ts';
import { limitCards } from '../response/limit-cards.ts';
import { type DecidedCard, respond } from '../response/respond.ts';
import type { Rules } from '../rules.ts';
import type { Site } from '../sites/site.ts';
import { answerCrdCall } from './answer-crd-call.ts';
import { judgeOrders } from './judge-orders.ts';
import { inSlices } from './time-slices.ts';

/** A call of a service: its parsed body, the hook of the service, and the site that calls. */
export interface Call {
  readonly body: unknown;
  readonly hook: Hook;
  readonly site: Pick<Site, 'policies' | 'cards' | 'fhirServers' | 'prefetch' | 'timeZone' | 'crd'>;
  /** True once nobody waits for the answer. */
  readonly isGone?: () => boolean;
}

/** Dependencies of answerCall. */
export interface Ports {
  readonly rules: Rules;
  readonly fhir: FactSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newUuid: () => string;
  /** Code system of `source.topic`. */
  readonly topicSystem: string;
  /** Base address for readers of cards, without a final slash; undefined leaves the sources of cards as they are. */
  readonly publicAddress?: string | undefined;
}

/** The answer of a service (CDS Hooks §CDS Service Response). */
interface ServiceAnswer {
  readonly cards: readonly Card[];
  /** Coverage information for the orders of a CRD client; no other site gets any. */
  readonly systemActions: readonly Action[];
}

/** An answer, and how it came about. */
export interface AnsweredCall {
  readonly answer: ServiceAnswer;
  readonly request: HookRequest;
  readonly screening: Screening;
  readonly facts: Facts;
  readonly decisions: readonly Decision[];
  readonly cards: readonly DecidedCard[];
  /** Number of cards dropped by the limit. */
  readonly leftOut: number;
  /** Assertions for the orders of a CRD client; empty for others. */
  readonly assertions: readonly CoverageAssertion[];
  /** For the metrics of CRD; undefined for a site that is no CRD client. */
  readonly exchange?: Exchange;
}

/**
 * Answers one call (CDS Hooks §Calling a CDS Service): reads the request, judges its orders (screens them for those that a policy
 * might concern, gathers the facts these policies need, decides), and words the cards. Knows nothing of HTTP. Throws RequestError
 * `invalid-request`, `wrong-hook` or `wrong-patient`, or `aborted`; what cannot be gathered is no error but
 * unknown. A site that is a CRD client is answered by answerCrdCall.
 */
export async function answerCall(call: Call, ports: Ports): Promise<AnsweredCall> {
  const { body, hook, site, isGone } = call;
  if (site.crd) return answerCrdCall({ ...call, crd: site.crd }, ports);
  const request = hook.parse(body);
  const access = accessOf(request, site, ports.fhir);
  const draft = draftOf(request, await referenceFinder(request, access));
  const judged = await judgeOrders(call, { request, draft, access }, ports);
  const { rules, newUuid, topicSystem, publicAddress } = ports;
  const { knowledge } = rules;
  const context = { knowledge, topicSystem, publicAddress, profile: site.cards, newUuid, subject: request };
  const { cards, leftOut } = await inSlices(limitCards(respond(judged.decisions, context)), isGone);
  const answer = { cards: cards.map(({ card }) => card), systemActions: [] };
  return { answer, request, ...judged, cards, leftOut, assertions: [] };
}
