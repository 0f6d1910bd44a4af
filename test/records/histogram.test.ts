import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, type Latency, latencyOf } from '../../src/records/histogram.ts';

/** The percentiles of the durations themselves (nearest rank), which a histogram comes near to. */
function exactLatency(durations: readonly number[]): Latency {
  const sorted = durations.toSorted((one, other) => one - other);
  const rank = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? 0;
  return { p50: rank(50), p95: rank(95), p99: rank(99) };
}

function histogramOf(durations: readonly number[]): Map<number, number> {
  const histogram = new Map<number, number>();
  for (const duration of durations) histogram.set(bucketOf(duration), (histogram.get(bucketOf(duration)) ?? 0) + 1);
  return histogram;
}

function expectNear(latency: Latency | null, exact: Latency): void {
  for (const percentile of ['p50', 'p95', 'p99'] as const)
    expect(Math.abs((latency?.[percentile] ?? Number.NaN) / exact[percentile] - 1)).toBeLessThanOrEqual(0.02);
}

describe('percentiles from a histogram', () => {
  it('are within 2 % of those of the durations, whatever these are', () => {
    const duration = fc.double({ min: 0.01, max: 600_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
        expectNear(latencyOf(histogramOf(durations)), exactLatency(durations));
      }),
    );
  });

  it('are so with one duration far off among many that are the same', () => {
    const durations = [...Array<number>(1000).fill(10), 5000];
    expectNear(latencyOf(histogramOf(durations)), { p50: 10, p95: 10, p99: 10 });
  });

  it('are so after equal buckets of two histograms were added', () => {
    const [first, second] = [
      Array.from({ length: 90 }, (_, at) => 1 + at),
      Array.from({ length: 30 }, (_, at) => 1000 + at),
    ];
    const added = histogramOf(first);
    for (const [bucket, count] of histogramOf(second)) added.set(bucket, (added.get(bucket) ?? 0) + count);
    expectNear(latencyOf(added), exactLatency([...first, ...second]));
  });

  it('are unknown where there is nothing, or nothing is left', () => {
    expect(latencyOf(new Map())).toBeNull();
    expect(latencyOf(new Map([[60, 0]]))).toBeNull();
  });

  it('take the rank, not the one after it', () => {
    const latency = latencyOf(histogramOf([...Array<number>(50).fill(1), ...Array<number>(50).fill(100)]));
    expectNear(latency, { p50: 1, p95: 100, p99: 100 });
  });

  it('count what is too short to be told apart as the shortest', () => {
    expect(latencyOf(histogramOf([0]))?.p50).toBeCloseTo(0.01, 3);
  });
});
