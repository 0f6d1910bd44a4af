/** A number of a list; 0 where there is none. */
export function numberAt(numbers: readonly number[], at: number): number {
  return numbers[at] ?? 0;
}

/** The sum of some numbers. */
export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The middle of some numbers, of an even number of them the mean of both. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (numberAt(sorted, Math.floor(middle)) + numberAt(sorted, Math.ceil(middle) - 1)) / 2;
}

/** A count that is a mean or an estimate, as it is shown: below 10 with one decimal. */
export function roundedCount(count: number): number {
  return count < 10 ? Math.round(count * 10) / 10 : Math.round(count);
}
