import { dayAfter, firstDayIn, isDay, lastDayIn } from '../calendar.ts';
import type { FaultList } from './fault.ts';
import type { Policy } from './policy.ts';

/** The days between which a version of a policy is in force, YYYY-MM-DD, both inclusive; undefined means open. */
export interface Period {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** A version of a policy, and when it is in force. */
export type DatedVersion = Pick<Policy, 'id' | 'version' | 'isActive' | 'period'>;

/** Reads `effectivePeriod`; a date may be a year, a month or a day (FHIR R4 §2.24.0.1 date). */
export function periodOf(
  { start, end }: { readonly start?: string | undefined; readonly end?: string | undefined },
  file: string,
  faults: FaultList,
): Period {
  const first = start && firstDayIn(start);
  const last = end && lastDayIn(end);
  for (const [name, day] of Object.entries({ start: first, end: last }))
    if (day !== undefined && !isDay(day))
      faults.add(file, `PlanDefinition.effectivePeriod.${name}`, 'must be a date: YYYY, YYYY-MM or YYYY-MM-DD');
  if (first && last && last < first) faults.add(file, 'PlanDefinition.effectivePeriod', 'ends before it starts');
  return { start: first, end: last };
}

const hasBegun = ({ period: { start } }: DatedVersion, day: string) => start === undefined || start <= day;

/** True if the version's period is past on this day (YYYY-MM-DD). */
export function hasEnded({ period: { end } }: Pick<DatedVersion, 'period'>, day: string): boolean {
  return end !== undefined && end < day;
}

const byStart = (a: DatedVersion, b: DatedVersion) => (a.period.start ?? '').localeCompare(b.period.start ?? '');

/**
 * Selects the version of a policy in force on a day (YYYY-MM-DD): the latest to begin of those whose period holds the day; if
 * there is none, the latest that has begun, although it has ended; undefined if none has begun. Drafts and retired versions
 * never speak (FHIR R4 PlanDefinition.status, .effectivePeriod).
 */
export function versionInForce<Version extends DatedVersion>(
  versions: readonly Version[],
  day: string,
): Version | undefined {
  const begun = versions.filter((version) => version.isActive && hasBegun(version, day)).toSorted(byStart);
  return begun.findLast((policy) => !hasEnded(policy, day)) ?? begun.at(-1);
}

/** A version that takes over from another, and the day (YYYY-MM-DD) on which it does. */
interface Successor {
  readonly version: string;
  readonly from: string;
}

/**
 * The successor of a version among the versions of all policies: the first active one to begin after it. Undefined where there is
 * none, where the version has ended by then, and for a draft or a retired version, which never speaks.
 */
export function successorOf(
  { id, isActive, period }: DatedVersion,
  all: readonly DatedVersion[],
): Successor | undefined {
  const later = all.flatMap((other): readonly Successor[] => {
    const { start } = other.period;
    const isLater = other.id === id && other.isActive && start !== undefined && start > (period.start ?? '');
    return isLater ? [{ version: other.version, from: start }] : [];
  });
  const [next] = later.toSorted((a, b) => a.from.localeCompare(b.from));
  return isActive && next && !hasEnded({ period }, next.from) ? next : undefined;
}

/** Ids of the policies that are active, whatever the day. */
export function activeIds(policies: readonly DatedVersion[]): readonly string[] {
  return [...new Set(policies.filter(({ isActive }) => isActive).map(({ id }) => id))];
}

/** The policies that speak on a day, one version of each. */
export function policiesInForce<Version extends DatedVersion>(
  policies: readonly Version[],
  day: string,
): readonly Version[] {
  return [...Map.groupBy(policies, ({ id }) => id).values()].flatMap((versions) => versionInForce(versions, day) ?? []);
}

/** Upcoming change of a policy, or a change that left it without a version in force. */
export interface PolicyNotice {
  readonly policy: string;
  readonly version: string;
  readonly kind: 'ended' | 'ends-soon' | 'begins-soon';
  /** Its last day, or the first if it begins soon; YYYY-MM-DD. */
  readonly day: string;
}

/** Days ahead that an end or a beginning is told. */
const SOON = 60;

function noticesOf(versions: readonly DatedVersion[], today: string, soon: string): readonly PolicyNotice[] {
  const active = versions.filter(({ isActive }) => isActive);
  const current = versionInForce(versions, today);
  return active.flatMap((policy): readonly PolicyNotice[] => {
    const { id, version, period } = policy;
    const { start, end } = period;
    if (start !== undefined && start > today && start <= soon)
      return [{ policy: id, version, kind: 'begins-soon', day: start }];
    if (policy !== current || end === undefined) return [];
    if (end < today) return [{ policy: id, version, kind: 'ended', day: end }];
    const isFollowed = active.some((other) => (other.period.start ?? '') > (start ?? '') && !hasEnded(other, end));
    return end <= soon && !isFollowed ? [{ policy: id, version, kind: 'ends-soon', day: end }] : [];
  });
}

/** Versions that have ended without a successor, or begin or end within sixty days of `today` (YYYY-MM-DD). */
export function noticesOn(policies: readonly DatedVersion[], today: string): readonly PolicyNotice[] {
  const soon = dayAfter(today, SOON);
  return [...Map.groupBy(policies, ({ id }) => id).values()].flatMap((versions) => noticesOf(versions, today, soon));
}
