import { describe, expect, it } from 'vitest';
import { countEvidence, dispersionOf, shareEvidence } from '../../src/monitoring/evidence.ts';

/** Probabilities of 0, 1, 2 … by the ratio of each to the one before. */
function probabilities(zero: number, most: number, ratio: (count: number) => number): readonly number[] {
  const all = [zero];
  for (let count = 1; count <= most; count++) all.push((all.at(-1) ?? 0) * ratio(count));
  return all;
}

const poisson = (mean: number) => probabilities(Math.exp(-mean), 400, (count) => mean / count);

/** Negative binomial whose variance is `dispersion` times its mean. */
function negativeBinomial(mean: number, dispersion: number): readonly number[] {
  const size = mean / (dispersion - 1);
  return probabilities(dispersion ** -size, 400, (count) => ((size + count - 1) / count) * (1 - 1 / dispersion));
}

describe('the evidence of a count', () => {
  it.each([
    [3, 1.5, 1, poisson(3)],
    [3, 6, 1, poisson(3)],
    [3, 0.3, 2, negativeBinomial(3, 2)],
    [0.4, 0.8, 1.7, negativeBinomial(0.4, 1.7)],
    [40, 20, 3, negativeBinomial(40, 3)],
  ])(
    'is that of a likelihood ratio: over usual counts (%d to %d, dispersion %d) its exponential is 1 on average',
    (usual, changed, dispersion, all) => {
      const average = all.reduce(
        (sum, probability, count) => sum + probability * Math.exp(countEvidence(count, usual, changed, dispersion)),
        0,
      );
      expect(average).toBeCloseTo(1, 6);
    },
  );

  it('speaks for fewer if there is none, and for more if there are many', () => {
    expect(countEvidence(0, 4, 2, 1)).toBe(2);
    expect(countEvidence(9, 4, 8, 2)).toBeGreaterThan(0);
    expect(countEvidence(4, 4, 8, 2)).toBeLessThan(0);
  });

  it('says less of counts that come in clusters', () => {
    const [single, clustered] = [1, 3].map((dispersion) => countEvidence(0, 6, 0.6, dispersion));
    expect(clustered).toBeLessThan(single ?? 0);
  });

  it.each([100, 1000, 100_000])('is a number for counts and means of %d', (mean) => {
    for (const count of [0, mean / 2, mean, 5 * mean])
      for (const dispersion of [1, 1.02, 30])
        expect(countEvidence(count, mean, mean / 2, dispersion)).toSatisfy(Number.isFinite);
  });
});

describe('the evidence of a share', () => {
  it('is that of a likelihood ratio: over usual parts its exponential is 1 on average', () => {
    const [whole, usual] = [12, 0.3];
    const all = probabilities(
      (1 - usual) ** whole,
      whole,
      (part) => (((whole - part + 1) / part) * usual) / (1 - usual),
    );
    const average = all.reduce(
      (sum, probability, part) => sum + probability * Math.exp(shareEvidence(part, whole, usual, 0.6, 1)),
      0,
    );
    expect(average).toBeCloseTo(1, 9);
  });

  it('is nothing on a day without a whole, and less where parts come in clusters', () => {
    expect(shareEvidence(0, 0, 0.1, 0.5, 1)).toBe(0);
    expect(shareEvidence(4, 8, 0.1, 0.5, 2)).toBe(shareEvidence(4, 8, 0.1, 0.5, 1) / 2);
  });
});

describe('the dispersion of counts', () => {
  const daysOf = (counts: readonly number[]) => counts.map((count) => ({ count, mean: 5, variance: 5 }));

  it('is 1 for counts that vary less than the model, or have no mean', () => {
    expect(dispersionOf(daysOf([5, 5, 5, 5]))).toBe(1);
    expect(dispersionOf([{ count: 0, mean: 0, variance: 0 }])).toBe(1);
  });

  it('tells how many times more they vary, and a standard error', () => {
    expect(dispersionOf(daysOf([0, 10, 0, 10, 0, 10, 0, 10]))).toBe(5 * 1.5);
  });
});
