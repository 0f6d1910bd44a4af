import type { Language, Side } from './language.ts';
import { isOn, kindsOf, lineOf } from './line.ts';
import type { NamedClause, Target } from './targets.ts';
import type { Clause, Glue } from './tokenize.ts';

/** A clause of more words says something of its own. */
const MOST_WORDS = 8;

const SIDES: readonly Side[] = ['order', 'condition'];

/** True for a clause that holds only triggers and little words: "cancelled", "none seen on CT"; not "old unit returned" or "FH negative". */
function isAlone(clause: Clause, targets: readonly Target[], language: Language): boolean {
  return SIDES.filter((side) => targets.some((target) => isOn(side, target))).every((side) => {
    const said = language.find(clause, kindsOf(targets, side), () => false);
    const { alone, items } = lineOf(clause, { targets: [], lookAlikes: [], said }, side, language);
    const hasOwn = items.some(({ role, group }) => role === 'class-noun' || group?.category === 'other-person');
    const says = items.some(({ role, group }) => role === 'trigger' || group?.reach === 'past');
    return !hasOwn && says && alone.every((segment) => segment);
  });
}

/** The break that takes the place of the end of the clause before, if this clause speaks of that one only. */
function breakBefore(
  { clause, targets }: NamedClause,
  before: NamedClause,
  qualifiers: ReadonlySet<string>,
  language: Language,
): Glue | undefined {
  if (targets.length > 0 || before.targets.length === 0 || clause.length > MOST_WORDS) return undefined;
  if (clause.every(({ text }) => qualifiers.has(text))) return ',';
  return isAlone(clause, before.targets, language) ? '–' : undefined;
}

/**
 * Joins a clause to the one before it where it says nothing but how the names there are meant: "NAME x 20. Cancelled.", "NAME; none
 * seen", "osteoporosis; severe". Each is as one behind a dash or a comma.
 */
export function joinLone(
  clauses: readonly NamedClause[],
  named: (clause: Clause) => NamedClause,
  qualifiers: ReadonlySet<string>,
  language: Language,
): readonly NamedClause[] {
  const joined: { readonly before: NamedClause; readonly words: Clause[number][] }[] = [];
  for (const one of clauses) {
    const last = joined.at(-1);
    const glue = last && breakBefore(one, last.before, qualifiers, language);
    if (last && glue) last.words.push(...one.clause.map((word, at) => (at === 0 ? { ...word, glue } : word)));
    else joined.push({ before: one, words: [...one.clause] });
  }
  return joined.map(({ before, words }) => (words.length === before.clause.length ? before : named(words)));
}
