import { closest, distance } from 'fastest-levenshtein';

/** A typo is at most this share of the letters, but one letter always may be. */
const SHARE = 0.34;

/** ` (did you mean x?)` for the nearest of the known words, if one is near; else an empty text. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const words = [...known];
  if (words.length === 0) return '';
  const nearest = closest(written, words);
  const most = Math.max(1, Math.floor(written.length * SHARE));
  return distance(written, nearest) <= most ? ` (did you mean ${nearest}?)` : '';
}
