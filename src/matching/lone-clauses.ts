import type { Language, Side } from './language.ts';
import { isOn, kindsOf, type Line, lineOf } from './line.ts';
import { hasRefusal, offersOther } from './replaced.ts';
import type { NamedClause, Target } from './targets.ts';
import type { Clause, Glue } from './tokenize.ts';

/** A clause of more words says something of its own. */
const MOST_WORDS = 8;

const SIDES: readonly Side[] = ['order', 'condition'];

/** True for a clause that holds only triggers and little words: "cancelled", "none seen on CT"; not "old unit returned" or "FH negative". */
function isAlone(clause: Clause, targets: readonly Target[], language: Language): boolean {
  return SIDES.filter((side) => targets.some((target) => isOn(side, target))).every((side) => {
    const said = language.find(clause, kindsOf(targets, side), () => false);
    const { alone, items } = lineOf(clause, { targets: [], lookAlikes: [], said }, side);
    const hasOwn = items.some(({ role, group }) => role === 'class-noun' || group?.category === 'other-person');
    const says = items.some(({ role, group }) => role === 'trigger' || group?.reach === 'past');
    return !hasOwn && says && alone.every((segment) => segment);
  });
}

/** Reads a clause for an order, without names. */
function orderLine(clause: Clause, language: Language): Line {
  const said = language.find(clause, ['orderable'], () => false);
  return lineOf(clause, { targets: [], lookAlikes: [], said }, 'order');
}

/** True if one clause says that an insurer does not pay for a name and the other orders another thing: "NAME not covered. LSO." */
function isReplaced(refused: NamedClause, other: NamedClause, language: Language): boolean {
  if (refused.targets.length === 0 || other.targets.length > 0 || other.clause.length > MOST_WORDS) return false;
  return hasRefusal(orderLine(refused.clause, language)) && offersOther(orderLine(other.clause, language));
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

const behind = (glue: Glue, clause: Clause): Clause => clause.map((word, at) => (at === 0 ? { ...word, glue } : word));

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
    if (last && glue) last.words.push(...behind(glue, one.clause));
    else if (last && (isReplaced(last.before, one, language) || isReplaced(one, last.before, language)))
      joined.splice(-1, 1, {
        before: last.before.targets.length > 0 ? last.before : one,
        words: [...last.words, ...behind('–', one.clause)],
      });
    else joined.push({ before: one, words: [...one.clause] });
  }
  return joined.map(({ before, words }) => (words.length === before.clause.length ? before : named(words)));
}
