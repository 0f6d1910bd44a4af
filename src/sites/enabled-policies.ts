import { policiesInForce } from '../policies/in-force.ts';
import type { Policy } from '../policies/policy.ts';
import type { Site } from './site.ts';

/** Ids of the policies that speak on a day (YYYY-MM-DD) and are switched on, by site. */
export function enabledPolicies(
  sites: readonly Pick<Site, 'id' | 'policies'>[],
  policies: readonly Policy[],
  day: string,
): Readonly<Record<string, readonly string[]>> {
  const ids = policiesInForce(policies, day).map(({ id }) => id);
  return Object.fromEntries(
    sites.map(({ id, policies: enabled }) => [id, ids.filter((policy) => enabled?.has(policy) ?? true)]),
  );
}
