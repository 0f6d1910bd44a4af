import { hasEnded } from '../../policies/in-force.ts';
import type { Policy } from '../../policies/policy.ts';

/** Status of a version on a day, in words. */
export interface Status {
  readonly kind: 'current' | 'ended' | 'coming' | 'off';
  readonly words: string;
}

/** The status of a version on a day, YYYY-MM-DD. */
export function statusOf(policy: Pick<Policy, 'status' | 'period'>, today: string): Status {
  const { status, period } = policy;
  const { start, end } = period;
  if (status !== 'active') return { kind: 'off', words: status === 'draft' ? 'Draft, judges nothing' : 'Retired' };
  if (hasEnded(policy, today)) return { kind: 'ended', words: `Ended ${end}` };
  if (start !== undefined && start > today) return { kind: 'coming', words: `From ${start}` };
  return { kind: 'current', words: start === undefined ? 'Current, undated' : `Current since ${start}` };
}
