import type { FaultList } from './fault.ts';
import type { Policy } from './policy.ts';

/** Two versions are one if they have the same number, or begin on the same day and are both active. */
function faultBetween(policy: Policy, other: Policy): readonly [element: string, reason: string] | undefined {
  if (policy.id !== other.id) return ['url', `${policy.url} is also that of ${other.id} in ${other.file}`];
  if (policy.url !== other.url) return ['id', `${policy.id} is also in ${other.file}, which has another url`];
  if (policy.version === other.version)
    return ['version', `${policy.version} of ${policy.id} is also in ${other.file}: give each version its own number`];
  const isTie = policy.isActive && other.isActive && policy.period.start === other.period.start;
  const day = policy.period.start ?? 'no day';
  return isTie
    ? ['effectivePeriod.start', `${other.file} is an active version of ${policy.id} that begins on ${day}, too`]
    : undefined;
}

/** Checks that it is plain which version of a policy is in force on any day. */
export function checkVersions(policies: readonly Policy[], faults: FaultList): void {
  for (const [at, policy] of policies.entries())
    for (const other of policies.slice(0, at).filter(({ id, url }) => id === policy.id || url === policy.url)) {
      const fault = faultBetween(policy, other);
      if (fault) faults.add(policy.file, `PlanDefinition.${fault[0]}`, fault[1]);
    }
}
