import { type Asserted, type Assertion, assertionsIn, type Spent } from './assertion.ts';
import { belongsElsewhere, type Cancelled, cancelledBy, type PassedOver } from './cancel.ts';
import { CATEGORIES, type Category, type Language, looksBack, type Said, type Side, sideOf } from './language.ts';
import { type Match, overlap, wordsOf } from './lexicon.ts';
import { isOn, kindsOf, kindsOfNames, type Line, lineOf } from './line.ts';
import { joinLone } from './lone-clauses.ts';
import { withQualifier } from './lone-qualifiers.ts';
import { KINDS_OF, type Name, type NameLexicon } from './names.ts';
import { gapsOf, type NamedClause, type NameMatch, sortOut, type Target, type TriggerIn } from './targets.ts';
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

/** Context is what is affirmed, past or in doubt; of many words of context the first decide. */
const COUNTS_AS_CONTEXT: ReadonlySet<Category> = new Set(['historical', 'uncertain']);
const MOST_CONTEXTS = 5;

/** True for a mention that is neither cancelled nor meant otherwise than affirmed. */
export function isAffirmed({ assertion, cancelled }: Mention): boolean {
  return assertion === undefined && cancelled === undefined;
}

/** The phrases of `needs` and `without` in each clause of a field, looked up when they are first asked for. */
type Surroundings = (clause: NamedClause) => readonly Match<string>[];

function surroundingsIn({ names: { surroundings } }: Vocabulary): Surroundings {
  const known = new Map<NamedClause, readonly Match<string>[]>();
  return (named) => {
    const found = known.get(named) ?? surroundings.find(named.clause);
    known.set(named, found);
    return found;
  };
}

/** The phrases around names in a clause that stand outside of what look-alikes of a system explain. */
function openPhrases({ clause, lookAlikes }: NamedClause, found: readonly Match<string>[], system: string) {
  if (lookAlikes.length === 0) return found;
  const hidden = new Uint8Array(clause.length);
  for (const { entry, start, end } of lookAlikes) if (entry.system === system) hidden.fill(1, start, end);
  return found.filter(({ start, end }) => !hidden.subarray(start, end).includes(1));
}

/** Finds the context a name needs in the field, and the words that put it in doubt. */
interface Context {
  readonly stands: boolean;
  readonly doubt?: Assertion;
}

/** A phrase of the surroundings, and the clause it stands in. */
interface Surrounding {
  readonly named: NamedClause;
  readonly found: Match<string>;
}

/** Assertions on the words of a context: a lesion of bone is none of cancer where "no metastasis" is said. */
function contextMeant({ named, found }: Surrounding, name: NameMatch, { language }: Vocabulary): Assertion | undefined {
  const { start, end } = found;
  // Words that are part of a name share what is said of that; a part of the body is there, whatever is denied of it.
  const own = named.targets.find((target) => overlap(target, found));
  if (own) return verdictOn(own.names, [own], readSide(named, language, 'condition'), language);
  const said = language.find(named.clause.slice(start, end), ['condition'], () => false);
  if (said.some(({ groups }) => groups.some(({ role }) => role === 'class-noun'))) return undefined;
  const target: Target = { start, end, names: [name], reaching: [] };
  const { asserted } = readSide({ ...named, targets: [target], lookAlikes: [] }, language, 'condition');
  return asserted.assertions.get(target);
}

/** The context of names in a field. What a condition needs must itself be neither denied nor another's. */
function contextIn(
  clauses: readonly NamedClause[],
  around: Surroundings,
  vocabulary: Vocabulary,
): (match: NameMatch) => Context {
  const bySystem = new Map<string, readonly Surrounding[]>();
  // A long clause may hold many names of one kind, and is read anew for each word of context.
  const meant = new Map<Name, Map<Surrounding, Assertion | undefined>>();
  const meantFor = (one: Surrounding, match: NameMatch) => {
    if (one.named.targets.some((target) => overlap(target, one.found) && overlap(target, match))) return undefined;
    const known = meant.get(match.entry) ?? new Map<Surrounding, Assertion | undefined>();
    meant.set(match.entry, known);
    if (!known.has(one)) known.set(one, contextMeant(one, match, vocabulary));
    return known.get(one);
  };
  return (match) => {
    const { needs, system, kind } = match.entry;
    if (needs.length === 0) return { stands: true };
    const known =
      bySystem.get(system) ??
      clauses.flatMap((named) => openPhrases(named, around(named), system).map((found) => ({ named, found })));
    bySystem.set(system, known);
    const groups = needs.map((group) => {
      const sources = new Set(group.map(({ source }) => source));
      const standing = known.filter(({ found }) => sources.has(found.entry));
      if (sideOf(kind) === 'order') return standing.map(() => undefined);
      return standing
        .slice(0, MOST_CONTEXTS)
        .map((one) => meantFor(one, match))
        .filter((meant) => meant === undefined || COUNTS_AS_CONTEXT.has(meant.category));
    });
    const doubt = groups.flatMap((group) => {
      const certain = group.some((meant) => meant?.category !== 'uncertain');
      return certain ? [] : group.flatMap((meant) => meant ?? []);
    })[0];
    return { stands: groups.every(({ length }) => length > 0), ...(doubt === undefined ? {} : { doubt }) };
  };
}

const strongest = <T extends Assertion>(assertions: readonly T[]): T | undefined =>
  CATEGORIES.flatMap((category) => assertions.find((one) => one.category === category) ?? [])[0];

/**
 * The triggers in the gaps of names, which speak of the names unless they only look back: `fracture, not unstable` (rule 4 of
 * docs/policies.md).
 */
function insideOf(matches: readonly NameMatch[], clause: Clause, language: Language) {
  const withGaps = matches.filter(({ phrase }) => phrase.hasGaps);
  if (withGaps.length === 0) return [];
  const gaps = new Set(withGaps.flatMap((match) => gapsOf(match, clause)));
  if (gaps.size === 0) return [];
  const kinds = KINDS_OF[matches[0]?.entry.kind ?? 'orderable'];
  const first = Math.min(...gaps);
  const part = clause.slice(first, Math.max(...gaps) + 1);
  const inside = language.find(part, kindsOfNames(matches), (at) => !gaps.has(first + at));
  return inside.flatMap((said) =>
    said.groups.flatMap((group) => {
      const { code, role, category, reach, kind: spokenOf } = group;
      const isOurs = spokenOf === undefined || kinds.includes(spokenOf);
      if (role !== 'trigger' || !category || !isOurs || looksBack(group)) return [];
      // `unstable, non-displaced fracture` denies a word of the gap, and not of the name.
      if (reach === 'next-word' && gaps.has(first + said.end)) return [];
      const words = wordsOf(part, said);
      return [{ at: first + said.start, category, words, group: code, how: 'inside the name' as const }];
    }),
  );
}

/** Finds the first trigger in the gaps of a name of a clause. */
export function triggersIn(clause: Clause, language: Language): TriggerIn {
  return (match) => insideOf([match], clause, language)[0]?.at;
}

/** Items and assertions of a clause. */
export interface ClauseReading {
  readonly line: Line;
  readonly asserted: Asserted;
}

/** The phrases of the language in a clause, outside the names of this side. */
function languageIn({ clause, targets }: NamedClause, language: Language, side: Side): readonly Said[] {
  const taken = new Uint8Array(clause.length);
  for (const target of targets) if (isOn(side, target)) taken.fill(1, target.start, target.end);
  return taken.includes(0) ? language.find(clause, kindsOf(targets, side), (at) => taken[at] === 1) : [];
}

/** Reads a clause for one side. */
export function readSide(named: NamedClause, language: Language, side: Side): ClauseReading {
  const line = lineOf(named.clause, { ...named, said: languageIn(named, language, side) }, side, language);
  return { line, asserted: assertionsIn(line) };
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

/** Assertion of names: by a trigger within them, else by the strongest that is said of the targets they are part of. */
function verdictOn(
  matches: readonly NameMatch[],
  targets: readonly Target[],
  { line, asserted }: ClauseReading,
  language: Language,
): Assertion | undefined {
  const inside = strongest(insideOf(matches, line.clause, language));
  return inside ?? strongest(targets.flatMap((target) => asserted.assertions.get(target) ?? []));
}

/** The mentions of the names of a clause, as many as are asked for, or a few more. */
function mentionsOfClause(
  named: NamedClause,
  { language }: Vocabulary,
  around: Surroundings,
  contextOf: (match: NameMatch) => Context,
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
      ...target.names.map((match) => mention(match, shared)),
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
  const named = (clause: Clause): NamedClause => ({
    clause,
    ...sortOut(names.names.find(clause), clause, triggersIn(clause, language)),
  });
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
  const around = surroundingsIn(vocabulary);
  const contextOf = contextIn(clauses, around, vocabulary);
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
