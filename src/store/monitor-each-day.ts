import { dayAt } from '../calendar.ts';
import type { Alarm } from '../monitoring/alarm.ts';
import { lastingAlarms, type Monitored, type Monitoring } from '../monitoring/monitor.ts';
import type { Store } from './store.ts';

/** Milliseconds after the start, and between two looks at the clock. */
const FIRST = 10_000;
const INTERVAL = 600_000;
/** Milliseconds after midnight until the calls of a day are written. */
const WRITTEN = 900_000;

/** Dependencies of monitorEachDay. */
export interface MonitorEachDayDeps {
  readonly store: Pick<Store, 'monitor'>;
  readonly monitored: () => Monitored;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Receives the number of alarms that last from before the first run of this process. */
  readonly onFirst: (count: number) => void;
  readonly onRaised: (alarm: Alarm) => void;
  readonly onEnded: (alarm: Alarm) => void;
  readonly first?: number;
}

/** Monitoring in the background. */
export interface MonitoringEachDay {
  /** Latest result; undefined before the first run. */
  current(): Monitoring | undefined;
  end(): void;
}

const keyOf = ({ site, policy, kind, name }: Alarm) => JSON.stringify([site, policy, kind, name]);

/** The alarms that are not among the others. */
function without(alarms: readonly Alarm[], others: readonly Alarm[]): readonly Alarm[] {
  const known = new Set(others.map(keyOf));
  return alarms.filter((alarm) => !known.has(keyOf(alarm)));
}

/**
 * Looks for what has changed once each day (in UTC) is complete, and when other policies are live. A change is told once when it
 * is found and once when it is over; after a restart those that last are only counted. Days that cannot be read are tried again.
 */
export function monitorEachDay(deps: MonitorEachDayDeps): MonitoringEachDay {
  const { store, monitored, now, onFirst, onRaised, onEnded, first = FIRST } = deps;
  const ending = new AbortController();
  let current: Monitoring | undefined;
  let answered: string | undefined;
  let isUnderWay = false;
  const tell = (found: Monitoring) => {
    const lasting = lastingAlarms(found);
    if (!current) {
      if (lasting.length > 0) onFirst(lasting.length);
      return;
    }
    const before = lastingAlarms(current);
    for (const alarm of without(lasting, before)) onRaised(alarm);
    for (const alarm of without(before, lasting)) onEnded(alarm);
  };
  const look = async () => {
    const question = { ...monitored(), day: dayAt(now() - WRITTEN, -1) };
    const asked = JSON.stringify(question);
    if (isUnderWay || answered === asked) return;
    isUnderWay = true;
    try {
      const found = await store.monitor(question, ending.signal);
      tell(found);
      [current, answered] = [found, asked];
    } catch {
      // The outage of the store itself is reported elsewhere.
    }
    isUnderWay = false;
  };
  let timer = setTimeout(() => {
    void look();
    timer = setInterval(() => void look(), INTERVAL).unref();
  }, first).unref();
  return {
    current: () => current,
    end() {
      clearTimeout(timer);
      ending.abort();
    },
  };
}
