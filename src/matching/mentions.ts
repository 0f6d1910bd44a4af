import { denialOf, readClause, wordsOf } from './assertion.ts';
import type { Lexicon, Match, Name } from './lexicon.ts';
import { standsIn } from './phrase.ts';
import { clausesOf } from './tokenize.ts';

/** A name found in a text, and whether it counts. */
export interface Mention {
  readonly name: Name;
  /** The words as found, folded. */
  readonly words: string;
  /** True if the context the name needs stands in the same field. */
  readonly inContext: boolean;
  /** The words that deny it or make it history, if any. */
  readonly deniedBy?: string;
}

/** The lexicons naming works with. */
export interface Vocabulary {
  readonly names: Lexicon;
  readonly language: Lexicon;
}

type Span = Pick<Match, 'start' | 'end'>;

const covers = (outer: Span, inner: Span) =>
  outer.start <= inner.start && outer.end >= inner.end && outer.end - outer.start > inner.end - inner.start;
const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end;

/** Finds the matches near a match, so that a long text is no harder than a short one. Matches come ordered by start. */
function neighbourhood(matches: readonly Match[]): (match: Match) => readonly Match[] {
  const longest = Math.max(0, ...matches.map(({ start, end }) => end - start));
  const byStart = Map.groupBy(matches, ({ start }) => start);
  return ({ start, end }) => {
    const near: Match[] = [];
    for (let at = start - longest; at < end; at++) near.push(...(byStart.get(at) ?? []));
    return near;
  };
}

interface Sorted {
  readonly names: readonly Match[];
  readonly lookAlikes: readonly Match[];
}

/** A look-alike hides the words it explains, unless a longer name of its system explains them; the longer phrase wins. */
function sortOut(matches: readonly Match[]): Sorted {
  if (matches.length === 0) return { names: [], lookAlikes: [] };
  const near = neighbourhood(matches);
  const isName = ({ name }: Match) => name.role === 'name';
  const lookAlikes = new Set(
    matches.filter(
      (match) =>
        !isName(match) &&
        !near(match).some((other) => isName(other) && other.name.system === match.name.system && covers(other, match)),
    ),
  );
  const isHidden = (match: Match) =>
    near(match).some(
      (other) => lookAlikes.has(other) && other.name.system === match.name.system && overlap(other, match),
    );
  const isPart = (match: Match) => near(match).some((other) => other.name === match.name && covers(other, match));
  return {
    names: matches.filter((match) => isName(match) && !isHidden(match) && !isPart(match)),
    lookAlikes: [...lookAlikes],
  };
}

/** Keeps what was found out about a name, since a text may repeat it. */
function remembered(test: (name: Name) => boolean): (name: Name) => boolean {
  const known = new Map<Name, boolean>();
  return (name) => {
    const result = known.get(name) ?? test(name);
    known.set(name, result);
    return result;
  };
}

/**
 * The names in one field of text. A look-alike hides its words, a word of `without` in the clause cancels, a denial
 * must stand in the same clause and reach the name over linking words only (domain rules on negation and history).
 */
export function mentionsIn(text: string, { names, language }: Vocabulary): readonly Mention[] {
  const clauses = clausesOf(text).map((clause) => ({ clause, ...sortOut(names.find(clause)) }));
  if (clauses.every(({ names: found }) => found.length === 0)) return [];
  const inContext = remembered(({ needs, system }) =>
    needs.every((group) =>
      clauses.some(({ clause, lookAlikes }) => {
        const hidden = lookAlikes.filter(({ name }) => name.system === system);
        const isOpen = (start: number, end: number) => !hidden.some((match) => overlap(match, { start, end }));
        return group.some((phrase) => standsIn(phrase, clause, isOpen));
      }),
    ),
  );
  return clauses.flatMap(({ clause, names: found }) => {
    if (found.length === 0) return [];
    const reading = readClause(clause, found, language);
    const isCancelled = remembered(({ without }) => without.some((phrase) => standsIn(phrase, clause)));
    return found
      .filter(({ name }) => !isCancelled(name))
      .map((match) => {
        const deniedBy = denialOf(match, reading);
        return {
          name: match.name,
          words: wordsOf(clause, match),
          inContext: inContext(match.name),
          ...(deniedBy === undefined ? {} : { deniedBy }),
        };
      });
  });
}
