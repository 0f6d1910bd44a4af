import type { Asserted, Assertion } from './assertion.ts';
import { CATEGORIES, type Language, looksBack, type Role, type Said, type Side } from './language.ts';
import { wordsOf } from './lexicon.ts';
import { isOn, kindsOf, kindsOfNames, type Line, lineOf } from './line.ts';
import { KINDS_OF } from './names.ts';
import { gapsOf, type Joins, type NamedClause, type NameMatch, type Target, type TriggerIn } from './targets.ts';
import { type Clause, isComma, isDash } from './tokenize.ts';
import { assertionsIn } from './triggers.ts';

const strongest = <T extends Assertion>(assertions: readonly T[]): T | undefined =>
  CATEGORIES.flatMap((category) => assertions.find((one) => one.category === category) ?? [])[0];

/**
 * The triggers in the gaps of names, which speak of the names unless they only look back: `fracture, not unstable`
 * (docs/policies.md, *Several names*).
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
      const { code, role, category, direction, reach, kind: spokenOf } = group;
      const isOurs = spokenOf === undefined || kinds.includes(spokenOf);
      if (role !== 'trigger' || !category || !isOurs || looksBack(group)) return [];
      // `unstable, non-displaced fracture` denies a word of the gap, and not of the name.
      if (reach === 'next-word' && gaps.has(first + said.end)) return [];
      const words = wordsOf(part, said);
      const headsList = reach === 'list' && direction === 'next';
      return [{ at: first + said.start, headsList, category, words, group: code, how: 'inside the name' as const }];
    }),
  );
}

/** Finds the first trigger in the gaps of a name of a clause. */
export function triggersIn(clause: Clause, language: Language): TriggerIn {
  return (match) => insideOf([match], clause, language)[0];
}

const COMPLAINTS: ReadonlySet<Role> = new Set(['finding', 'symptom']);

/** True for a name that ends with words of a complaint in the next part of a list: `mets, stenosis l4` in "liver mets, stenosis L4-5". */
export function endsInComplaint(match: NameMatch, clause: Clause, language: Language): boolean {
  const words = clause.slice(match.start, match.end);
  const part = match.start + words.findLastIndex(({ glue }, at) => at > 0 && (isComma(glue) || isDash(glue)));
  const gaps = part < match.start ? [] : gapsOf(match, clause).filter((at) => at >= part);
  if (gaps.length === 0) return false;
  const inGap = language.find(clause.slice(part, match.end), ['condition'], (at) => !gaps.includes(part + at));
  return inGap.some(({ groups }) => groups.some(({ role }) => COMPLAINTS.has(role)));
}

/** Tells which words of a clause join two things. */
export const joinsIn =
  (clause: Clause, { joiners }: Language): Joins =>
  (at) =>
    joiners.has(clause[at]?.text ?? '');

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

/** Assertion of names: by a trigger within them, else by the strongest that is said of the targets they are part of. */
export function verdictOn(
  matches: readonly NameMatch[],
  targets: readonly Target[],
  { line, asserted }: ClauseReading,
  language: Language,
): Assertion | undefined {
  const inside = strongest(insideOf(matches, line.clause, language));
  return inside ?? strongest(targets.flatMap((target) => asserted.assertions.get(target) ?? []));
}

/** The assertion of a target as far as it is about one of its names: "mets to spine, ankle fx s/p ORIF" says nothing of the spread. */
export const assertionOf = ({ entry }: NameMatch, said: Assertion | undefined): Assertion | undefined =>
  said?.kind === undefined || KINDS_OF[entry.kind].includes(said.kind) ? said : undefined;
