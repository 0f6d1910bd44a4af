import type { Assertion } from './assertion.ts';
import { readSide, verdictOn } from './clause-reading.ts';
import { type Category, type Language, sideOf } from './language.ts';
import { type Match, overlap } from './lexicon.ts';
import type { Name, NameLexicon } from './names.ts';
import type { NamedClause, NameMatch, Target } from './targets.ts';

/** Context is what is affirmed, past or in doubt; of many words of context the first decide. */
const COUNTS_AS_CONTEXT: ReadonlySet<Category> = new Set(['historical', 'uncertain']);
const MOST_CONTEXTS = 5;

/** The phrases of `needs` and `without` in each clause of a field, looked up when they are first asked for. */
export type FindSurroundings = (clause: NamedClause) => readonly Match<string>[];

/** Looks up the surroundings of names, each clause once. */
export function createFindSurroundings({ surroundings }: NameLexicon): FindSurroundings {
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

/** True if the context that a name needs stands in the field, and what puts it in doubt. */
export interface NameContext {
  readonly stands: boolean;
  readonly doubt?: Assertion;
}

/** A phrase of the surroundings, and the clause it stands in. */
interface Surrounding {
  readonly named: NamedClause;
  readonly found: Match<string>;
}

/** Assertions on the words of a context: a lesion of bone is none of cancer where "no metastasis" is said. */
function contextMeant({ named, found }: Surrounding, name: NameMatch, language: Language): Assertion | undefined {
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

/** Finds the context of names in a field. What a condition needs must itself be neither denied nor another's. */
export function contextFinder(
  clauses: readonly NamedClause[],
  around: FindSurroundings,
  language: Language,
): (match: NameMatch) => NameContext {
  const bySystem = new Map<string, readonly Surrounding[]>();
  // A long clause may hold many names of one kind, and is read anew for each word of context.
  const meant = new Map<Name, Map<Surrounding, Assertion | undefined>>();
  const meantFor = (one: Surrounding, match: NameMatch) => {
    const holds = ({ names, reaching }: Target) => names.includes(match) || reaching.includes(match);
    if (one.named.targets.some((target) => overlap(target, one.found) && holds(target))) return undefined;
    const known = meant.get(match.entry) ?? new Map<Surrounding, Assertion | undefined>();
    meant.set(match.entry, known);
    if (!known.has(one)) known.set(one, contextMeant(one, match, language));
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
