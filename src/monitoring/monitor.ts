import type { Alarm } from './alarm.ts';
import { inWords } from './alarm-words.ts';
import type { Expectation } from './expectation.ts';
import { type SiteHistory, sinceFirstJudged } from './history.ts';
import { monitorPolicy } from './monitor-policy.ts';
import { monitorSite } from './monitor-site.ts';

/** What is watched. Plain data, which goes from thread to thread. */
export interface Monitored {
  /** Ids of the policies that are switched on, by site. Other sites are not watched. */
  readonly policies: Readonly<Record<string, readonly string[]>>;
  /** Cards a week that are expected before the past of a site tells, by site and policy. */
  readonly expectedCards?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Highest share of overridden cards among those reported, between 0 and 1. */
  readonly overrideLimit: number;
}

/** What is found of a site. */
export interface Findings {
  /** Also those that are over, the first noticed first. */
  readonly alarms: readonly Alarm[];
  /** What is expected from now on. */
  readonly expected: readonly Expectation[];
}

/** What is found of all sites. */
export interface Monitoring extends Findings {
  /** The last day that was looked at, YYYY-MM-DD. */
  readonly day: string;
}

/**
 * Compares each day of a site with the days before it, for the site and for each of its policies. The same counts always give
 * the same alarms, so that nothing needs to be remembered.
 */
export function monitor(history: SiteHistory, { policies, overrideLimit, expectedCards = {} }: Monitored): Findings {
  const enabled = policies[history.site];
  if (!enabled) return { alarms: [], expected: [] };
  const site = monitorSite(history);
  const policiesFound = enabled.flatMap((policy) => {
    const expected = expectedCards[history.site]?.[policy];
    // Without an order it has no past; where cards are expected, that is a reason to look.
    const since = sinceFirstJudged(history, policy) ?? (expected === undefined ? undefined : history);
    if (!since) return [];
    return monitorPolicy({ ...since, policy }, site.calls.byWeekday, { overrideLimit, expectedCards: expected });
  });
  const all = [site, ...policiesFound];
  const alarms = inWords(all.flatMap((found) => found.alarms));
  return {
    alarms: alarms.toSorted((one, other) => one.noticed.localeCompare(other.noticed)),
    expected: all.flatMap(({ expected }) => expected),
  };
}

/** The alarms that last. */
export function lastingAlarms({ alarms }: Pick<Findings, 'alarms'>): readonly Alarm[] {
  return alarms.filter(({ ended }) => ended === undefined);
}
