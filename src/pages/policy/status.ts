import { hasEnded, successorOf, versionInForce } from '../../policies/in-force.ts';
import type { Policy } from '../../policies/policy.ts';

/** Status of a version on a day, in words. */
interface Status {
  readonly kind: 'current' | 'ended' | 'coming' | 'off';
  readonly words: string;
}

/** The parts of a policy that its status depends on. */
type Version = Pick<Policy, 'id' | 'version' | 'status' | 'isActive' | 'period'>;

/**
 * The status of a version on a day, YYYY-MM-DD. `all` are the versions of all policies: one that a later version has replaced is not
 * current, although its own period may have no end.
 */
export function statusOf(policy: Version, today: string, all: readonly Version[]): Status {
  const { id, version, status, period } = policy;
  const { start, end } = period;
  if (status !== 'active') return { kind: 'off', words: status === 'draft' ? 'Draft, judges nothing' : 'Retired' };
  if (hasEnded(policy, today)) return { kind: 'ended', words: `Ended ${end}` };
  if (start !== undefined && start > today) return { kind: 'coming', words: `From ${start}` };
  const speaks = versionInForce(
    all.filter((other) => other.id === id),
    today,
  );
  const next = successorOf(policy, all);
  if (next && speaks?.version !== version)
    return { kind: 'ended', words: `Replaced by ${next.version} on ${next.from}` };
  const dates = [start && `since ${start}`, end && `until ${end}`].filter(Boolean).join(', ');
  return { kind: 'current', words: dates ? `Current ${dates}` : 'Current, undated' };
}
