import { dayAfter } from '../calendar.ts';
import type { DetectedChange } from './cusum.ts';
import { daysIn, type SiteHistory } from './history.ts';

/**
 * Kinds of alarms: a site's calls have ended; a policy's cards have all but ended, or come twice as often; more of its orders
 * cannot be decided; its cards are overridden more often than the limit; data that a site sent is missing more often; a code
 * system or payer that the knowledge does not know has appeared.
 */
export const ALARM_KINDS = [
  'no-calls',
  'silent',
  'flooding',
  'unknown',
  'overridden',
  'missing',
  'unrecognized',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** A change at a site that somebody should look at. Days are YYYY-MM-DD, in UTC. */
export interface Alarm {
  readonly site: string;
  /** Undefined for what concerns the site as a whole. */
  readonly policy?: string;
  readonly kind: AlarmKind;
  /** The name that appeared, or the fact that is missing. */
  readonly name?: string;
  /** The first day of the change, as far as the counts tell. */
  readonly since: string;
  /** The day whose counts were enough to tell. */
  readonly noticed: string;
  /** The day on which it was over; undefined while it lasts. */
  readonly ended?: string;
  /** Description of the change: both levels, and other changes of the same time. */
  readonly words: string;
}

/** Numbers behind an alarm: of a week, or parts of a whole. */
export interface Level {
  readonly usual: number;
  readonly now: number;
  /** True where `usual` is what an operator expects, before the past tells. */
  readonly isExpected?: boolean;
  /** Calls that were refused, of those that ended. */
  readonly refused?: number;
}

/** An alarm before it is put into words. */
export interface FoundAlarm extends Omit<Alarm, 'words'> {
  readonly level: Level;
}

/** A change by the numbers of the days, turned into an alarm with the dates. `level` gives the numbers of its days. */
export function foundAlarm(
  { site, from, days }: SiteHistory,
  { since, noticed, ended }: DetectedChange & { readonly ended: number | undefined },
  members: Pick<FoundAlarm, 'kind' | 'policy' | 'name'>,
  level: (from: number, to: number) => Level,
): FoundAlarm {
  return {
    site,
    ...members,
    since: dayAfter(from, since),
    noticed: dayAfter(from, noticed),
    ...(ended === undefined ? {} : { ended: dayAfter(from, ended) }),
    level: level(since, ended ?? days.length),
  };
}

/** The average of a week of these days. */
export function aWeek(from: number, to: number, of: (day: number) => number): number {
  const sum = daysIn(from, to).reduce((all, day) => all + of(day), 0);
  return (7 * sum) / Math.max(1, to - from);
}
