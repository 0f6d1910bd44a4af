import { byInsurance, insuranceOf } from '../decision/coverage.ts';
import { type CoverageMatch, createMatchCoverage, type MatchSource } from '../decision/coverage-match.ts';
import type { Work } from '../decision/decide.ts';
import { type Facts, factNamed, isFailure, lackingIn, resourcesOf } from '../decision/facts.ts';
import { rankOf } from '../decision/first-to-pay.ts';
import { type Problem, RequestError } from '../errors.ts';
import { isCrdOrder } from '../hooks/crd-order.ts';
import type { CrdVersion } from '../hooks/crd-request.ts';
import type { HookRequest } from '../hooks/request.ts';
import { asText, type JsonObject } from '../json.ts';

/** An order that a call asks about, as it is judged, and the Coverage it falls under. */
export interface InsuredOrder {
  readonly order: JsonObject;
  readonly insurance: CoverageMatch;
}

/** The orders that a call asks about, of all kinds that CRD speaks of. */
function ordersAsked({ orders: { entries, selected } }: HookRequest): readonly JsonObject[] {
  const isAsked = (order: JsonObject) => !selected || selected.has(order);
  return entries.map(({ resource }) => resource).filter((order) => isCrdOrder(order) && isAsked(order));
}

/** The Coverages of the patient; of several with the same id, the last. */
function coveragesIn(facts: Facts): readonly JsonObject[] {
  const coverages = resourcesOf(factNamed(facts, 'coverages'));
  return [...new Map(coverages.map((coverage) => [coverage['id'], coverage])).values()];
}

/**
 * Refuses a call if Coverages or their payors failed to come and an order might fall under one of them. It does not if its Coverage
 * ranks first or is the only one that the order names.
 */
function refuseUnread(orders: readonly InsuredOrder[], facts: Facts): void {
  const lacking = lackingIn(factNamed(facts, 'coverages'));
  if (!isFailure(lacking)) return;
  const isSure = ({ order, insurance }: InsuredOrder) =>
    'coverage' in insurance &&
    (lacking === 'payor-unread' || rankOf(insurance.coverage) === 1 || insuranceOf(order).references.length === 1);
  if (!orders.every(isSure)) throw new RequestError('coverage-unavailable');
}

/** The reasons why no Coverage can be taken for the orders, each with its element; an empty list if none came and no order names one. */
function whyNone(orders: readonly InsuredOrder[], facts: Facts): readonly Problem[] {
  const fact = factNamed(facts, 'coverages');
  const coverages = resourcesOf(fact);
  const isAnothers = fact.state === 'known' ? fact.foreign !== undefined : fact.reason === 'another-patient';
  const lacksId = coverages.some(({ id }) => asText(id) === undefined);
  const isError = coverages.some(({ status }) => status === 'entered-in-error');
  const naming = orders.map(({ order }) => order).filter((order) => insuranceOf(order).references.length > 0);
  const types = new Set(naming.map(({ resourceType }) => String(resourceType)));
  return [
    ...(isAnothers ? [{ element: 'Coverage.beneficiary', text: 'must be the patient of the call' }] : []),
    ...(lacksId ? [{ element: 'Coverage.id', text: 'is required: the answer names the Coverage by it' }] : []),
    ...(isError ? [{ element: 'Coverage.status', text: 'must not be entered-in-error' }] : []),
    ...[...types].map((type) => ({
      element: `${type}.insurance`,
      text: 'must name a Coverage that came beside the order with an id of its own: no other is taken in its place',
    })),
  ];
}

/**
 * Refuses a call none of whose orders can be answered for: clients of 2.2 expect it (CRD 2.2 hook-13); those before it get an
 * answer without coverage information.
 */
function refuseUninsured(orders: readonly InsuredOrder[], facts: Facts, version: CrdVersion): void {
  if (version !== '2.2' || orders.length === 0) return;
  const kinds = new Set(orders.map(({ insurance }) => insurance.kind));
  if (kinds.size === 1 && kinds.has('none')) throw new RequestError('no-coverage', whyNone(orders, facts));
  if ([...kinds].every((kind) => kind === 'none' || kind === 'other-payer')) throw new RequestError('other-payer');
}

/** Matches the Coverage of an order, memoized by the insurance that orders name. */
export function createMatch(source: MatchSource): (order: JsonObject) => CoverageMatch {
  return byInsurance(createMatchCoverage(source));
}

/**
 * The orders that a call asks about, each with the Coverage it falls under; yields between them. Throws RequestError
 * `coverage-unavailable`, and to clients of 2.2 `no-coverage` or `other-payer`.
 */
export function* insuredOrders(
  request: HookRequest,
  facts: Facts,
  version: CrdVersion,
  source: Omit<MatchSource, 'coverages'>,
): Work<readonly InsuredOrder[]> {
  const match = createMatch({ ...source, coverages: coveragesIn(facts) });
  const orders: InsuredOrder[] = [];
  for (const order of ordersAsked(request)) {
    orders.push({ order, insurance: match(order) });
    yield;
  }
  refuseUnread(orders, facts);
  refuseUninsured(orders, facts, version);
  return orders;
}
