import { asidesOf, verdictOf } from '../../matching/describe-mention.ts';
import { wordsOf } from '../../matching/lexicon.ts';
import { type Mention, namedClauses, type Vocabulary } from '../../matching/mentions.ts';
import { fold } from '../../matching/tokenize.ts';

/** Reading of a name in an order's words, or of a look-alike. */
export interface NameReading {
  readonly kind: 'counts' | 'no-context' | 'denied' | 'look-alike';
  /** The words as found, folded. */
  readonly words: string;
  /** Display of the name they match. */
  readonly display: string;
  /** Category and reason, in words. */
  readonly verdict: string;
  /** The words that decide against it, folded. */
  readonly decidedBy: string | undefined;
  /** Words that could have decided against it and are about something else, folded. */
  readonly spent: readonly string[];
  /** The same in words. */
  readonly asides: readonly string[];
  /** Reason why the name is listed although no policy names it. */
  readonly choice: string | undefined;
}

/** A piece of a text, and how it was read: as (part of) a name, as words that decided about one or might have, or as neither. */
export interface Piece {
  readonly text: string;
  readonly kind: NameReading['kind'] | 'deciding' | 'spent' | 'plain';
}

/** Converts a mention to its reading. */
export function readingOf(mention: Mention): NameReading {
  const { name, words, inContext, assertion, cancelled, spent, passedOver } = mention;
  const isDenied = assertion !== undefined || cancelled !== undefined;
  return {
    kind: isDenied ? 'denied' : inContext ? 'counts' : 'no-context',
    words,
    display: name.display,
    verdict: verdictOf(mention),
    decidedBy: cancelled?.words ?? assertion?.words,
    spent: [...spent, ...passedOver].map((one) => one.words),
    asides: asidesOf(mention),
    choice: name.choice,
  };
}

/** Finds the look-alikes in a text. */
export function lookAlikesIn(text: string, vocabulary: Vocabulary): readonly NameReading[] {
  return namedClauses(text, vocabulary).flatMap(({ clause, lookAlikes }) =>
    lookAlikes.map((match) => ({
      kind: 'look-alike' as const,
      words: wordsOf(clause, match),
      display: match.entry.display,
      verdict: 'looks like a name and is none',
      decidedBy: undefined,
      spent: [],
      asides: [],
      choice: match.entry.choice,
    })),
  );
}

/** A place of a text, and how it is marked. */
interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind: Piece['kind'];
}

type Place = readonly [start: number, end: number];

const WORD = /[\p{L}\p{N}]+/gu;

/** Finds the offsets of words in the text; looks at words alone, as matching does. */
function placesOf(words: string, text: string): readonly Place[] {
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

/** Selects the place nearest to a name, in a list of its own: short words such as "no" stand everywhere. */
function nearest(places: readonly Place[], names: readonly Place[]): readonly Place[] {
  const distance = ([start]: Place) => Math.min(...names.map(([at]) => Math.abs(at - start)));
  return places.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1);
}

/** Finds the places to mark for a reading: its names, the words that decided, and those spent elsewhere. */
function marksOf({ kind, words, decidedBy, spent }: NameReading, text: string): readonly Mark[] {
  const names = placesOf(words, text);
  const markAll = (places: readonly Place[], as: Piece['kind']) =>
    places.map(([start, end]): Mark => ({ start, end, kind: as }));
  if (names.length === 0) return [];
  return [
    ...markAll(names, kind),
    ...markAll(decidedBy === undefined ? [] : nearest(placesOf(decidedBy, text), names), 'deciding'),
    ...spent.flatMap((each) => markAll(nearest(placesOf(each, text), names), 'spent')),
  ];
}

/** Precedence of overlapping marks, the first wins. */
const RANK = ['look-alike', 'counts', 'no-context', 'denied', 'deciding', 'spent'];

/** Cuts a text into pieces by what was read in it; of overlapping marks names go before what decided. */
export function piecesOf(text: string, readings: readonly NameReading[]): readonly Piece[] {
  const marks = readings
    .flatMap((reading) => marksOf(reading, text))
    .toSorted((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind));
  const kept = marks.filter(
    (mark, at) => !marks.slice(0, at).some((other) => other.start < mark.end && mark.start < other.end),
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
