import type { Lexicon, Match, Role } from './lexicon.ts';
import type { Clause, Word } from './tokenize.ts';

/** How many words or phrases may link a denial to the name; more is another statement. */
const REACH = 12;

/** The language of a clause, by place, so that judging a name costs the same however long the clause is. */
interface Reading {
  readonly clause: Clause;
  ending(at: number, role: Role): Match | undefined;
  starting(at: number, role: Role): Match | undefined;
  nameEnding(at: number): Match | undefined;
  nameStarting(at: number): Match | undefined;
  /** The other act (imaging, a call, a letter) whose object the word at this place is. */
  actAt(at: number): Match | undefined;
}

type Places = ReadonlyMap<number, readonly Match[]>;

function byPlace(matches: readonly Match[], place: 'start' | 'end'): Places {
  return Map.groupBy(matches, (match) => match[place]);
}

/** For every place the act that governs it: the first one named, until something begins anew. */
function actsByPlace(length: number, byEnd: Places): readonly (Match | undefined)[] {
  const acts: (Match | undefined)[] = [];
  let act: Match | undefined;
  for (let at = 0; at < length; at++) {
    const ending = byEnd.get(at) ?? [];
    if (ending.some(({ name }) => name.role === 'begins-anew')) act = undefined;
    act ??= ending.find(({ name }) => name.role === 'other-act');
    acts.push(act);
  }
  return acts;
}

/** Reads the language of a clause in which `names` were found. */
export function readClause(clause: Clause, names: readonly Match[], language: Lexicon): Reading {
  const found = language.find(clause);
  const [byStart, byEnd] = [byPlace(found, 'start'), byPlace(found, 'end')];
  const [namesByStart, namesByEnd] = [byPlace(names, 'start'), byPlace(names, 'end')];
  const acts = actsByPlace(clause.length, byEnd);
  const inRole = (places: Places, at: number, role: Role) => places.get(at)?.find(({ name }) => name.role === role);
  return {
    clause,
    ending: (at, role) => inRole(byEnd, at, role),
    starting: (at, role) => inRole(byStart, at, role),
    nameEnding: (at) => namesByEnd.get(at)?.[0],
    nameStarting: (at) => namesByStart.get(at)?.[0],
    actAt: (at) => acts[at],
  };
}

/** The words of a match, as they stand in its clause. */
export function wordsOf(clause: Clause, { start, end }: Match): string {
  return clause
    .slice(start, end)
    .map(({ text }) => text)
    .join(' ');
}

const hasDigit = (word: Word | undefined) => /\d/.test(word?.text ?? '');

/** Before words that merely link, another name, or a number; nothing if the place follows none of them. */
function beforeLink(at: number, reading: Reading): number | undefined {
  const name = reading.nameEnding(at);
  if (name) return name.start;
  if (reading.clause[at]?.glue === ',') return undefined;
  return reading.ending(at, 'links')?.start ?? (hasDigit(reading.clause[at - 1]) ? at - 1 : undefined);
}

/** Walks from the name back over words that merely link (`a candidate for`, a level, a year) to a word that denies it; a comma stops it. */
function denialBefore(match: Match, reading: Reading): Match | undefined {
  let at: number | undefined = match.start;
  for (let step = 0; step < REACH && at !== undefined; step++) {
    const denial = reading.clause[at]?.glue === ',' ? undefined : reading.ending(at, 'denies-next');
    if (denial) return denial;
    at = reading.ending(at, 'begins-anew') ? undefined : beforeLink(at, reading);
  }
  return undefined;
}

/** Past words that merely trail a name, or a number; nothing if the place holds neither. */
function pastTrail(at: number, reading: Reading): number | undefined {
  const trail = reading.starting(at, 'trails') ?? reading.nameStarting(at);
  return trail?.end ?? (hasDigit(reading.clause[at]) ? at + 1 : undefined);
}

/** The same forwards. After a comma only a denial that ends the clause looks back (`Dynesys rods, removal`). */
function denialAfter(match: Match, reading: Reading): Match | undefined {
  let at: number | undefined = match.end;
  let comma = false;
  for (let step = 0; step < REACH && at !== undefined; step++) {
    comma ||= reading.clause[at]?.glue === ',';
    const denial = reading.starting(at, 'denies-previous');
    if (denial && (!comma || denial.end === reading.clause.length)) return denial;
    at = pastTrail(at, reading);
  }
  return undefined;
}

/** The words that deny a name, make it history, or make it the object of another act; nothing if it stands. */
export function denialOf(match: Match, reading: Reading): string | undefined {
  const denial = denialBefore(match, reading) ?? denialAfter(match, reading) ?? reading.actAt(match.start);
  return denial && wordsOf(reading.clause, denial);
}
