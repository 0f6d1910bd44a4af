import { memoize } from './memoize.ts';
import { type Anchor, anchorOf, matchAt, type Phrase, requiredWords, yearsOf } from './phrase.ts';
import { type Clause, isBreak } from './tokenize.ts';
import { hasTypoRoom, isTypoOf, mayBeTypo, typoKeys } from './typo.ts';

/** Words `start` up to, not including, `end` of a clause. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A phrase found in a clause, and what it stands for. */
export interface Match<T> extends Span {
  readonly entry: T;
  readonly phrase: Phrase;
}

/** Phrases and what they stand for, indexed by their rarest word, so that the cost of a text does not grow with their number. */
export interface Lexicon<T> {
  /** All matches, ordered by where they start, then by their place in the lexicon. */
  find(clause: Clause): readonly Match<T>[];
}

/** True if the spans have a word in common. */
export const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end;

/** The words of a span, as they stand in its clause. */
export function wordsOf(clause: Clause, { start, end }: Span): string {
  let words = clause[start]?.text ?? '';
  for (let at = start + 1; at < end; at++) words += ` ${clause[at]?.text ?? ''}`;
  return words;
}

/** True if a break stands between the words of a span. */
export function crossesBreak(clause: Clause, { start, end }: Span): boolean {
  for (let at = start + 1; at < end; at++) if (isBreak(clause[at]?.glue ?? ' ')) return true;
  return false;
}

/** A phrase, and the word it is looked up by: the one that the fewest phrases share. */
interface Indexed<T> {
  readonly entry: T;
  readonly phrase: Phrase;
  /** Its place in the lexicon. */
  readonly rank: number;
  readonly anchor: Anchor;
}

interface RankedMatch<T> extends Match<T> {
  readonly rank: number;
}

function add<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}

/** The phrases by the words they are looked up by. */
function indexByWord<T>(pairs: readonly (readonly [T, Phrase])[]): ReadonlyMap<string, readonly Indexed<T>[]> {
  const shared = new Map<string, number>();
  for (const [, phrase] of pairs)
    for (const word of requiredWords(phrase)) shared.set(word, (shared.get(word) ?? 0) + 1);
  const index = new Map<string, Indexed<T>[]>();
  for (const [rank, [entry, phrase]] of pairs.entries()) {
    const anchor = anchorOf(phrase, (word) => shared.get(word) ?? 0);
    for (const word of anchor.words) add(index, word, { entry, phrase, rank, anchor });
  }
  return index;
}

/** The long words by what they have in common with their typos. */
function indexByTypo(words: Iterable<string>): ReadonlyMap<number, readonly string[]> {
  const index = new Map<number, string[]>();
  for (const word of words) if (hasTypoRoom(word)) for (const key of typoKeys(word)) add(index, key, word);
  return index;
}

function inOrder<T>(found: RankedMatch<T>[]): readonly RankedMatch<T>[] {
  if (found.length < 2) return found;
  found.sort((a, b) => a.start - b.start || a.rank - b.rank);
  // A phrase with gaps may be reached by more than one of its words.
  return found.filter(({ start, rank }, at) => start !== found[at - 1]?.start || rank !== found[at - 1]?.rank);
}

/** As many words as are in daily use at a large hospital. */
const MOST_WORDS = 20_000;

/** Finds the phrases a written word may belong to: its own, and those of words it may be a typo of. */
function createLookup<T>(byWord: ReadonlyMap<string, readonly Indexed<T>[]>): (word: string) => readonly Indexed<T>[] {
  const byTypo = indexByTypo(byWord.keys());
  const meaningsOf = (written: string): readonly string[] => {
    const near = mayBeTypo(written) ? typoKeys(written).flatMap((key) => byTypo.get(key) ?? []) : [];
    const typos = near.filter((word) => word !== written && isTypoOf(written, word));
    return [...new Set([written, ...yearsOf(written), ...typos])];
  };
  return memoize(MOST_WORDS, (written: string) => meaningsOf(written).flatMap((word) => byWord.get(word) ?? []));
}

/** Builds the index over entries and their phrases. */
export function createLexicon<T>(pairs: readonly (readonly [entry: T, phrase: Phrase])[]): Lexicon<T> {
  const lookUp = createLookup(indexByWord(pairs));
  return {
    find(clause) {
      const found: RankedMatch<T>[] = [];
      for (let at = 0; at < clause.length; at++)
        for (const { entry, phrase, rank, anchor } of lookUp(clause[at]?.text ?? ''))
          for (let start = Math.max(0, at - anchor.farthest); start <= at - anchor.nearest; start++) {
            const end = matchAt(phrase, clause, start);
            if (end !== undefined) found.push({ entry, phrase, start, end, rank });
          }
      return inOrder(found);
    },
  };
}
