import type { Alarm } from './alarm.ts';
import { alarmsInWords } from './alarm-words.ts';
import { cardsHistory } from './cards.ts';
import type { Expectation } from './expectation.ts';
import { type SiteHistory, sinceFirstJudged, sinceLive } from './history.ts';
import { monitorPolicy } from './monitor-policy.ts';
import { monitorSite } from './monitor-site.ts';

/** Input of monitoring: sites, policies and limits. Plain data, which goes from thread to thread. */
export interface Monitored {
  /** Ids of the policies that are switched on, by site. Other sites are not watched. */
  readonly policies: Readonly<Record<string, readonly string[]>>;
  /** Since when they are, YYYY-MM-DD, by site and policy, where the file of the site tells. */
  readonly liveSince?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Cards a week that are expected before the past of a site tells, by site and policy. */
  readonly expectedCards?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Highest share of overridden cards among those reported, between 0 and 1. */
  readonly overrideLimit: number;
}

/** Alarms and expectations of a site. */
export interface Findings {
  /** The first noticed first; those that are over are among them. */
  readonly alarms: readonly Alarm[];
  /** Expected counts from now on. */
  readonly expected: readonly Expectation[];
}

/** Alarms and expectations of all sites. */
export interface Monitoring extends Findings {
  /** The last day that was looked at, YYYY-MM-DD. */
  readonly day: string;
}

/**
 * Compares each day of a site with the days before it, for the site and for each of its policies. The same counts always give
 * the same alarms, so that nothing needs to be remembered.
 */
export function monitor(
  history: SiteHistory,
  { policies, liveSince = {}, overrideLimit, expectedCards = {} }: Monitored,
): Findings {
  const enabled = policies[history.site];
  if (!enabled) return { alarms: [], expected: [] };
  const site = monitorSite(history);
  const policiesFound = enabled.flatMap((policy) => {
    const expected = expectedCards[history.site]?.[policy];
    // Without an order it has no past; where cards are expected, that is a reason to look.
    const live = sinceLive(history, policy, liveSince[history.site]?.[policy]);
    const since = sinceFirstJudged(live, policy) ?? (expected === undefined ? undefined : live);
    if (!since) return [];
    return monitorPolicy(cardsHistory(since, policy), site.calls.byWeekday, { overrideLimit, expectedCards: expected });
  });
  const all = [site, ...policiesFound];
  const alarms = alarmsInWords(all.flatMap((found) => found.alarms));
  return {
    alarms: alarms.toSorted((one, other) => one.noticed.localeCompare(other.noticed)),
    expected: all.flatMap(({ expected }) => expected),
  };
}

/** The alarms that last. */
export function lastingAlarms({ alarms }: Pick<Findings, 'alarms'>): readonly Alarm[] {
  return alarms.filter(({ ended }) => ended === undefined);
}
