import { setImmediate } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { createHistories } from '../monitoring/history.ts';
import { type Findings, type Monitored, type Monitoring, monitor } from '../monitoring/monitor.ts';
import { weeksOf } from './span.ts';
import type { Days, ReadableStore } from './store.ts';

/** Input of one run of monitoring: `day` is the last complete day, YYYY-MM-DD in UTC. */
export interface MonitorQuestion extends Monitored {
  readonly day: string;
}

/**
 * A year at least, from the beginning of a quarter: if it began on another day each day, what is learned from it would differ
 * a little each day, and so would the alarms.
 */
function spanUpTo(day: string): Days {
  const last = DateTime.fromISO(day, { zone: 'utc' });
  const from = last.minus({ years: 1 }).startOf('quarter');
  return { from: from.toFormat('yyyy-LL-dd'), to: last.plus({ days: 1 }).toFormat('yyyy-LL-dd') };
}

/**
 * Looks at the daily counts of more than a year for what has changed. Reads week by week and looks at site by site, so that others
 * are answered in between. Rejects with StoreError, or the signal's reason.
 */
export async function readMonitoring(
  store: Pick<ReadableStore, 'dailyCountsIn'>,
  question: MonitorQuestion,
  signal?: AbortSignal,
): Promise<Monitoring> {
  const { day } = question;
  const histories = createHistories();
  for (const week of weeksOf(spanUpTo(day))) {
    signal?.throwIfAborted();
    histories.add(await store.dailyCountsIn(week));
  }
  const found: Findings[] = [];
  for (const history of histories.upTo(day)) {
    found.push(monitor(history, question));
    await setImmediate();
  }
  return { day, alarms: found.flatMap(({ alarms }) => alarms), expected: found.flatMap(({ expected }) => expected) };
}
