const MIN_LENGTH = 7;
/** No word of the field is longer; what is, is no word. */
const MAX_LENGTH = 24;

/** True for a word of letters, long enough that one wrong letter cannot make it another word of the field. */
export function hasTypoRoom(word: string): boolean {
  return word.length >= MIN_LENGTH && word.length <= MAX_LENGTH && !/\d/.test(word);
}

/** True for a written word that could be a typo of such a word. */
export function mayBeTypo(written: string): boolean {
  return written.length >= MIN_LENGTH - 1 && written.length <= MAX_LENGTH + 1;
}

/**
 * True if `written` is `word` with one typing slip: a letter too many, missing, wrong, or two swapped.
 * The first letter must be right (traction is not fraction), and `word` must be long.
 */
export function isTypoOf(written: string, word: string): boolean {
  if (written[0] !== word[0] || Math.abs(written.length - word.length) > 1 || !hasTypoRoom(word)) return false;
  let start = 0;
  while (start < written.length && written[start] === word[start]) start++;
  let tail = 0;
  const shorter = Math.min(written.length, word.length) - start;
  while (tail < shorter && written.at(-1 - tail) === word.at(-1 - tail)) tail++;
  const differs = written.slice(start, written.length - tail);
  const expected = word.slice(start, word.length - tail);
  if (differs.length <= 1 && expected.length <= 1) return true;
  const isPair = differs.length === 2 && expected.length === 2;
  return isPair && differs[0] === expected[1] && differs[1] === expected[0];
}

const BASE = 31;

/**
 * Numbers that a word and its typos have in common: the hash of the word, and of the word with each one letter but the
 * first left out. Words of one hash need not be typos of one another.
 */
export function typoKeys(word: string): readonly number[] {
  // Horner's rule from both ends, so that no shortened word is ever written out.
  const before = [0];
  for (let at = 0; at < word.length; at++) before.push((Math.imul(before[at] ?? 0, BASE) + word.charCodeAt(at)) | 0);
  const keys = [before[word.length] ?? 0];
  let [after, power] = [0, 1];
  for (let at = word.length - 1; at > 0; at--) {
    keys.push((Math.imul(before[at] ?? 0, power) + after) | 0);
    after = (after + Math.imul(word.charCodeAt(at), power)) | 0;
    power = Math.imul(power, BASE);
  }
  return keys;
}
