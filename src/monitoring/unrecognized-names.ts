import { countEvidence } from './evidence.ts';
import { type SiteHistory, siteOn } from './history.ts';
import { type Watching, watch } from './watch.ts';

/** A name that comes with fewer of the calls that a policy judges is taken as coming with so many. */
const LEAST_SHARE = 0.02;
/** Calls of one patient bring the same names. */
const DISPERSION = 2;
const TOLERANCE = 1.2;
/** A jump is one to so many times as many. */
const JUMP = 10;

/** Usual rate of an unrecognized name, for each call of the site. */
interface UsualName {
  readonly observed: number;
  /** The highest that is no jump. */
  readonly rate: number;
}

/** Calls in which any policy judged an order, at least. */
export function judgedCalls(history: SiteHistory, day: number): number {
  return Math.max(0, ...[...siteOn(history, day).policies.values()].map(({ calls }) => calls));
}

/** Calls with a name. */
export const callsWith = (history: SiteHistory, name: string, day: number) =>
  siteOn(history, day).unrecognized.get(name) ?? 0;

/**
 * Watches whether a code system or payer that the knowledge does not know appears, or comes far more often than before. The
 * calls of which any policy judges an order tell how much is much: payers are known of these alone.
 */
export function watchName(history: SiteHistory, name: string, threshold: number): Watching<'appeared', UsualName> {
  return watch<'appeared', UsualName>({
    days: history.days.length,
    threshold,
    kinds: ['appeared'],
    learn(days) {
      const sum = (of: (day: number) => number) => days.reduce((all, day) => all + of(day), 0);
      const calls = sum((day) => siteOn(history, day).calls);
      const [observed, judged] = [sum((day) => callsWith(history, name, day)), sum((day) => judgedCalls(history, day))];
      if (judged === 0) return undefined;
      return { observed: observed / calls, rate: Math.max(LEAST_SHARE * judged, TOLERANCE * observed) / calls };
    },
    evidence(day, usual) {
      const mean = usual.rate * Math.max(1, siteOn(history, day).calls);
      return { appeared: [countEvidence(callsWith(history, name, day), mean, mean * JUMP, DISPERSION)] };
    },
    isLasting: () => false,
  });
}

/** Names that are watched at a site: as many as make no more false alarms than one a year, the most frequent first. */
const MOST = 50;
/** Calls with a name before it is watched. */
const LEAST = 3;

/** The names to watch. */
export function namesToWatch({ days }: SiteHistory): readonly string[] {
  const calls = new Map<string, number>();
  for (const { unrecognized } of days)
    for (const [name, count] of unrecognized) calls.set(name, (calls.get(name) ?? 0) + count);
  return [...calls]
    .filter(([, count]) => count >= LEAST)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST)
    .map(([name]) => name);
}
