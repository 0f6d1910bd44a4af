import { closest, distance } from 'fastest-levenshtein';

/** A typo is at most this share of the letters, but one letter always may be. */
const SHARE = 0.34;

const lettersOf = (word: string) => [...word].toSorted().join('');

/** True if one letter is missing, too many or wrong, or two stand in each other's place. */
export function isMisspelt(written: string, word: string): boolean {
  const far = distance(written, word);
  return far === 1 || (far === 2 && lettersOf(written) === lettersOf(word));
}

/** ` (did you mean x?)` for the nearest of the known words, if one is near; else an empty text. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const words = [...known];
  if (words.length === 0) return '';
  const nearest = closest(written, words);
  const most = Math.floor(written.length * SHARE);
  return distance(written, nearest) <= most || isMisspelt(written, nearest) ? ` (did you mean ${nearest}?)` : '';
}
