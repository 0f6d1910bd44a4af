import { describe, expect, it } from 'vitest';
import { dayAfter } from '../../src/calendar.ts';
import { createHistories, weekdayOf } from '../../src/monitoring/history.ts';
import { daysAfterStep } from '../../src/monitoring/step-in-calls.ts';

const FROM = '2025-01-06';

/** The first and the last day after a step, by their numbers, of a site with so many calls on each day. */
function stepsIn(days: number, callsOn: (day: number) => number): readonly [number, number] | undefined {
  const histories = createHistories();
  const of = { site: 'mercy', service: '', policy: '', outcome: 'nothing', what: 'calls' };
  histories.add(Array.from({ length: days }, (_, day) => ({ ...of, day: dayAfter(FROM, day), count: callsOn(day) })));
  const [history] = histories.upTo(dayAfter(FROM, days - 1));
  const found = [...(history ? daysAfterStep(history) : [])].filter((day) => day < days);
  return found.length === 0 ? undefined : [Math.min(...found), Math.max(...found)];
}

const onWeekdays = (day: number) => (weekdayOf(day) < 5 ? 100 : 0);

describe('a step in the calls of a site', () => {
  it('is seen after two weeks with many more calls than before, and remembered for half a year', () => {
    const [first, last] = stepsIn(500, (day) => (day < 100 ? 100 : 150)) ?? [0, 0];
    expect(first).toBeGreaterThan(100 + 7);
    expect(first).toBeLessThan(100 + 14);
    expect(last).toBeGreaterThanOrEqual(first + 181);
    expect(last).toBeLessThan(100 + 10 * 7 + 182);
  });

  it('is seen after three weeks with far fewer calls than before', () => {
    const [first] = stepsIn(400, (day) => (day < 100 ? 100 : 50)) ?? [0];
    expect(first).toBeGreaterThan(100 + 14);
    expect(first).toBeLessThan(100 + 21);
  });

  it.each([
    ['a week of holidays, on whatever day it begins', (day: number) => (day >= 101 && day < 108 ? 0 : onWeekdays(day))],
    ['one week with half as many calls again', (day: number) => (day >= 98 && day < 105 ? 1.5 : 1) * onWeekdays(day)],
    ['a season of a third more calls', (day: number) => 100 * (1 - 0.15 * Math.cos((2 * Math.PI * day) / 364))],
    ['a fifth more calls', (day: number) => (day < 100 ? 100 : 120)],
    ['a site that calls seldom in its first week', (day: number) => (day < 7 ? 10 : 100)],
  ])('is not %s', (_name, callsOn) => {
    expect(stepsIn(400, callsOn)).toBeUndefined();
  });
});
