import type { Facts } from '../decision/facts.ts';
import type { CallDay } from '../decision/order-day.ts';
import { resolverAmong } from '../hooks/draft.ts';
import { orderSign } from '../hooks/order-sign.ts';
import type { JsonObject } from '../json.ts';
import type { Determination } from '../response/determination.ts';
import { determine } from '../response/determine.ts';
import type { Rules } from '../rules.ts';
import { inMode } from '../sites/policy-modes.ts';
import type { CrdClient, Site } from '../sites/site.ts';
import { createMatch } from './insured-orders.ts';
import { inSlices } from './time-slices.ts';

/** Input for judging the orders: rules, site and time. */
interface RecordsSource {
  readonly rules: Rules;
  readonly site: Pick<Site, 'policies'>;
  readonly crd: CrdClient;
  readonly day: CallDay;
  /** True once nobody waits for the answer. */
  readonly isGone: () => boolean;
}

/**
 * Determines orders that come with their Coverages alone, without the patient's chart, as a call of order-sign that sends nothing
 * else. It asserts nothing: it tells which records the payer wants. Orders without a known payer are left out. Rejects with
 * RequestError `aborted`.
 */
export async function recordsWanted(
  orders: readonly JsonObject[],
  coverages: readonly JsonObject[],
  { rules: { decider, knowledge }, site, crd, day, isGone }: RecordsSource,
): Promise<ReadonlyMap<JsonObject, Determination>> {
  const lookup = resolverAmong(() => orders);
  const draft = { trigger: orderSign.trigger, resources: orders, resolve: lookup, selected: undefined };
  const facts: Facts = new Map([['coverages', { state: 'known', value: coverages }]]);
  const screening = await inSlices(decider.screen(draft, day, inMode('live', site.policies, day.today)), isGone);
  const decisions = await inSlices(decider.decide(screening, facts), isGone);
  const source = { knowledge, today: day.today };
  const match = createMatch({ payers: crd.payers, knowledge, lookup, coverages, today: day.today });
  const byOrder = Map.groupBy(decisions, ({ order }) => order.resource);
  const judged = screening.orders.flatMap(({ resource, codings }) => {
    const theirs = { codings, decisions: byOrder.get(resource) ?? [] };
    const determination = determine(theirs, match(resource), source);
    return determination ? [[resource, determination] as const] : [];
  });
  return new Map(judged);
}
