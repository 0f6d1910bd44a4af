/** A change that a chart has found, by the numbers of the days. */
export interface DetectedChange {
  /** The first day of the evidence. */
  readonly since: number;
  /** The day on which there was enough of it. */
  readonly noticed: number;
}

/** The running sums of one chart, each for another size of the change, as the evidence of a day follows that of the day before. */
interface Cusum {
  /** One entry for each size of the change. */
  add(day: number, evidence: readonly number[]): void;
  /** The change that lasts, or undefined. */
  found(): DetectedChange | undefined;
  /** The first day that may belong to a change, whether or not it was found; undefined if nothing speaks for one. */
  suspectSince(): number | undefined;
  reset(): void;
}

interface Sum {
  readonly value: number;
  readonly since: number;
}

/** A part of the threshold at which a change that was found counts as over. */
const OVER = 0.25;
/** Most that one day adds, as a part of the threshold: an outlier is no change, two days in a row may be (Lucas and Crosier 1982). */
const MOST_OF_A_DAY = 0.5;

/**
 * Page's CUSUM (1954) of likelihood ratios: evidence is added up and never falls below 0, and a change is found once a sum reaches
 * the threshold. Over usual days that takes exp(threshold) days or more on average, however the days differ (Lorden 1971).
 */
export function createCusum(threshold: number): Cusum {
  let sums: readonly Sum[] = [];
  let found: DetectedChange | undefined;
  const reset = () => {
    sums = [];
    found = undefined;
  };
  return {
    add(day, evidence) {
      sums = evidence.map((more, at) => {
        const { value, since } = sums[at] ?? { value: 0, since: day };
        const sum = Math.min(threshold, Math.max(0, value + Math.min(more, threshold * MOST_OF_A_DAY)));
        return { value: sum, since: value > 0 ? since : day };
      });
      const strongest = sums.reduce<Sum | undefined>(
        (most, sum) => (most && most.value >= sum.value ? most : sum),
        undefined,
      );
      if (!strongest) return;
      if (!found && strongest.value >= threshold) found = { since: strongest.since, noticed: day };
      if (found && strongest.value < threshold * OVER) reset();
    },
    found: () => found,
    suspectSince() {
      const suspect = sums.filter(({ value }) => value > 0).map(({ since }) => since);
      return suspect.length === 0 ? undefined : Math.min(...suspect);
    },
    reset,
  };
}

/** The threshold of each of some charts which, over usual days, raise at most one false alarm a year together. */
export function thresholdFor(charts: number): number {
  return Math.log(365 * charts);
}
