import { belongsElsewhere } from './another-noun.ts';
import type { Assertion, Spent } from './assertion.ts';
import { type Cancelled, cancelledBy, type PassedOver } from './cancel.ts';
import {
  assertionOf,
  type ClauseReading,
  endsInComplaint,
  joinsIn,
  readSide,
  triggersIn,
  verdictOn,
} from './clause-reading.ts';
import type { Category, Language, Side } from './language.ts';
import { type Match, overlap, wordsOf } from './lexicon.ts';
import { isOn } from './line.ts';
import { joinLone } from './lone-clauses.ts';
import { withQualifier } from './lone-qualifiers.ts';
import { contextFinder, createFindSurroundings, type FindSurroundings, type NameContext } from './name-context.ts';
import type { Name, NameLexicon } from './names.ts';
import { type NamedClause, type NameMatch, sortOut, type Target } from './targets.ts';
import { type Clause, clausesOf } from './tokenize.ts';

/** A name found in a text, how it is meant, and why. */
export interface Mention {
  readonly name: Name;
  /** The words as found, folded. */
  readonly words: string;
  /** True if the context the name needs stands in the same field. */
  readonly inContext: boolean;
  /** Assertion and its words, if not affirmed. */
  readonly assertion?: Assertion;
  /** Set if a word of another kind or place cancels it, or if one of its words belongs to another noun. */
  readonly cancelled?: Cancelled;
  /** Words that could have cancelled it, and what they belong to. */
  readonly passedOver: readonly PassedOver[];
  /** Triggers of its clause that speak of something else. */
  readonly spent: readonly Spent[];
}

/** Mentions in one text. */
export interface TextReading {
  readonly mentions: readonly Mention[];
  /** False if the text is longer than what is read of one, so that a name may stand in the rest. */
  readonly whole: boolean;
}

/** The names and the language that texts are read with. */
export interface Vocabulary {
  readonly names: NameLexicon;
  readonly language: Language;
}

/** Most that is read of one text: characters, and names. */
export const MOST_CHARACTERS = 20_000;
export const MOST_NAMES = 200;

/** Category of a mention; `affirmed` if no trigger reaches it. */
export function categoryOf({ assertion }: Mention): Category | 'affirmed' {
  return assertion?.category ?? 'affirmed';
}

/** True for a mention that is neither cancelled nor meant otherwise than affirmed. */
export function isAffirmed({ assertion, cancelled }: Mention): boolean {
  return assertion === undefined && cancelled === undefined;
}

const NOTHING: readonly never[] = [];

/** Builds the mention of one name of a target from the reading of its clause. */
function mentionOf(
  match: NameMatch,
  assertion: Assertion | undefined,
  around: readonly Match<string>[],
  { line, asserted }: ClauseReading,
): Omit<Mention, 'inContext'> {
  const { cancelled, passedOver } = cancelledBy(match, around, line, asserted);
  const gone = belongsElsewhere(match, line) ?? cancelled;
  return {
    name: match.entry,
    words: wordsOf(line.clause, match),
    passedOver,
    spent: asserted.spent,
    ...(assertion === undefined ? {} : { assertion }),
    ...(gone === undefined ? {} : { cancelled: gone }),
  };
}

/** The mentions of the names of a clause, as many as are asked for, or a few more. */
function mentionsOfClause(
  named: NamedClause,
  { language }: Vocabulary,
  around: FindSurroundings,
  contextOf: (match: NameMatch) => NameContext,
  most: number,
): readonly Mention[] {
  const { targets } = named;
  const readings: { [side in Side]?: ClauseReading } = {};
  const readingFor = (target: Target) => {
    const side: Side = isOn('condition', target) ? 'condition' : 'order';
    const reading = readings[side] ?? readSide(named, language, side);
    readings[side] = reading;
    return reading;
  };
  const mentionsIn = (target: Target): readonly Mention[] => {
    const reading = readingFor(target);
    const mention = (match: NameMatch, assertion: Assertion | undefined) => {
      const { stands, doubt } = contextOf(match);
      return {
        ...mentionOf(match, assertion ?? doubt, match.entry.without.length > 0 ? around(named) : NOTHING, reading),
        inContext: stands,
      };
    };
    const shared = verdictOn(target.names, [target], reading, language);
    const reached = (match: NameMatch) => targets.filter((other) => overlap(other, match));
    return [
      ...target.names.map((match) => mention(match, assertionOf(match, shared))),
      ...target.reaching.map((match) =>
        mention(
          match,
          verdictOn([match, ...reached(match).flatMap(({ names }) => names)], reached(match), reading, language),
        ),
      ),
    ];
  };
  const mentions: Mention[] = [];
  for (const target of targets) {
    if (mentions.length >= most) break;
    mentions.push(...mentionsIn(target));
  }
  return mentions;
}

/** The clauses of a text and the names in them, up to so many names. */
export function namedClauses(text: string, { names, language }: Vocabulary): readonly NamedClause[] {
  const named = (clause: Clause): NamedClause => {
    const found = names.names.find(clause).filter((match) => !endsInComplaint(match, clause, language));
    return { clause, ...sortOut(found, clause, triggersIn(clause, language), joinsIn(clause, language)) };
  };
  const clauses = joinLone(clausesOf(text, language.fullStops).map(named), named, names.qualifiers, language);
  const read = (clause: NamedClause) => readSide(clause, language, 'condition').line;
  return clauses.map((clause) => withQualifier(clause, names.qualifiers, read, named));
}

/**
 * The names in one field of text, each with its assertion (after NegEx and ConText). Of a long text only the beginning is
 * read; `whole` says so.
 */
export function readText(text: string, vocabulary: Vocabulary): TextReading {
  const read = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  const clauses = namedClauses(read, vocabulary);
  if (clauses.every(({ targets }) => targets.length === 0)) return { mentions: [], whole: read === text };
  const around = createFindSurroundings(vocabulary.names);
  const contextOf = contextFinder(clauses, around, vocabulary.language);
  const mentions: Mention[] = [];
  for (const clause of clauses) {
    if (mentions.length >= MOST_NAMES) break;
    mentions.push(...mentionsOfClause(clause, vocabulary, around, contextOf, MOST_NAMES - mentions.length));
  }
  return {
    mentions: mentions.slice(0, MOST_NAMES),
    whole: read === text && mentions.length < MOST_NAMES,
  };
}
