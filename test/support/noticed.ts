import { dayAfter, daysBetween } from '../../src/calendar.ts';
import type { Alarm } from '../../src/monitoring/alarm.ts';
import { createHistories } from '../../src/monitoring/history.ts';
import { monitor } from '../../src/monitoring/monitor.ts';
import { DAYS, type Scenario, VOLUMES } from './malfunctions.ts';
import { FIRST, simulate } from './simulated-site.ts';

const POLICIES = Object.keys(VOLUMES);
const MONITORED = { policies: { mercy: POLICIES }, overrideLimit: 0.9 };

/** A scenario over some years, each from another seed and with the change on another day. */
export interface Noticed {
  /** Days until each alarm that should be raised, in order; undefined for a year in which it was not. */
  readonly days: ReadonlyMap<string, readonly (number | undefined)[]>;
  readonly falseAlarms: readonly Alarm[];
  /** False alarms in a year for each policy at a site. */
  readonly falseRate: number;
}

function alarmsOf(counts: Parameters<ReturnType<typeof createHistories>['add']>[0]): readonly Alarm[] {
  const histories = createHistories();
  histories.add(counts);
  return histories.upTo(dayAfter(FIRST, DAYS - 1)).flatMap((history) => monitor(history, MONITORED).alarms);
}

function runYear({ day, alarms: expected = [], alsoRight = [] }: Scenario, seed: number) {
  const changedOn = 182 + 60 + ((seed * 37) % 180);
  const alarms = alarmsOf(simulate(DAYS, seed, (number, weekday) => day(number, weekday, changedOn)));
  const change = dayAfter(FIRST, changedOn);
  const right = new Set([...expected.map(({ kind }) => kind), ...alsoRight]);
  const isRight = ({ kind, noticed }: Alarm) => noticed >= change && right.has(kind);
  const days = expected.flatMap(({ kind, of }) =>
    (of === 'site' ? [undefined] : POLICIES).map((policy) => {
      const first = alarms.find((one) => one.policy === policy && one.kind === kind && isRight(one));
      const after = first && daysBetween(change, first.noticed) + 1;
      return [`${kind} ${policy ?? ''}`.trim(), after] as const;
    }),
  );
  return { days, falseAlarms: alarms.filter((one) => !isRight(one)) };
}

const later = (one: number | undefined, other: number | undefined) => (one ?? 1e9) - (other ?? 1e9);

/** Simulates a scenario so many times, and counts what is noticed. */
export function notice(scenario: Scenario, years: number): Noticed {
  const all = Array.from({ length: years }, (_, year) => runYear(scenario, 1 + year));
  const byAlarm = Map.groupBy(
    all.flatMap(({ days }) => days),
    ([alarm]) => alarm,
  );
  const falseAlarms = all.flatMap((year) => year.falseAlarms);
  return {
    days: new Map([...byAlarm].map(([alarm, days]) => [alarm, days.map(([, day]) => day).toSorted(later)])),
    falseAlarms,
    falseRate: falseAlarms.length / (years * POLICIES.length * (DAYS / 364)),
  };
}

/** The median and the ninth of ten, and how often there was no alarm in the half year or more that was left. */
export function daysInWords(days: readonly (number | undefined)[]): string {
  const at = (share: number) => days[Math.ceil(share * days.length) - 1] ?? 'later';
  const missed = days.filter((day) => day === undefined).length;
  return `${at(0.5)} (${at(0.9)})${missed === 0 ? '' : `, not at all ${missed} of ${days.length}`}`;
}
