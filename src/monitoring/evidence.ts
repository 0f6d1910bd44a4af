/*
 * Evidence of one day for a change: the logarithm of the likelihood ratio of its count, changed against usual. It is added up
 * in a CUSUM chart (cusum.ts); above 0 it speaks for the change, below for the usual.
 */

/** Sums logarithms instead of gamma functions, which lose digits or overflow for large counts. */
function logRatioOfRisingFactorials(count: number, changed: number, usual: number): number {
  let sum = 0;
  for (let already = 0; already < count; already++) sum += Math.log((changed + already) / (usual + already));
  return sum;
}

/** Counts that vary hardly more than Poisson's are taken as such. */
const POISSON = 1.01;

/**
 * Evidence of a count whose mean is `usual` by the one hypothesis and `changed` by the other, both above 0. The variance is `dispersion`
 * (at least 1) times the mean: Poisson (Lucas 1985), or negative binomial where orders come in clusters (Höhle and Paul 2008).
 */
export function countEvidence(count: number, usual: number, changed: number, dispersion: number): number {
  if (dispersion < POISSON) return count * Math.log(changed / usual) + usual - changed;
  const scale = 1 / (dispersion - 1);
  const ofCount = logRatioOfRisingFactorials(count, changed * scale, usual * scale);
  return ofCount - (changed - usual) * scale * Math.log(dispersion);
}

/**
 * Evidence of `part` of `whole` whose probability is `usual` by the one hypothesis and `changed` by the other, both between 0 and 1
 * (Steiner, Cook and Farewell 2000). Divided by the dispersion: parts that come in clusters say less.
 */
export function shareEvidence(part: number, whole: number, usual: number, changed: number, dispersion: number): number {
  const ofParts = part * Math.log(changed / usual) + (whole - part) * Math.log((1 - changed) / (1 - usual));
  return ofParts / dispersion;
}

/** A day's count, with its mean and variance if they were Poisson's or binomial's. */
interface Fitted {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Estimates the dispersion of counts (variance over that of the model), at least 1: sums of squares, so that days with next to no mean
 * weigh little; one standard error is added, since too little would be believed too easily.
 */
export function dispersionOf(days: readonly Fitted[]): number {
  const squares = days.reduce((sum, { count, mean }) => sum + (count - mean) ** 2, 0);
  const variance = days.reduce((sum, day) => sum + day.variance, 0);
  if (variance === 0) return 1;
  return Math.max(1, (squares / variance) * (1 + Math.sqrt(2 / days.length)));
}
