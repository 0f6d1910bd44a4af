/** What was measured of so many of something. */
export interface Point {
  readonly count: number;
  readonly value: number;
}

/** What was measured, as far as it is known, with each of the counts. */
export function pointsOf(counts: readonly number[], values: readonly (number | undefined)[]): readonly Point[] {
  return counts.flatMap((count, at) => {
    const value = values[at];
    return value === undefined ? [] : [{ count, value }];
  });
}

/** One value divided by another; nothing if either is unknown, or the other is not above zero. */
export function quotient(large: number | undefined, small: number | undefined): number | undefined {
  return large === undefined || small === undefined || small <= 0 ? undefined : large / small;
}

/** What one more takes between two points. */
function slope(from: Point | undefined, to: Point | undefined): number | undefined {
  return from && to ? (to.value - from.value) / (to.count - from.count) : undefined;
}

/** What one more takes between the last two of some points, where between the two before it is 1. */
export function growth(points: readonly Point[]): number | undefined {
  const [before, middle, last] = points.slice(-3);
  return quotient(slope(middle, last), slope(before, middle));
}
