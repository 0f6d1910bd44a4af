import { type Concept, checkConcepts, codeOfProperty, phrasesOfConcept, type ReportFault } from './concept.ts';
import { createLexicon, type Match, type Span } from './lexicon.ts';
import { KINDS, KINDS_OF, type Kind, type NamesSource } from './names.ts';
import type { Phrase } from './phrase.ts';
import { type Clause, type FullStops, type Glue, isBracket, isBreak, isComma } from './tokenize.ts';
import { hasTypoRoom } from './typo.ts';

/** Categories other than affirmed, strongest first: the strongest of several triggers decides. */
export const CATEGORIES = [
  'negated',
  'other-person',
  'historical',
  'existing',
  'not-ordering',
  'hypothetical',
  'uncertain',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Role of a group of phrases in a clause (after ConText); `generic` words are matched in whole titles only. */
const ROLES = [
  'trigger',
  'pseudo',
  'fresh-start',
  'other-thing',
  'finding',
  'symptom',
  'class-noun',
  'place',
  'link',
  'and',
  'or',
  'preposition',
  'reason',
  'time',
  'abbreviation',
  'opening',
  'closing',
  'honorific',
  'generic',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * Direction of a trigger's scope: on only, back only, both ways, on first and back only where nothing at all follows, back first and
 * on only where nothing is before, or back only and only from the end of its segment.
 */
const DIRECTIONS = ['next', 'previous', 'both', 'next-first', 'previous-first', 'last'] as const;
/**
 * `thing`: also an object that other triggers are spent on; `rest`: so too, and as head of its segment it governs the rest of the
 * clause; `clause`: it governs the rest, and is no object; `list`: its list runs on over commas; `series`: so does one of three things and
 * more; `next-word`: it reaches the word right beside it and no other; `heading`: its list stands behind a colon or in brackets; `bracket`:
 * it reaches into the bracket right behind it only; `past`: a fresh start that takes back that a condition is past or an order refused;
 * `doubt`: one that takes back that a condition is in doubt or looked for; `approval`: one that takes back that an order was denied, and
 * the denial itself; `question`: it
 * opens a question; `changed`: it changes the name behind it or before it into another thing; `replaced`: it denies what another
 * thing takes the place of.
 */
const REACHES = [
  'rest',
  'clause',
  'thing',
  'list',
  'series',
  'next-word',
  'heading',
  'bracket',
  'past',
  'doubt',
  'approval',
  'question',
  'changed',
  'replaced',
] as const;

/** A concept of the language: phrases with one behaviour. */
export interface Group {
  readonly code: string;
  readonly display: string;
  readonly role: Role;
  readonly category?: Category;
  readonly direction?: (typeof DIRECTIONS)[number];
  readonly reach?: (typeof REACHES)[number];
  /** The kind of names it speaks of; all, if not given. */
  readonly kind?: Kind;
  /** Category of a trigger that is itself negated (`not excluded`); `none` disables it. */
  readonly whenDenied?: Category | 'none';
  /** True if it says nothing of conditions that do not pass: a medical history lists what the patient still has. */
  readonly sparesLasting?: boolean;
  /** True if it names a treatment, or is said of one and not of the complaint it is for: "completed", unlike "no relief". */
  readonly ofTreatment?: boolean;
  readonly phrases: readonly Phrase[];
}

/** True for a trigger that is about what stands before it: `previous`, or `previous-first`. */
export const looksBack = ({ direction }: Pick<Group, 'direction'>) => direction?.startsWith('previous') === true;

const TAKING_BACK = ['past', 'doubt', 'approval'] as const;

/** True for the reach of words that take something back: that it is past or refused, in doubt, or denied. */
export const takesBack = (reach: Group['reach']): reach is (typeof TAKING_BACK)[number] =>
  TAKING_BACK.some((one) => one === reach);

/** Kind of mention a clause is read for: the thing ordered, or a condition. */
export type Side = 'order' | 'condition';
export const SIDES: readonly Side[] = ['order', 'condition'];

/** The side on which names of a kind are. */
export const sideOf = (kind: Kind): Side => (KINDS_OF[kind].includes('condition') ? 'condition' : 'order');

/** Triggers for names of other kinds have no force, but for the things among them. */
function hasForce({ kind, reach }: Group, kinds: readonly Kind[]): boolean {
  return kind === undefined || kinds.includes(kind) || reach === 'thing' || reach === 'rest';
}

/** A phrase of the language in a clause, with the groups it belongs to: one, or one for each kind of names. */
export interface Said extends Span {
  readonly groups: readonly Group[];
}

/** The language of orders and conditions. */
export interface Language {
  readonly groups: readonly Group[];
  readonly fullStops: FullStops;
  /** Places of the spine, with their order from the top down. */
  readonly levels: ReadonlyMap<string, number>;
  /** Words behind which a person is named. */
  readonly honorifics: ReadonlySet<string>;
  /** Single words that join two things: "and", "with". */
  readonly joiners: ReadonlySet<string>;
  /** The phrases in a clause that have force for names of these kinds, the longest first where they overlap, in order of place. */
  find(clause: Clause, kinds: readonly Kind[], isTaken: (at: number) => boolean): readonly Said[];
  /** True if a title says nothing of its own (`DME misc`). */
  isGeneric(clause: Clause): boolean;
}

function groupOf(concept: Concept, at: number, report: ReportFault): Group {
  const path = `CodeSystem.concept[${at}]`;
  const property = <T extends string>(name: string, known: readonly T[]) =>
    codeOfProperty(concept, name, known, path, report);
  const [role, category] = [property('role', ROLES), property('category', CATEGORIES)];
  const [direction, reach] = [property('direction', DIRECTIONS), property('reach', REACHES)];
  const [kind, whenDenied] = [property('kind', KINDS), property('when-denied', [...CATEGORIES, 'none'] as const)];
  const isSet = (name: string) => concept.property?.some(({ code, valueBoolean }) => code === name && valueBoolean);
  if (!concept.property?.some(({ code }) => code === 'role')) report(path, 'a group of the language needs a role');
  return {
    code: concept.code,
    display: concept.display,
    role: role ?? 'link',
    phrases: phrasesOfConcept(concept, path, report),
    ...(category === undefined ? {} : { category }),
    ...(direction === undefined ? {} : { direction }),
    ...(reach === undefined ? {} : { reach }),
    ...(kind === undefined ? {} : { kind }),
    ...(whenDenied === undefined ? {} : { whenDenied }),
    ...(isSet('spares-lasting') ? { sparesLasting: true } : {}),
    ...(isSet('of-treatment') ? { ofTreatment: true } : {}),
  };
}

/** Reads the groups of the language from its CodeSystem. */
export function readGroups(source: NamesSource, report: ReportFault): readonly Group[] {
  checkConcepts(source.concept, new Set(source.property?.map(({ code }) => code)), report);
  return source.concept.map((concept, at) => groupOf(concept, at, report));
}

const wordsIn = ({ elements }: Phrase) => elements.flatMap(({ words }) => words);

/** Of phrases that overlap the longest, then the first; in order of place. Phrases of the same words share them. */
function longest(matches: readonly Match<Group>[], length: number): readonly Said[] {
  const bySize = matches.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const owners: (Said & { readonly groups: Group[] })[] = new Array(length);
  const kept: Said[] = [];
  for (const { start, end, entry } of bySize) {
    const owner = owners[start];
    if (owner?.start === start && owner.end === end) owner.groups.push(entry);
    else if (!owners.slice(start, end).some(Boolean)) {
      const said = { start, end, groups: [entry] };
      owners.fill(said, start, end);
      kept.push(said);
    }
  }
  return kept.sort((a, b) => a.start - b.start);
}

function alone(matches: readonly Match<Group>[]): boolean {
  return matches.every(({ start }, at) => start >= (matches[at - 1]?.end ?? 0));
}

/** Leaves out the things that only names of other kinds are told of, where a trigger for these kinds stands in them: "pt asks about". */
function withoutOthers(matches: readonly Match<Group>[], kinds: readonly Kind[], length: number) {
  const isOwn = ({ entry: { kind } }: Match<Group>) => kind === undefined || kinds.includes(kind);
  if (matches.every(isOwn)) return matches;
  const taken = new Uint8Array(length);
  for (const match of matches)
    if (match.entry.role === 'trigger' && isOwn(match)) taken.fill(1, match.start, match.end);
  return matches.filter((match) => isOwn(match) || !taken.subarray(match.start, match.end).includes(1));
}

/** True for a phrase that begins with the answer to a field, which stands alone there: "NAME: No | prior surgery: Y". */
function beginsWithAnswer(clause: Clause, start: number, end: number): boolean {
  const behind = clause[start + 1]?.glue ?? ' ';
  return clause[start]?.glue === ':' && start + 1 < end && isBreak(behind) && behind !== ':';
}

const isOfOrders = ({ role, kind }: Group) => role === 'pseudo' && kind === 'orderable';

/**
 * True for a break that a phrase does not go over, as the end of a column is; for some only a colon ("No order: new NAME"), or for the gap
 * of a phrase a dash ("no fusion - PA denied", "denies falls - FHx: neg"). A bracket may stand in the gap of an idiom that is not of orders.
 */
function tears({ entry, phrase }: Match<Group>, glue: Glue): boolean {
  if (glue === ':') return entry.role === 'fresh-start';
  if (glue === '|') return true;
  if (glue === '–') return phrase.hasGaps && (isOfOrders(entry) || entry.direction === 'next');
  return isComma(glue) || (isBracket(glue) && !(entry.role === 'pseudo' && phrase.hasGaps && !isOfOrders(entry)));
}

/**
 * True for a phrase that begins before a break: of what is said of a name, "resolved, conditions stable", "therapy, notes", of what
 * follows, "education, on meds", or of what is said of another thing, "no substitutions, PA received", over its gap, too, "L4-5 fusion,
 * patient has"; but for one of a relative: "mother, who has".
 */
function isTorn(clause: Clause, match: Match<Group>): boolean {
  const { role, category, direction, kind, reach } = match.entry;
  const isOfName = role === 'trigger' && category !== 'other-person' && (kind !== undefined || category === 'negated');
  const isOfNext = reach !== 'list' && (direction === 'next' || role === 'fresh-start');
  const isIdiom = role === 'pseudo' && (kind === undefined || kind === 'orderable' || match.phrase.hasGaps);
  const mayTear = isOfName || isOfNext || isIdiom;
  return mayTear && clause.slice(match.start + 1, match.end).some(({ glue }) => tears(match, glue));
}

/** Roles of words that are looked up elsewhere than in a clause. */
export const UNSPOKEN: ReadonlySet<Role> = new Set(['generic', 'abbreviation', 'opening', 'closing', 'honorific']);

/** The pairs of words that a phrase of two words matches. */
const pairsIn = ({ elements: [one, other] }: Phrase) =>
  one && other ? one.words.flatMap((word) => other.words.map((next) => `${word} ${next}`)) : [];

/** Builds the language over its groups. */
export function createLanguage(groups: readonly Group[]): Language {
  const inRole = (...roles: readonly Role[]) =>
    groups.filter(({ role }) => roles.includes(role)).flatMap(({ phrases }) => phrases);
  const spoken = groups.filter(({ role }) => !UNSPOKEN.has(role));
  const lexicon = createLexicon(spoken.flatMap((group) => group.phrases.map((phrase) => [group, phrase] as const)));
  const known = new Set(spoken.flatMap(({ phrases }) => phrases.flatMap(wordsIn)));
  const generic = createLexicon(
    inRole('generic', 'link', 'and', 'or', 'preposition').map((phrase) => [true, phrase] as const),
  );
  /** A word of the language is no typo of another one (`excluded`, `exclude`). */
  const isMeant = ({ phrase, start, end }: Match<Group>, clause: Clause) => {
    if (phrase.hasGaps) return true;
    for (let at = start; at < end; at++) {
      const word = clause[at]?.text ?? '';
      if (hasTypoRoom(word) && known.has(word) && !phrase.elements.some(({ words }) => words.includes(word)))
        return false;
    }
    return true;
  };
  return {
    groups,
    fullStops: {
      abbreviations: new Set(inRole('abbreviation').map(({ source }) => source)),
      openings: new Set(inRole('opening').flatMap(wordsIn)),
      closings: new Set(inRole('closing').flatMap(pairsIn)),
    },
    honorifics: new Set(inRole('honorific').flatMap(wordsIn)),
    joiners: new Set(
      inRole('and', 'or', 'preposition').flatMap((phrase) => (phrase.elements.length === 1 ? wordsIn(phrase) : [])),
    ),
    levels: new Map(
      inRole('place')
        .flatMap((phrase) => wordsIn(phrase))
        .map((word, at) => [word, at]),
    ),
    find(clause, kinds, isTaken) {
      const free = lexicon.find(clause).filter((match) => {
        if (!hasForce(match.entry, kinds) || isTorn(clause, match)) return false;
        if (beginsWithAnswer(clause, match.start, match.end)) return false;
        for (let at = match.start; at < match.end; at++) if (isTaken(at)) return false;
        return isMeant(match, clause);
      });
      const kept = withoutOthers(free, kinds, clause.length);
      return alone(kept)
        ? kept.map(({ start, end, entry }) => ({ start, end, groups: [entry] }))
        : longest(kept, clause.length);
    },
    isGeneric(clause) {
      const said = new Set<number>();
      for (const { start, end } of generic.find(clause)) for (let at = start; at < end; at++) said.add(at);
      return clause.every(({ text }, at) => said.has(at) || /\d/.test(text));
    },
  };
}
