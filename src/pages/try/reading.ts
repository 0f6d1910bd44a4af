import type { Mention } from '../../matching/mentions.ts';
import { fold } from '../../matching/tokenize.ts';

/** How a name in an order's words was read. */
export interface Reading {
  /** The words as found, folded. */
  readonly words: string;
  /** What they are a name of. */
  readonly display: string;
  /** Address of the CodeSystem of the name. */
  readonly system: string;
  readonly verdict: 'counts' | 'no-context' | 'denied';
  /** The words that deny it, folded. */
  readonly decidedBy: string | undefined;
  /** Why the name is known although no policy names it. */
  readonly choice: string | undefined;
}

/** A piece of a text, and how it was read: as (part of) a name, as the words that decided about one, or as neither. */
export interface Piece {
  readonly text: string;
  readonly kind: Reading['verdict'] | 'deciding' | 'plain';
}

/** How a mention was read. The one place that knows the form of a mention. */
export function readingOf({ name, words, inContext, deniedBy }: Mention): Reading {
  return {
    words,
    display: name.display,
    system: name.system,
    verdict: deniedBy === undefined ? (inContext ? 'counts' : 'no-context') : 'denied',
    decidedBy: deniedBy,
    choice: name.choice,
  };
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: Piece['kind'];
}

const WORD = /[\p{L}\p{N}]+/gu;

/** Where the words stand in the text, as offsets; looks at words alone, as matching does. */
function placesOf(words: string, text: string): readonly (readonly [start: number, end: number])[] {
  const wanted = words.split(' ').filter((word) => word !== '');
  const all = [...text.matchAll(WORD)].map((match) => ({
    folded: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
  return all.flatMap(({ start }, at) => {
    const last = all[at + wanted.length - 1];
    const isHere = wanted.length > 0 && wanted.every((word, offset) => all[at + offset]?.folded === word);
    return isHere && last ? [[start, last.end] as const] : [];
  });
}

/** Cuts a text into pieces by what was read in it; of overlapping finds the first wins, names before what decided. */
export function piecesOf(text: string, readings: readonly Reading[]): readonly Piece[] {
  const findsOf = (words: string | undefined, kind: Piece['kind']): readonly Found[] =>
    words === undefined ? [] : placesOf(words, text).map(([start, end]) => ({ start, end, kind }));
  const finds = [
    ...readings.flatMap(({ words, verdict }) => findsOf(words, verdict)),
    ...readings.flatMap(({ decidedBy }) => findsOf(decidedBy, 'deciding')),
  ];
  const kept = finds.filter(
    (find, at) => !finds.slice(0, at).some((other) => other.start < find.end && find.start < other.end),
  );
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, kind } of kept.toSorted((a, b) => a.start - b.start)) {
    if (start > at) pieces.push({ text: text.slice(at, start), kind: 'plain' });
    pieces.push({ text: text.slice(start, end), kind });
    at = end;
  }
  return at < text.length ? [...pieces, { text: text.slice(at), kind: 'plain' }] : pieces;
}
