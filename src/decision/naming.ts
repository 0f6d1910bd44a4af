import type { Lexicon, Match, Name } from '../knowledge/lexicon.ts';
import { matchAt, type Phrase } from '../knowledge/phrase.ts';
import { type Clause, clausesOf } from '../knowledge/words.ts';

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

const wordsOf = (clause: Clause, start: number, end: number) => clause.slice(start, end).map(({ text }) => text).join(' ');
const covers = (outer: Match, inner: Match) =>
  outer.start <= inner.start && outer.end >= inner.end && outer.end - outer.start > inner.end - inner.start;

/** Matches left when look-alikes have hidden the words they explain: of two that overlap, the longer phrase wins. */
function withoutLookAlikes(matches: readonly Match[]): readonly Match[] {
  const isName = ({ name }: Match) => name.role === 'name';
  const lookAlikes = matches.filter(
    (match) => !isName(match) && !matches.some((other) => isName(other) && other.name.system === match.name.system && covers(other, match)),
  );
  const hidden = (match: Match) =>
    lookAlikes.some(({ name, start, end }) => name.system === match.name.system && start < match.end && match.start < end);
  return [...matches.filter((match) => isName(match) && !hidden(match)), ...lookAlikes];
}

function stands(phrase: Phrase, clause: Clause, hidden: readonly Match[]): boolean {
  return clause.some((_, start) => {
    const end = matchAt(phrase, clause, start);
    return end !== undefined && !hidden.some((match) => match.start < end && start < match.end);
  });
}

/** Walks from the name over words that merely link (`a candidate for`, a level, a year) to a word that denies it; a comma stops it. */
function denialBefore(match: Match, clause: Clause, language: readonly Match[], names: readonly Match[]): string | undefined {
  let at = match.start;
  while (at > 0) {
    const before = language.filter(({ end }) => end === at);
    const denial = before.find(({ name }) => name.role === 'denies-next');
    if (denial && clause[at]?.glue !== ',') return wordsOf(clause, denial.start, denial.end);
    if (before.some(({ name }) => name.role === 'begins-anew')) return undefined;
    const listed = names.find(({ end }) => end === at);
    if (clause[at]?.glue === ',' && !listed) return undefined;
    const link = listed ?? before.find(({ name }) => name.role === 'links');
    if (link) at = link.start;
    else if (/\d/.test(clause[at - 1]?.text ?? '')) at--;
    else return undefined;
  }
  return undefined;
}

/** The same forwards. After a comma only a denial that ends the clause looks back (`Dynesys rods, removal`). */
function denialAfter(match: Match, clause: Clause, language: readonly Match[], names: readonly Match[]): string | undefined {
  let at = match.end;
  let comma = false;
  while (at < clause.length) {
    comma ||= clause[at]?.glue === ',';
    const after = language.filter(({ start }) => start === at);
    const denial = after.find(({ name }) => name.role === 'denies-previous');
    if (denial && (!comma || denial.end === clause.length)) return wordsOf(clause, denial.start, denial.end);
    const link = after.find(({ name }) => name.role === 'trails') ?? names.find(({ start }) => start === at);
    if (link) at = link.end;
    else if (/\d/.test(clause[at]?.text ?? '')) at++;
    else return undefined;
  }
  return undefined;
}

/** Another act named earlier in the clause (imaging, a call, a letter) has the name as its object, unless something begins anew. */
function otherAct(match: Match, clause: Clause, language: readonly Match[]): string | undefined {
  const anew = Math.max(-1, ...language.filter(({ name, end }) => name.role === 'begins-anew' && end <= match.start).map(({ end }) => end));
  const act = language.find(({ name, start, end }) => name.role === 'other-act' && start >= anew && end <= match.start);
  return act && wordsOf(clause, act.start, act.end);
}

function mentionOf(match: Match, clause: Clause, clauses: readonly Clause[], found: readonly (readonly Match[])[], vocabulary: Vocabulary): Mention | undefined {
  const { name } = match;
  if (name.without.some((phrase) => stands(phrase, clause, [match]))) return undefined;
  const lookAlikesIn = (at: number) => (found[at] ?? []).filter((other) => other.name.role === 'look-alike' && other.name.system === name.system);
  const inContext = name.needs.every((group) => clauses.some((field, at) => group.some((phrase) => stands(phrase, field, lookAlikesIn(at)))));
  const language = vocabulary.language.find(clause);
  const names = (found[clauses.indexOf(clause)] ?? []).filter((other) => other !== match);
  const deniedBy = denialBefore(match, clause, language, names) ?? denialAfter(match, clause, language, names) ?? otherAct(match, clause, language);
  return { name, words: wordsOf(clause, match.start, match.end), inContext, ...(deniedBy === undefined ? {} : { deniedBy }) };
}

/**
 * The names in one field of text. A look-alike hides its words, a word of `without` in the clause cancels, a denial
 * must stand in the same clause and reach the name over linking words only (domain rules on negation and history).
 */
export function mentionsIn(text: string, vocabulary: Vocabulary): readonly Mention[] {
  const clauses = clausesOf(text);
  const found = clauses.map((clause) => withoutLookAlikes(vocabulary.names.find(clause)));
  return clauses.flatMap((clause, at) =>
    (found[at] ?? [])
      .filter(({ name }) => name.role === 'name')
      .flatMap((match) => mentionOf(match, clause, clauses, found, vocabulary) ?? []),
  );
}
