import { describe, expect, it } from 'vitest';
import { createCounter, rateOf, weekOf } from '../../src/records/statistics.ts';

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

describe('a counter', () => {
  it('adds up, also what is taken away, and leaves out what comes to nothing', () => {
    const counter = createCounter();
    counter.add('a', 3);
    counter.add('a', -1);
    counter.add('b');
    counter.add('b', -1);
    expect(counter.counts()).toEqual([{ name: 'a', count: 2 }]);
    expect([counter.of('a'), counter.of('b'), counter.of('c'), counter.total()]).toEqual([2, 0, 0, 2]);
  });
});

describe('a rate', () => {
  it('is unknown where there is no whole, and never zero', () => {
    expect([rateOf(0, 0), rateOf(0, 4), rateOf(1, 4)]).toEqual([null, 0, 0.25]);
  });
});
