import { aWeek, foundAlarm } from './alarm.ts';
import { type CallsWatch, watchCalls } from './calls.ts';
import { thresholdFor } from './cusum.ts';
import { expectedCount } from './expectation.ts';
import { type SiteHistory, siteOn } from './history.ts';
import type { FoundAlarms } from './monitor-policy.ts';
import { levelOf, watchShare } from './shares.ts';
import { callsWith, judgedCalls, namesToWatch, watchName } from './unrecognized-names.ts';

/** Facts that were missing in any call of a site. */
const factsOf = ({ days }: SiteHistory) => [...new Set(days.flatMap(({ missing }) => [...missing.keys()]))].toSorted();

function monitorCalls(history: SiteHistory, { changes, byWeekday }: CallsWatch): FoundAlarms {
  const alarms = changes.map((change) =>
    foundAlarm(history, change, { kind: 'no-calls' }, (since, end) => ({
      usual: change.usual,
      now: aWeek(since, end, (day) => siteOn(history, day).calls),
      refused: aWeek(since, end, (day) => siteOn(history, day).refused),
    })),
  );
  return { alarms, expected: byWeekday ? [{ site: history.site, calls: expectedCount(byWeekday) }] : [] };
}

function monitorFact(history: SiteHistory, name: string, threshold: number): FoundAlarms {
  const shares = history.days.map(({ missing }, day) => {
    const part = missing.get(name) ?? 0;
    return { part, whole: Math.max(part, judgedCalls(history, day)) };
  });
  const alarms = watchShare(shares, threshold).changes.map((change) =>
    foundAlarm(history, change, { kind: 'missing', name }, (since, end) => ({
      usual: change.usual.observed,
      now: levelOf(shares, since, end),
    })),
  );
  return { alarms, expected: [] };
}

function monitorName(history: SiteHistory, name: string, threshold: number): FoundAlarms {
  const alarms = watchName(history, name, threshold).changes.map((change) =>
    foundAlarm(history, change, { kind: 'unrecognized', name }, (since, end) => ({
      usual: change.usual.observed * aWeek(since, end, (day) => siteOn(history, day).calls),
      now: aWeek(since, end, (day) => callsWith(history, name, day)),
    })),
  );
  return { alarms, expected: [] };
}

/** Watches what concerns a site as a whole: its calls, the facts that come with them, and names that nobody knows. */
export function monitorSite(history: SiteHistory): FoundAlarms & { readonly calls: CallsWatch } {
  const [facts, names] = [factsOf(history), namesToWatch(history)];
  const threshold = thresholdFor(1 + facts.length + names.length);
  const calls = watchCalls(history, threshold);
  const all = [
    monitorCalls(history, calls),
    ...facts.map((name) => monitorFact(history, name, threshold)),
    ...names.map((name) => monitorName(history, name, threshold)),
  ];
  return {
    calls,
    alarms: all.flatMap(({ alarms }) => alarms),
    expected: all.flatMap(({ expected }) => expected),
  };
}
