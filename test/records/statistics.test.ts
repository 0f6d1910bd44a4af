import { describe, expect, it } from 'vitest';
import { createCounter, latencyOf, rateOf, weekOf } from '../../src/records/statistics.ts';

describe('the week of an instant', () => {
  it.each([
    ['2026-11-22T23:59:59.999Z', '2026-W47'],
    ['2026-11-23T00:00:00.000Z', '2026-W48'],
    ['2026-01-01T00:00:00.000Z', '2026-W01'],
    ['2025-12-29T00:00:00.000Z', '2026-W01'],
    ['2025-12-28T23:59:59.999Z', '2025-W52'],
    ['2027-01-03T12:00:00.000Z', '2026-W53'],
    ['2027-01-04T12:00:00.000Z', '2027-W01'],
    ['2021-01-03T00:00:00.000Z', '2020-W53'],
    ['2024-12-30T00:00:00.000Z', '2025-W01'],
  ])('of %s is %s', (instant, week) => {
    expect(weekOf(instant)).toBe(week);
  });
});

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  it.each<readonly [string, readonly number[], object | null]>([
    ['nothing', [], null],
    ['one call', [7], { p50: 7, p95: 7, p99: 7 }],
    ['two calls', [9, 1], { p50: 1, p95: 9, p99: 9 }],
    ['a hundred calls', hundred, { p50: 50, p95: 95, p99: 99 }],
    ['numbers, not texts', [9, 10, 100], { p50: 10, p95: 100, p99: 100 }],
  ])('of %s', (_name, durations, latency) => {
    expect(latencyOf(durations)).toEqual(latency);
  });
});

describe('counts', () => {
  it('come with the most frequent first, whatever the names are', () => {
    const counter = createCounter();
    for (const name of ['b', 'a', '__proto__', 'c', '__proto__', 'constructor']) counter.add(name);
    expect(counter.counts()).toEqual([
      { name: '__proto__', count: 2 },
      { name: 'a', count: 1 },
      { name: 'b', count: 1 },
      { name: 'c', count: 1 },
      { name: 'constructor', count: 1 },
    ]);
  });
});

describe('a rate', () => {
  it('is unknown where there is no whole, and never zero', () => {
    expect([rateOf(0, 0), rateOf(0, 4), rateOf(1, 4)]).toEqual([null, 0, 0.25]);
  });
});
