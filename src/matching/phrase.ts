import { type Clause, fold } from './tokenize.ts';
import { hasTypoRoom, isTypoOf, mayBeTypo } from './typo.ts';

interface Element {
  readonly words: readonly string[];
  /** The same words for looking up, and those of them that are long enough to hold a typo. */
  readonly exact: ReadonlySet<string>;
  readonly long: readonly string[];
  readonly optional: boolean;
  /** Number of arbitrary words that may stand before this one. */
  readonly gap: number;
  /** Set where the author wrote the hyphen or slash: it must be there in the text too. */
  readonly glue: '-' | '/' | undefined;
}

/** A compiled phrase of the lexicon, matched word by word. */
export interface Phrase {
  readonly source: string;
  readonly elements: readonly Element[];
  /** True if words of any kind may stand inside it. */
  readonly hasGaps: boolean;
}

/** Stands for a year in a phrase. */
const YEAR = '{year}';
/** Stands for a year long past: an injury of the years since may not have healed. */
const OLD_YEAR = '{oldyear}';
/** Stands for any word with a digit: a dose, a level. It cannot be looked up by, so a phrase needs another word. */
const NUMBER = '{number}';
const STAND_INS: ReadonlySet<string> = new Set([YEAR, OLD_YEAR, NUMBER]);
const MARK = '{?}';
/** A word of a phrase; `#` stands where a fracture is written so. */
const WORD = /^(?:[a-z0-9]+|#)$/;
const YEARS = /^(?:19|20)\d\d$/;
const OLD_YEARS = /^(?:19\d|20[01])\d$/;

/** The words of phrases that a written year may be meant by. */
export function yearsOf(word: string): readonly string[] {
  if (word.length !== 4 || !YEARS.test(word)) return [];
  return OLD_YEARS.test(word) ? [YEAR, OLD_YEAR] : [YEAR];
}

function wordsOf(piece: string): readonly string[] | undefined {
  if (piece === MARK) return ['?'];
  const words = piece.replace(/\?$/, '').split('|');
  return words.every((word) => WORD.test(word) || STAND_INS.has(word)) ? words : undefined;
}

function elementsOf(part: string, gap: number): readonly Element[] | undefined {
  const pieces = part.split(/([-/])/);
  // `without|w/o` would mean "without or w, then o".
  if (pieces.length > 1 && part.includes('|')) return undefined;
  const elements: Element[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    const piece = pieces[at] ?? '';
    const words = wordsOf(piece);
    if (!words) return undefined;
    const glue = pieces[at - 1];
    elements.push({
      words,
      exact: new Set(words),
      long: words.filter(hasTypoRoom),
      optional: piece !== MARK && piece.endsWith('?'),
      gap: at === 0 ? gap : 0,
      glue: glue === '-' || glue === '/' ? glue : undefined,
    });
  }
  return elements;
}

/**
 * Compiles the phrase language of the names: words separated by spaces, `a|b` for either, `a?` for perhaps,
 * `~2` for up to two words of any kind, `vax-d` where the hyphen itself must be written, `{year}` for a year,
 * `{oldyear}` for one before 2020, `{number}` for any word with a digit, `{?}` for a question mark, `#` for itself. Returns undefined
 * if the phrase is malformed.
 */
export function compilePhrase(source: string): Phrase | undefined {
  const elements: Element[] = [];
  let gap = 0;
  for (const part of fold(source).trim().split(/\s+/)) {
    const skip = /^~(\d)$/.exec(part);
    if (skip) {
      gap = Number(skip[1]);
      continue;
    }
    const compiled = elementsOf(part, gap);
    if (!compiled) return undefined;
    elements.push(...compiled);
    gap = 0;
  }
  const first = elements[0];
  if (!first || first.optional || first.gap > 0 || gap > 0 || !elements.some(isAnchor)) return undefined;
  return { source, elements, hasGaps: elements.some((element) => element.gap > 0) };
}

/** True for an element that every text with the phrase has, and that can be looked up. */
const isAnchor = ({ optional, words }: Element) => !optional && !words.includes(NUMBER);

/** The words of which a phrase needs one at least, at one place or another. */
export function requiredWords({ elements }: Phrase): readonly string[] {
  return [...new Set(elements.filter(isAnchor).flatMap(({ words }) => words))];
}

/** An element that no text with the phrase can lack, and how many words after the phrase's beginning it may stand. */
export interface Anchor {
  readonly words: readonly string[];
  readonly nearest: number;
  readonly farthest: number;
}

/** The anchor whose words the fewest phrases share, by a count of these; the first of several. */
export function anchorOf({ elements }: Phrase, sharedBy: (word: string) => number): Anchor {
  let [nearest, farthest] = [0, 0];
  const anchors = elements.flatMap((element) => {
    const { words, optional, gap } = element;
    const anchor = { words, nearest, farthest: farthest + gap };
    nearest += optional ? 0 : 1;
    farthest += gap + 1;
    return isAnchor(element) ? [anchor] : [];
  });
  const commonness = ({ words }: Anchor) => Math.max(...words.map(sharedBy));
  return anchors.reduce((best, anchor) => (commonness(anchor) < commonness(best) ? anchor : best));
}

/** True for the year of a date, which may be a day to come: `3/1/2026`. */
const endsDate = (clause: Clause, at: number) =>
  [clause[at], clause[at - 1]].every((word) => word?.glue === '/' || word?.glue === '-') &&
  /^\d+$/.test(clause[at - 2]?.text ?? '');

const fitsYear = (words: ReadonlySet<string>, text: string) =>
  words.has(YEAR) ? YEARS.test(text) : words.has(OLD_YEAR) && OLD_YEARS.test(text);

function fits({ glue, exact, long }: Element, clause: Clause, at: number): boolean {
  const word = clause[at];
  if (!word || (glue && word.glue !== glue)) return false;
  // Of all that is done with a text this is done most often.
  const { text } = word;
  if (exact.has(text)) return true;
  if (long.length > 0 && mayBeTypo(text))
    for (const expected of long)
      if (expected.charCodeAt(0) === text.charCodeAt(0) && isTypoOf(text, expected)) return true;
  return (fitsYear(exact, text) && !endsDate(clause, at)) || (exact.has(NUMBER) && /\d/.test(text));
}

/**
 * Returns the end (exclusive) of the phrase if it begins at word `at` of the clause, or undefined. The places of the words in its
 * gaps are added to `gaps`.
 */
export function matchAt(phrase: Phrase, clause: Clause, at: number, gaps?: number[], step = 0): number | undefined {
  const element = phrase.elements[step];
  if (!element) return at;
  for (let skip = 0; skip <= element.gap; skip++) {
    if (skip > 0) gaps?.push(at + skip - 1);
    if (fits(element, clause, at + skip)) {
      const end = matchAt(phrase, clause, at + skip + 1, gaps, step + 1);
      if (end !== undefined) return end;
    }
  }
  if (gaps && element.gap > 0) gaps.length -= element.gap;
  return element.optional ? matchAt(phrase, clause, at, gaps, step + 1) : undefined;
}

/** True if the phrase stands somewhere in the clause. */
export function standsIn(phrase: Phrase, clause: Clause): boolean {
  for (let start = 0; start < clause.length; start++) if (matchAt(phrase, clause, start) !== undefined) return true;
  return false;
}
