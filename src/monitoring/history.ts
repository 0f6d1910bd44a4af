import { dayAfter, daysBetween, weekdayNumber } from '../calendar.ts';
import { isAnswered } from '../records/record.ts';
import { type Count, counterOf, SHADOW_ORDERS, UNRECOGNIZED } from '../records/roll-up.ts';

/** The counts of one policy at one site on one day. */
export interface PolicyDay {
  /** Calls in which it judged an order. */
  calls: number;
  orders: number;
  /** Orders that it could not decide. */
  unknown: number;
  shown: number;
  /** Of the cards shown that day, also if it was reported later. */
  accepted: number;
  overridden: number;
}

/** The counts of one site on one day. */
interface SiteDay {
  /** Calls that were answered. */
  calls: number;
  refused: number;
  /** Calls by the fact that was not complete. */
  readonly missing: Map<string, number>;
  /** Calls by the code system or payer that the knowledge does not know. */
  readonly unrecognized: Map<string, number>;
  readonly policies: Map<string, PolicyDay>;
  /** Policies that judged an order in shadow. */
  readonly inShadow: Set<string>;
}

/** The days of a site without a gap, from the week on in which it first called. A day is known by its number, from 0. */
export interface SiteHistory {
  readonly site: string;
  /** A Monday, YYYY-MM-DD, in UTC. */
  readonly from: string;
  readonly days: readonly SiteDay[];
}

/** Numbers of the days from one to another, which does not belong to them. */
export function daysIn(from: number, to: number): readonly number[] {
  const days: number[] = [];
  for (let day = from; day < to; day++) days.push(day);
  return days;
}

/** 0 for Monday to 6 for Sunday, of a day by its number in a history. */
export function weekdayOf(day: number): number {
  return day % 7;
}

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  return dayAfter(day, -weekdayNumber(day));
}

const emptyDay = (): SiteDay => ({
  calls: 0,
  refused: 0,
  missing: new Map(),
  unrecognized: new Map(),
  policies: new Map(),
  inShadow: new Set(),
});

/** No policy has been asked. */
const NOT_ASKED: Readonly<PolicyDay> = { calls: 0, orders: 0, unknown: 0, shown: 0, accepted: 0, overridden: 0 };

const increase = (counts: Map<string, number>, name: string, count: number) =>
  void counts.set(name, (counts.get(name) ?? 0) + count);

function addToPolicy(policies: Map<string, PolicyDay>, entry: Count): void {
  const { policy, outcome, count } = entry;
  const { kind } = counterOf(entry);
  const day = policies.get(policy) ?? { ...NOT_ASKED };
  policies.set(policy, day);
  if (kind === 'calls' || kind === 'orders' || kind === 'shown' || kind === 'accepted') day[kind] += count;
  if (kind === 'reason') day.overridden += count;
  if (kind === 'orders' && outcome === 'unknown') day.unknown += count;
}

function addToSite(day: SiteDay, entry: Count): void {
  const { outcome, count } = entry;
  const { kind, name } = counterOf(entry);
  if (kind === 'calls') day[isAnswered(outcome) ? 'calls' : 'refused'] += count;
  if (kind === 'missing') increase(day.missing, name.split(':')[0] ?? '', count);
  if (kind === UNRECOGNIZED) increase(day.unrecognized, name, count);
}

/** The counts of a day by its number. */
export function siteOn({ days }: SiteHistory, day: number): SiteDay {
  return days[day] ?? emptyDay();
}

/** The counts of a policy on a day by its number. */
export function policyOn({ days }: SiteHistory, policy: string, day: number): Readonly<PolicyDay> {
  return days[day]?.policies.get(policy) ?? NOT_ASKED;
}

const fromDay = (history: SiteHistory, day: number): SiteHistory => ({
  ...history,
  from: dayAfter(history.from, day),
  days: history.days.slice(day),
});

/**
 * The history from the first Monday on since which a policy has been live: after it was in shadow for the last time, and not before the
 * day (YYYY-MM-DD) that the file of the site names.
 */
export function sinceLive(history: SiteHistory, policy: string, named: string | undefined): SiteHistory {
  const afterShadow = history.days.findLastIndex(({ inShadow }) => inShadow.has(policy)) + 1;
  const start = Math.max(0, afterShadow, named === undefined ? 0 : daysBetween(history.from, named));
  return fromDay(history, start + ((7 - weekdayOf(start)) % 7));
}

/** The history from the week on in which a policy first judged a call; undefined if it never did. */
export function sinceFirstJudged(history: SiteHistory, policy: string): SiteHistory | undefined {
  const first = history.days.findIndex(({ policies }) => policies.has(policy));
  if (first === -1) return undefined;
  return fromDay(history, first - weekdayOf(first));
}

/** Gathers counts into histories. */
interface Histories {
  /** Counts of some days (records/roll-up.ts), in any order. */
  add(counts: readonly Count[]): void;
  /** The history of each site up to its last complete day, YYYY-MM-DD. */
  upTo(last: string): readonly SiteHistory[];
}

function historyOf(site: string, byDay: ReadonlyMap<string, SiteDay>, last: string): SiteHistory {
  const from = mondayOf([...byDay.keys()].reduce((first, day) => (day < first ? day : first), last));
  const length = daysBetween(from, last) + 1;
  return { site, from, days: Array.from({ length }, (_, number) => byDay.get(dayAfter(from, number)) ?? emptyDay()) };
}

/** Histories without a day. */
export function createHistories(): Histories {
  const sites = new Map<string, Map<string, SiteDay>>();
  const dayOf = ({ site, day }: Count) => {
    const days = sites.get(site) ?? new Map<string, SiteDay>();
    sites.set(site, days);
    const found = days.get(day) ?? emptyDay();
    days.set(day, found);
    return found;
  };
  return {
    add(counts) {
      for (const entry of counts) {
        if (entry.what === 'reports') continue;
        if (entry.policy === '') addToSite(dayOf(entry), entry);
        else if (entry.what === SHADOW_ORDERS) dayOf(entry).inShadow.add(entry.policy);
        else addToPolicy(dayOf(entry).policies, entry);
      }
    },
    upTo: (last) => [...sites].map(([site, byDay]) => historyOf(site, byDay, last)),
  };
}
