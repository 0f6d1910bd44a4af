import type { PlanDefinition } from '../../policies/resource-schema.ts';

/** Whether a policy is in force on a day, in words. */
export interface Status {
  readonly kind: 'current' | 'ended' | 'coming' | 'off';
  readonly words: string;
}

/** The status of a policy on a day, YYYY-MM-DD, by its status and effectivePeriod (FHIR R4 PlanDefinition). */
export function statusOf({ status, effectivePeriod }: PlanDefinition, today: string): Status {
  const { start, end } = effectivePeriod ?? {};
  if (status !== 'active') return { kind: 'off', words: status === 'draft' ? 'Draft, judges nothing' : 'Retired' };
  if (end !== undefined && end < today) return { kind: 'ended', words: `Ended ${end}` };
  if (start !== undefined && start > today) return { kind: 'coming', words: `From ${start}` };
  return { kind: 'current', words: start === undefined ? 'Current, undated' : `Current since ${start}` };
}
