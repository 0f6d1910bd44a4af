import type { Alarm } from '../../src/monitoring/alarm.ts';
import { createHistories, dayAfter } from '../../src/monitoring/history.ts';
import { monitor } from '../../src/monitoring/monitor.ts';
import { DAYS, type Scenario, VOLUMES } from './malfunctions.ts';
import { FIRST, simulate } from './simulated-site.ts';

const MONITORED = { policies: { mercy: Object.keys(VOLUMES) }, overrideLimit: 0.9 };

/** A scenario over some years, each from another seed and with the change on another day. */
export interface Noticed {
  /** Days until the alarm, by policy and in order; undefined for a year in which it was not raised. */
  readonly days: ReadonlyMap<string, readonly (number | undefined)[]>;
  readonly falseAlarms: readonly Alarm[];
  /** Years of a policy at a site that were watched. */
  readonly policyYears: number;
}

function runYear(scenario: Scenario, seed: number) {
  const changedOn = 182 + 60 + ((seed * 37) % 180);
  const counts = simulate(DAYS, seed, (day, weekday) => scenario.day(day, weekday, changedOn));
  const histories = createHistories();
  histories.add(counts);
  const alarms = histories.upTo(dayAfter(FIRST, DAYS - 1)).flatMap((history) => monitor(history, MONITORED).alarms);
  const change = dayAfter(FIRST, changedOn);
  const { alarm, alsoRight = [] } = scenario;
  const isRight = ({ kind, noticed }: Alarm) => noticed >= change && (kind === alarm?.kind || alsoRight.includes(kind));
  const daysTo = (policy: string | undefined) => {
    const first = alarms.find((one) => one.policy === policy && one.kind === alarm?.kind && isRight(one));
    return first && Math.round((Date.parse(first.noticed) - Date.parse(change)) / 86_400_000) + 1;
  };
  return {
    days: (alarm?.policies ?? []).map((policy) => [policy ?? '', daysTo(policy)] as const),
    falseAlarms: alarms.filter((one) => !isRight(one)),
  };
}

const later = (one: number | undefined, other: number | undefined) => (one ?? Infinity) - (other ?? Infinity);

/** Simulates a scenario so many times, from one seed on, and counts what is noticed. */
export function notice(scenario: Scenario, years: number, firstSeed = 1): Noticed {
  const all = Array.from({ length: years }, (_, year) => runYear(scenario, firstSeed + year));
  const byPolicy = Map.groupBy(
    all.flatMap(({ days }) => days),
    ([policy]) => policy,
  );
  return {
    days: new Map([...byPolicy].map(([policy, days]) => [policy, days.map(([, day]) => day).toSorted(later)])),
    falseAlarms: all.flatMap(({ falseAlarms }) => falseAlarms),
    policyYears: years * Object.keys(VOLUMES).length * (DAYS / 365),
  };
}
