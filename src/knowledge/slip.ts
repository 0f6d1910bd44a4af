const MIN_LENGTH = 7;
/** No word of the field is longer; what is, is no word. */
const MAX_LENGTH = 24;

/** True for a word of letters, long enough that one wrong letter cannot make it another word of the field. */
export function mayHoldSlip(word: string): boolean {
  return word.length >= MIN_LENGTH && word.length <= MAX_LENGTH && !/\d/.test(word);
}

/** True for a written word that could be a slip of such a word. */
export function mayBeSlip(written: string): boolean {
  return written.length >= MIN_LENGTH - 1 && written.length <= MAX_LENGTH + 1;
}

/**
 * True if `written` is `word` with one slip of the pen: a letter too many, missing, wrong, or two swapped.
 * The first letter must be right (traction is not fraction), and `word` must be long.
 */
export function isSlipOf(written: string, word: string): boolean {
  if (!mayHoldSlip(word) || written[0] !== word[0] || Math.abs(written.length - word.length) > 1) return false;
  let start = 0;
  while (start < written.length && written[start] === word[start]) start++;
  let tail = 0;
  const shorter = Math.min(written.length, word.length) - start;
  while (tail < shorter && written.at(-1 - tail) === word.at(-1 - tail)) tail++;
  const differs = written.slice(start, written.length - tail);
  const expected = word.slice(start, word.length - tail);
  if (differs.length <= 1 && expected.length <= 1) return true;
  return differs.length === 2 && differs[0] === expected[1] && differs[1] === expected[0];
}

/** The spellings that a word and its slips have in common: the word with each one letter left out, and the word itself. */
export function slipKeys(word: string): readonly string[] {
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}
