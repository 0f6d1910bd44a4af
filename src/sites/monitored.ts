import type { Monitored } from '../monitoring/monitor.ts';
import { policiesInForce } from '../policies/in-force.ts';
import type { Policy } from '../policies/policy.ts';
import { inMode } from './policy-modes.ts';
import type { Site } from './site.ts';

/** Per site the policies that speak on a day (YYYY-MM-DD) and are live there, and the cards that are expected. */
export function monitoredAt(
  sites: readonly Pick<Site, 'id' | 'policies' | 'expectedCards'>[],
  policies: readonly Policy[],
  day: string,
): Omit<Monitored, 'overrideLimit'> {
  const ids = policiesInForce(policies, day).map(({ id }) => id);
  return {
    policies: Object.fromEntries(sites.map(({ id, policies: modes }) => [id, ids.filter(inMode('live', modes, day))])),
    expectedCards: Object.fromEntries(sites.map(({ id, expectedCards = {} }) => [id, expectedCards])),
  };
}
