import type { CoverageMatch } from '../decision/coverage-match.ts';
import type { Decision, Work } from '../decision/decide.ts';
import { accessOf } from '../fhir-client/access.ts';
import { watchAccess } from '../fhir-client/watched-access.ts';
import { readCrdOptions } from '../hooks/crd-request.ts';
import { draftOf } from '../hooks/draft.ts';
import type { JsonObject } from '../json.ts';
import type { Order } from '../matching/order.ts';
import { type AssertedOrder, type AssertionContext, assertOf } from '../response/assert.ts';
import { crdCards, type SpokenDecision } from '../response/crd-cards.ts';
import { adoptionFor, type DeterminationSource, determine } from '../response/determine.ts';
import { limitCards } from '../response/limit-cards.ts';
import type { CrdClient } from '../sites/site.ts';
import type { AnsweredCall, Call, Ports } from './answer-call.ts';
import { exchangeOf } from './crd-exchange.ts';
import { type CrdOrders, crdOrdersOf } from './crd-orders.ts';
import { type InsuredOrder, insuredOrders } from './insured-orders.ts';
import { judgeOrders } from './judge-orders.ts';
import { inSlices } from './time-slices.ts';

/** A call of a site that is a CRD client. */
interface CrdCall extends Call {
  readonly crd: CrdClient;
}

/** Adds the payer of the order's Coverage to a decision, by its adoptions. */
function spokenOf(
  decision: Decision,
  insurance: CoverageMatch | undefined,
  source: DeterminationSource,
): SpokenDecision {
  const { outcome } = decision;
  if (!insurance || !('payer' in insurance)) return { decision, label: undefined, statement: undefined };
  const adoption = insurance.kind === 'insured' ? adoptionFor(decision, insurance.payer.id, source) : undefined;
  const statement = 'action' in outcome ? adoption?.statements.get(outcome.action.id) : undefined;
  return { decision, label: insurance.payer.label, statement };
}

/** Input for the assertions of a call. */
interface AssertionSource extends DeterminationSource, Pick<CrdOrders, 'sent' | 'unread'> {
  /** The orders that were judged, by their resource. */
  readonly judged: ReadonlyMap<JsonObject, Order>;
  readonly decisions: readonly Decision[];
}

/** Asserts what can be asserted of each order; yields between them. */
function* assertAll(
  orders: readonly InsuredOrder[],
  source: AssertionSource,
  context: AssertionContext,
): Work<readonly AssertedOrder[]> {
  const byOrder = Map.groupBy(source.decisions, ({ order }) => order.resource);
  const asserted: AssertedOrder[] = [];
  for (const { order, insurance } of orders) {
    yield;
    if (!('payer' in insurance)) continue;
    const theirs = {
      codings: source.judged.get(order)?.codings,
      decisions: byOrder.get(order) ?? [],
      isUnread: source.unread.has(order),
    };
    const determination = determine(theirs, insurance, source);
    const one = determination && assertOf(source.sent.get(order) ?? order, determination, insurance, context);
    if (one) asserted.push(one);
  }
  return asserted;
}

/**
 * Answers a call of a CRD client (Da Vinci CRD): each order that it asks about gets coverage information, asserted for a payer
 * that the site's file names; cards tell what stands nowhere else. Throws RequestError: what `hook.parse` throws, `no-coverage`
 * or `other-payer` to clients of 2.2, `coverage-unavailable` or `order-unavailable` if the client's FHIR server failed; `aborted`.
 */
export async function answerCrdCall(call: CrdCall, ports: Ports): Promise<AnsweredCall> {
  const { body, hook, site, crd, isGone } = call;
  const { knowledge } = ports.rules;
  const { newUuid } = ports;
  const options = readCrdOptions(body, crd.versions);
  const parsed = hook.parse(body);
  const watched = watchAccess(accessOf(parsed, site, { ...ports.fhir, deadline: crd.deadline }));
  const { access } = watched;
  const { request, sent, unread, lookup } = await crdOrdersOf(parsed, access);
  const { screening, facts, decisions } = await judgeOrders(
    call,
    { request, draft: draftOf(request, lookup), access },
    ports,
  );
  const { today } = screening.day;
  const matching = { payers: crd.payers, knowledge, lookup, today };
  const orders = await inSlices(insuredOrders(request, facts, options.version, matching), isGone);

  const judged = new Map(screening.orders.map((order) => [order.resource, order]));
  const source = { knowledge, today, judged, decisions, sent, unread };
  const context = { options, isPrimary: !hook.isSecondary, today, newUuid };
  const asserted = options.isOn('coverage-info') ? await inSlices(assertAll(orders, source, context), isGone) : [];

  const insuranceOfOrder = new Map(orders.map(({ order, insurance }) => [order, insurance]));
  const spoken = decisions.map((decision) => spokenOf(decision, insuranceOfOrder.get(decision.order.resource), source));
  const forCards = {
    knowledge,
    newUuid,
    options,
    today,
    subject: request,
    areDrafts: parsed.orders.wanted === undefined,
    areSeveral: orders.length > 1,
  };
  const { cards, leftOut } = await inSlices(limitCards(crdCards(spoken, forCards)), isGone);
  const answer = { cards: cards.map(({ card }) => card), systemActions: asserted.map(({ action }) => action) };
  const assertions = asserted.map(({ assertion }) => assertion);
  const exchange = exchangeOf(orders, {
    body,
    prefetch: parsed.prefetch,
    watched,
    judged,
    lookup,
    systems: knowledge.systems,
  });
  return { answer, request, screening, facts, decisions, cards, leftOut, assertions, exchange };
}
