import type { FaultList } from '../policies/fault.ts';
import type { CodeSystem } from '../policies/resource-schema.ts';
import { type Anchor, anchorOf, compilePhrase, matchAt, type Phrase, requiredWords } from './phrase.ts';
import type { Clause } from './tokenize.ts';
import { isSlipOf, mayBeSlip, mayHoldSlip, slipKeys } from './typo.ts';

/**
 * What a phrase of the lexicon does. `name` and `look-alike` belong to a policy; the others are the language of orders:
 * words that deny what follows or precedes them, that link a denial to its object, that begin anew, or that make the
 * clause about something else than ordering the item.
 */
export const ROLES = [
  'name',
  'look-alike',
  'denies-next',
  'denies-previous',
  'links',
  'trails',
  'begins-anew',
  'other-act',
] as const;
export type Role = (typeof ROLES)[number];

/** A concept of a names CodeSystem: what it is called and what its words need around them. */
export interface Name {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  readonly role: Role;
  readonly phrases: readonly Phrase[];
  /** Context that must stand in the same field: one phrase of every group. */
  readonly needs: readonly (readonly Phrase[])[];
  /** Words that cancel the name when they stand in the same clause. */
  readonly without: readonly Phrase[];
  /** True if a qualified code on the order is context enough. */
  readonly codeGivesContext: boolean;
  /** Why it is here although the policy does not name it. */
  readonly choice?: string;
}

/** A phrase found in a clause: words `start` up to, not including, `end`. */
export interface Match {
  readonly name: Name;
  readonly start: number;
  readonly end: number;
}

/** All phrases, indexed by their rarest word, so that the cost of a text does not grow with the number of names. */
export interface Lexicon {
  find(clause: Clause): readonly Match[];
}

function phrasesOf(source: string, file: string, element: string, faults: FaultList): readonly Phrase[] {
  return source.split(' | ').flatMap((part) => {
    const phrase = compilePhrase(part);
    if (!phrase) faults.add(file, element, `"${part}" is no phrase`);
    return phrase ? [phrase] : [];
  });
}

function nameOf(
  concept: CodeSystem['concept'][number],
  at: number,
  system: CodeSystem,
  file: string,
  faults: FaultList,
): Name {
  const path = `CodeSystem.concept[${at}]`;
  const values = (code: string): readonly string[] =>
    (concept.property ?? []).filter((entry) => entry.code === code).flatMap(({ valueString }) => valueString ?? []);
  for (const [index, { code }] of (concept.property ?? []).entries()) {
    if (!system.property?.some((declared) => declared.code === code))
      faults.add(file, `${path}.property[${index}]`, `property ${code} is not declared`);
  }
  const role = concept.property?.find(({ code }) => code === 'role')?.valueCode ?? 'name';
  const [choice] = values('choice');
  const known = ROLES.find((candidate) => candidate === role);
  if (!known) faults.add(file, path, `role ${role} is unknown`);
  return {
    system: system.url,
    code: concept.code,
    display: concept.display,
    role: known ?? 'name',
    phrases: (concept.designation ?? [{ value: concept.display }]).flatMap(({ value }, index) =>
      phrasesOf(value, file, `${path}.designation[${index}]`, faults),
    ),
    needs: values('needs').map((source) => phrasesOf(source, file, `${path}.property[needs]`, faults)),
    without: values('without').flatMap((source) => phrasesOf(source, file, `${path}.property[without]`, faults)),
    codeGivesContext:
      concept.property?.some(({ code, valueBoolean }) => code === 'code-gives-context' && valueBoolean) ?? false,
    ...(choice === undefined ? {} : { choice }),
  };
}

/** Reads the names of one CodeSystem; concept codes must be unique. */
export function namesOf(resource: CodeSystem, file: string, faults: FaultList): readonly Name[] {
  const seen = new Set<string>();
  return resource.concept.map((concept, at) => {
    if (seen.has(concept.code)) faults.add(file, `CodeSystem.concept[${at}].code`, `${concept.code} stands twice`);
    seen.add(concept.code);
    return nameOf(concept, at, resource, file, faults);
  });
}

/** A phrase, and the word it is looked up by: the one that the fewest phrases share. */
interface Entry {
  readonly name: Name;
  readonly phrase: Phrase;
  /** Its place in the lexicon. */
  readonly rank: number;
  readonly anchor: Anchor;
}

interface RankedMatch extends Match {
  readonly rank: number;
}

function add<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}

/** The phrases by the words they are looked up by. */
function entriesByWord(names: readonly Name[]): ReadonlyMap<string, readonly Entry[]> {
  const phrases = names.flatMap((name) => name.phrases.map((phrase) => ({ name, phrase })));
  const shared = new Map<string, number>();
  for (const { phrase } of phrases)
    for (const word of requiredWords(phrase)) shared.set(word, (shared.get(word) ?? 0) + 1);
  const index = new Map<string, Entry[]>();
  for (const [rank, { name, phrase }] of phrases.entries()) {
    const anchor = anchorOf(phrase, (word) => shared.get(word) ?? 0);
    for (const word of anchor.words) add(index, word, { name, phrase, rank, anchor });
  }
  return index;
}

/** The long words by what they have in common with their slips. */
function wordsBySlip(words: Iterable<string>): ReadonlyMap<number, readonly string[]> {
  const index = new Map<number, string[]>();
  for (const word of words) if (mayHoldSlip(word)) for (const key of slipKeys(word)) add(index, key, word);
  return index;
}

/** Builds the index over the names of any number of CodeSystems. Matches come ordered by start. */
export function createLexicon(names: readonly Name[]): Lexicon {
  const byWord = entriesByWord(names);
  const bySlip = wordsBySlip(byWord.keys());
  /** The words of the lexicon that a written word may mean: itself, and those it may be a slip of. */
  const meaningsOf = (written: string): readonly string[] => {
    const meanings = byWord.has(written) ? [written] : [];
    if (!mayBeSlip(written)) return meanings;
    for (const key of slipKeys(written))
      for (const word of bySlip.get(key) ?? [])
        if (isSlipOf(written, word) && !meanings.includes(word)) meanings.push(word);
    return meanings;
  };
  const matchesAt = (clause: Clause, at: number, { name, phrase, rank, anchor }: Entry) => {
    const matches: RankedMatch[] = [];
    for (let start = Math.max(0, at - anchor.farthest); start <= at - anchor.nearest; start++) {
      const end = matchAt(phrase, clause, start);
      if (end !== undefined) matches.push({ name, start, end, rank });
    }
    return matches;
  };
  return {
    find(clause) {
      const found = clause.flatMap(({ text }, at) =>
        meaningsOf(text).flatMap((word) => (byWord.get(word) ?? []).flatMap((entry) => matchesAt(clause, at, entry))),
      );
      if (found.length < 2) return found;
      found.sort((a, b) => a.start - b.start || a.rank - b.rank);
      // A phrase with gaps may be reached by more than one of its words.
      return found.filter(({ start, rank }, at) => start !== found[at - 1]?.start || rank !== found[at - 1]?.rank);
    },
  };
}
