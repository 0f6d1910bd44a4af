import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alarm } from '../../src/monitoring/alarm.ts';
import type { Monitoring } from '../../src/monitoring/monitor.ts';
import { monitorEachDay } from '../../src/store/monitor-each-day.ts';
import type { MonitorQuestion } from '../../src/store/read-monitoring.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-10T12:00:00Z');
const ALARM: Alarm = {
  site: 'mercy',
  policy: 'traction',
  kind: 'silent',
  since: '2026-03-03',
  noticed: '2026-03-09',
  words: 'No card of traction since 2026-03-03.',
};

/** Monitoring that finds these alarms, one list for each reading; the last again and again. */
function start(...readings: (readonly Alarm[] | Error)[]) {
  const asked: MonitorQuestion[] = [];
  const told: string[] = [];
  const live = ['traction'];
  const monitoring = monitorEachDay({
    store: {
      async monitor(question): Promise<Monitoring> {
        asked.push(question);
        const alarms = readings.length > 1 ? readings.shift() : readings[0];
        if (alarms instanceof Error) throw alarms;
        return { day: question.day, alarms: alarms ?? [], expected: [] };
      },
    },
    monitored: () => ({ policies: { mercy: [...live] }, overrideLimit: 0.9 }),
    now: () => Date.now(),
    onFirst: (count) => told.push(`first ${count}`),
    onRaised: ({ kind }) => told.push(`raised ${kind}`),
    onEnded: ({ kind }) => told.push(`ended ${kind}`),
  });
  return { monitoring, asked, told, live };
}

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

describe('monitoring each day', () => {
  it('looks at the counts up to yesterday soon after the start, and then once for each day', async () => {
    const { asked, monitoring } = start([]);
    expect(monitoring.current()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(asked).toEqual([{ day: '2026-03-09', policies: { mercy: ['traction'] }, overrideLimit: 0.9 }]);
    await vi.advanceTimersByTimeAsync(48 * HOUR);
    expect(asked.map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10', '2026-03-11']);
    expect(monitoring.current()?.day).toBe('2026-03-11');
  });

  it('looks again within ten minutes when a policy is switched off: its alarm is over', async () => {
    const { asked, told, live } = start([], [ALARM], []);
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(told).toEqual(['raised silent']);
    live.pop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked.at(-1)).toMatchObject({ day: '2026-03-10', policies: { mercy: [] } });
    expect(told).toEqual(['raised silent', 'ended silent']);
  });

  it('waits after midnight until the calls of the day are written', async () => {
    vi.setSystemTime(Date.parse('2026-03-10T00:05:00Z'));
    const { asked } = start([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.map(({ day }) => day)).toEqual(['2026-03-08']);
    await vi.advanceTimersByTimeAsync(1_200_000);
    expect(asked.map(({ day }) => day)).toEqual(['2026-03-08', '2026-03-09']);
  });

  it('tells of an alarm once when it is raised and once when it has ended', async () => {
    const { told } = start([], [ALARM], [ALARM], [{ ...ALARM, ended: '2026-03-12' }], []);
    await vi.advanceTimersByTimeAsync(7 * 24 * HOUR);
    expect(told).toEqual(['raised silent', 'ended silent']);
  });

  it('only counts the alarms that it finds at a start', async () => {
    const { told } = start([ALARM, { ...ALARM, kind: 'unknown' }, { ...ALARM, kind: 'missing', ended: '2026-03-08' }]);
    await vi.advanceTimersByTimeAsync(48 * HOUR);
    expect(told).toEqual(['first 2']);
  });

  it('tries again what could not be read, and keeps what it knew', async () => {
    const { asked, monitoring } = start([ALARM], new Error('down'), new Error('down'), []);
    await vi.advanceTimersByTimeAsync(12.5 * HOUR);
    expect(monitoring.current()?.alarms).toEqual([ALARM]);
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(asked.map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10', '2026-03-10', '2026-03-10']);
    expect(monitoring.current()?.alarms).toEqual([]);
  });

  it('does not begin a reading while one is under way, and none after its end', async () => {
    let readings = 0;
    const monitoring = monitorEachDay({
      store: {
        monitor() {
          readings += 1;
          return new Promise<Monitoring>(() => {});
        },
      },
      monitored: () => ({ policies: {}, overrideLimit: 0.9 }),
      now: () => Date.now(),
      onFirst: () => {},
      onRaised: () => {},
      onEnded: () => {},
    });
    await vi.advanceTimersByTimeAsync(48 * HOUR);
    expect(readings).toBe(1);
    monitoring.end();
    expect(vi.getTimerCount()).toBe(0);
  });
});
