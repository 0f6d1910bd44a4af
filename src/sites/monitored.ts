import type { Monitored } from '../monitoring/monitor.ts';
import { type DatedVersion, policiesInForce } from '../policies/in-force.ts';
import { inMode, liveSince } from './policy-modes.ts';
import type { Site } from './site.ts';

/** Per site the policies that speak on a day (YYYY-MM-DD) and are live there, since when, and the cards that are expected. */
export function monitoredAt(
  sites: readonly Pick<Site, 'id' | 'policies' | 'expectedCards'>[],
  policies: readonly DatedVersion[],
  day: string,
): Omit<Monitored, 'overrideLimit'> {
  const ids = policiesInForce(policies, day).map(({ id }) => id);
  const bySite = <T>(of: (site: (typeof sites)[number]) => T) =>
    Object.fromEntries(sites.map((site) => [site.id, of(site)]));
  const liveAt = ({ policies: modes }: (typeof sites)[number]) => ids.filter(inMode('live', modes, day));
  return {
    policies: bySite(liveAt),
    liveSince: bySite((site) =>
      Object.fromEntries(
        liveAt(site).flatMap((policy) => {
          const since = liveSince(site.policies, policy, day);
          return since === undefined ? [] : [[policy, since]];
        }),
      ),
    ),
    expectedCards: bySite(({ expectedCards = {} }) => expectedCards),
  };
}
