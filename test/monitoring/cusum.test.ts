import { describe, expect, it } from 'vitest';
import { createCusum, thresholdFor } from '../../src/monitoring/cusum.ts';
import { countEvidence } from '../../src/monitoring/evidence.ts';
import { poisson, randomOf } from '../support/simulated-site.ts';

/** Days until a chart finds a change in counts that are as usual. */
function daysToFalseAlarm(threshold: number, mean: number, changed: number, seed: number): number {
  const random = randomOf(seed);
  const chart = createCusum(threshold);
  let day = 0;
  for (; !chart.found(); day++) chart.add(day, [countEvidence(poisson(mean, random), mean, changed, 1)]);
  return day;
}

describe('a CUSUM chart', () => {
  it.each([
    ['fewer', 2, 1],
    ['more', 2, 4],
    ['few', 0.2, 0.02],
  ])('runs at least exp(threshold) usual days on average before a false alarm: %s', (_name, mean, changed) => {
    const runs = Array.from({ length: 400 }, (_, seed) => daysToFalseAlarm(4, mean, changed, seed + 1));
    expect(runs.reduce((sum, days) => sum + days, 0) / runs.length).toBeGreaterThan(Math.exp(4));
  });

  it('has a threshold of one false alarm a year for all charts together', () => {
    expect(Math.exp(-thresholdFor(5)) * 5 * 365).toBeCloseTo(1, 9);
  });

  it('finds a change on the day that has enough evidence, and says since when it was there', () => {
    const chart = createCusum(4);
    [-1, 0.5, -3, 1.5, 1.5, 1.5].forEach((evidence, day) => void chart.add(day, [evidence]));
    expect(chart.found()).toEqual({ since: 3, noticed: 5 });
  });

  it('takes no single day for a change, however much evidence it has', () => {
    const chart = createCusum(4);
    chart.add(0, [100]);
    expect(chart.found()).toBeUndefined();
    expect(chart.suspectSince()).toBe(0);
    chart.add(1, [100]);
    expect(chart.found()).toEqual({ since: 0, noticed: 1 });
  });

  it('tells that a change is over once the usual outweighs it, also after a long time', () => {
    const chart = createCusum(4);
    for (let day = 0; day < 100; day++) chart.add(day, [2]);
    chart.add(100, [-2.5]);
    expect(chart.found()).toBeDefined();
    chart.add(101, [-2.5]);
    expect(chart.found()).toBeUndefined();
    expect(chart.suspectSince()).toBeUndefined();
  });

  it('finds a change of any of several sizes, and stays as it is on a day that says nothing', () => {
    const chart = createCusum(4);
    for (let day = 0; day < 3; day++) chart.add(day, [-1, 1.5]);
    expect(chart.found()).toEqual({ since: 0, noticed: 2 });
    const silent = createCusum(4);
    silent.add(0, []);
    expect(silent.suspectSince()).toBeUndefined();
  });
});
