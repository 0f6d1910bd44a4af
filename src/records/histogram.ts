/** Milliseconds that half, 95 and 99 of 100 calls did not exceed (nearest rank), each within 2 %. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Each bucket ends 3.9 % above the one before, and its middle (geometric) is thus within 2 % of all that is in it. Equal buckets
 * can be added; percentiles cannot.
 */
const STEP = Math.log(1.039);
/** Lower bound of the first bucket, in milliseconds. There is no last bucket: longer durations have higher numbers. */
const SHORTEST = 0.01;

/** The number of the bucket for a duration in milliseconds. */
export function bucketOf(milliseconds: number): number {
  return Math.round(Math.log(Math.max(milliseconds, SHORTEST)) / STEP);
}

/** The middle of a bucket in milliseconds, to four digits. */
function middleOf(bucket: number): number {
  return Number(Math.exp(bucket * STEP).toPrecision(4));
}

/** The percentiles of the durations in a histogram, which holds a count for each bucket; null without any. */
export function latencyOf(histogram: ReadonlyMap<number, number>): Latency | null {
  const buckets = [...histogram].filter(([, count]) => count > 0).toSorted(([one], [other]) => one - other);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  const last = buckets.at(-1);
  if (last === undefined) return null;
  const percentile = (percent: number) => {
    const rank = Math.ceil((percent * total) / 100);
    let before = 0;
    const found = buckets.find(([, count]) => {
      before += count;
      return before >= rank;
    });
    return middleOf((found ?? last)[0]);
  };
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99) };
}
