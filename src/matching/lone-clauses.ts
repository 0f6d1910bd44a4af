import { becomesHead } from './head.ts';
import { beginsList, goesOnList, lineReader, MOST_WORDS, type ReadLine } from './headed-list.ts';
import { type Language, SIDES, type Side, takesBack } from './language.ts';
import { areOnly, type Item, isFinding, isLittle, isOn, kindsOf, type Line } from './line.ts';
import { isLoneQualifier } from './lone-qualifiers.ts';
import { memoize } from './memoize.ts';
import { KINDS_OF } from './names.ts';
import { hasRefusal, offersOther } from './replaced.ts';
import type { NamedClause, Target } from './targets.ts';
import { type Clause, type Glue, isBreak } from './tokenize.ts';

const NOT_IN_LOOK: ReadonlySet<Item['role']> = new Set(['finding', 'fresh-start', 'pseudo']);
const NAMES_ANOTHER: ReadonlySet<Item['role']> = new Set(['other-thing', 'fresh-start']);
/** As many clauses of talk may stand between. */
const MOST_TALK = 2;

/** True for what a clause is about by itself: a part, an accessory, another person. */
const isOwnSubject = ({ role, group }: Item) =>
  role === 'class-noun' ||
  group?.category === 'other-person' ||
  (group?.category === 'not-ordering' && group.direction === 'last');

/**
 * True for a clause that holds only triggers and little words: "cancelled", "none seen on CT"; not "old unit returned", "straps x2" or
 * "FH negative".
 */
function isAlone(clause: Clause, targets: readonly Target[], language: Language): boolean {
  return SIDES.filter((side) => targets.some((target) => isOn(side, target))).every((side) => {
    const { alone, items } = lineReader(language, kindsOf(targets, side))(clause, side);
    const says = items.some(({ role, group }) => role === 'trigger' || takesBack(group?.reach));
    return !items.some(isOwnSubject) && says && alone.every((segment) => segment);
  });
}

/** Reads a clause for an order, without names. */
type ReadOrder = (clause: Clause) => Line;

/** True if one clause says that an insurer does not pay for a name and the other orders another thing: "NAME not covered. LSO." */
function isReplaced(refused: NamedClause, other: NamedClause, read: ReadOrder): boolean {
  if (refused.targets.length === 0 || other.targets.length > 0 || other.clause.length > MOST_WORDS) return false;
  return hasRefusal(read(refused.clause)) && offersOther(read(other.clause));
}

/** The break that takes the place of the end of the clause before, if this clause speaks of that one only. */
function breakBefore(
  { clause, targets }: NamedClause,
  before: NamedClause,
  qualifiers: ReadonlySet<string>,
  language: Language,
): Glue | undefined {
  if (targets.length > 0 || before.targets.length === 0 || clause.length > MOST_WORDS) return undefined;
  const line = lineReader(language)(clause, 'condition');
  if (isLoneQualifier(line, line.items.slice(0, (line.last[0] ?? 0) + 1), qualifiers)) return ',';
  return isAlone(clause, before.targets, language) ? '–' : undefined;
}

/** True if nothing but orders is named: no condition is silenced by the clause before it. */
const isOrder = ({ targets }: NamedClause) => targets.every((target) => !isOn('condition', target));

/** True for a clause without a break, but for the one that may be in it. */
const isOnePart = ({ clause }: NamedClause, but?: Glue) =>
  clause.slice(1).every(({ glue }) => glue === but || !isBreak(glue));

/**
 * True for imaging, a paper or a procedure that puts no implant in, ordered alone, and an implant named behind it: "XR L-spine; NAME",
 * "Exam: MRI. Metal: NAME", "ESI L5-S1; NAME above".
 */
function isLookedAt(look: NamedClause, { targets }: NamedClause, read: ReadOrder): boolean {
  const isImplant = ({ names }: Target) => names.every(({ entry }) => entry.kind === 'implant');
  if (look.targets.length > 0 || targets.length === 0 || !targets.every(isImplant) || !isOnePart(look, ':'))
    return false;
  const line = read(look.clause);
  // "MRI w/o" is one without contrast.
  const isLook = ({ role, group }: Item) =>
    role !== 'trigger' || group?.reach === 'rest' || group?.direction === 'next-first';
  if (!line.items.every((item) => isLook(item) && !NOT_IN_LOOK.has(item.role))) return false;
  const isLast = (at: number) => line.last[at] === line.items.length - 1;
  return line.items.some(
    ({ role, group }, at) => role === 'trigger' && group && isLast(at) && becomesHead(line, at, group),
  );
}

/** True for a family history that is a heading by itself at the beginning of the text, and what stands below it: "FHx. NAME". */
function isOfFamily(heading: NamedClause, { clause, targets }: NamedClause, readLine: ReadLine): boolean {
  const isCondition = targets.length > 0 && targets.every((target) => isOn('condition', target));
  if (heading.targets.length > 0 || !isCondition || clause[0]?.glue === ';') return false;
  const { items } = readLine(heading.clause, 'condition');
  return items.every(({ group }) => group?.category === 'other-person' && group.reach === 'list');
}

/** True for a refusal at the beginning of the text: "REFUSED", then the name on the next line. */
function isRefusedBy(refusal: NamedClause, one: NamedClause, read: ReadOrder, language: Language): boolean {
  if (refusal.targets.length > 0 || one.targets.length === 0 || !isOrder(one) || !isOnePart(refusal)) return false;
  const { items } = read(refusal.clause);
  if (items.some(({ role }) => role === 'fresh-start')) return false;
  const said = items.filter(({ role }) => role === 'trigger');
  if (!said.every(({ group }) => group?.category === 'negated') || !isAlone(refusal.clause, one.targets, language))
    return false;
  return read(one.clause).items[0]?.role !== 'fresh-start';
}

/** True for a talk about it ("evidence explained"), and for a clause that neither orders nor names another thing. */
const isTalk = ({ items }: Line) =>
  items.every(({ role, group }) => (role === 'trigger' ? group?.direction === 'both' : !NAMES_ANOTHER.has(role)));

/** True for a clause that says no more than that something is wanted after all: "she wishes to proceed". */
const isWantedAfterAll = ({ items }: Line) =>
  items.every(isLittle) && items.some(({ role, group }) => role !== 'trigger' && takesBack(group?.reach));

const behind = (glue: Glue, clause: Clause): Clause => clause.map((word, at) => (at === 0 ? { ...word, glue } : word));

/** Clauses joined so far: the one that names something, all words, and the side of the list they are under a heading. */
interface Joined {
  readonly before: NamedClause;
  readonly words: Clause;
  readonly list?: Side | undefined;
}

/** Joins a clause to the one that it speaks of over talk: "asked about NAME. Evidence explained. Wishes to proceed." Returns false if it does not. */
function joinOverTalk(joined: Joined[], one: NamedClause, read: ReadOrder): boolean {
  const near = joined.slice(-MOST_TALK - 1);
  const place = near.findLastIndex(({ before }) => before.targets.length > 0);
  const [meant, ...talk] = place < 0 ? [] : near.slice(place);
  if (!meant || talk.length === 0 || one.targets.length > 0 || !isOrder(meant.before)) return false;
  if (!isWantedAfterAll(read(one.clause)) || !talk.every(({ words }) => isTalk(read(words)))) return false;
  joined[joined.length - talk.length - 1] = { ...meant, words: [...meant.words, ...behind('–', one.clause)] };
  return true;
}

/** Joins the complaint an order is for and what is said of the order behind it: "NAME; LBP; declined". Returns false if it does not. */
function joinOverComplaint(joined: Joined[], one: NamedClause, read: ReadOrder, language: Language): boolean {
  const [meant, complaint] = joined.slice(-2);
  if (!meant || !complaint || complaint.before.targets.length > 0 || one.targets.length > 0) return false;
  if (meant.before.targets.length === 0 || !isOrder(meant.before) || one.clause.length > MOST_WORDS) return false;
  // What is joined already has had its verdict.
  if (meant.words.length > meant.before.clause.length) return false;
  if (!areOnly(read(complaint.words).items, isFinding) || !isAlone(one.clause, meant.before.targets, language))
    return false;
  const words = [...meant.words, ...behind('–', complaint.words), ...behind('–', one.clause)];
  joined.splice(-2, 2, { ...meant, words });
  return true;
}

/** Joins a clause to the last, behind a break; without one it stands apart. */
function append(joined: Joined[], one: NamedClause, glue: Glue | undefined, list: Side | undefined): void {
  const last = joined.at(-1);
  if (!last || !glue) {
    joined.push({ before: one, words: one.clause });
    return;
  }
  const before = last.before.targets.length > 0 ? last.before : one;
  joined.splice(-1, 1, { before, words: [...last.words, ...behind(glue, one.clause)], list });
}

/**
 * Joins clauses that speak of each other. One that says nothing but how the names before it are meant ("NAME x 20. Cancelled.", "NAME;
 * none seen", "osteoporosis; severe"), another thing ordered where an insurer does not pay, an implant behind imaging, a refusal at
 * the beginning, and the things of a list under a heading. Each is as one behind a dash or a comma.
 */
export function joinLone(
  clauses: readonly NamedClause[],
  named: (clause: Clause) => NamedClause,
  qualifiers: ReadonlySet<string>,
  language: Language,
): readonly NamedClause[] {
  if (clauses.length < 2 || clauses.every(({ targets }) => targets.length === 0)) return clauses;
  const readLine = lineReader(language);
  const read: ReadOrder = memoize(clauses.length, (clause: Clause) => readLine(clause, 'order'));
  const readImplant = lineReader(language, KINDS_OF.implant);
  const readBeside: ReadOrder = memoize(clauses.length, (clause: Clause) => readImplant(clause, 'order'));
  const joined: Joined[] = [];
  const listOf = ({ before, list }: Joined, one: NamedClause): Side | undefined =>
    SIDES.find(
      (side) => (list ? list === side : beginsList(side, before, readLine)) && goesOnList(side, one, readLine),
    );
  const glueTo = ({ before }: Joined, one: NamedClause): Glue | undefined => {
    const lone = breakBefore(one, before, qualifiers, language);
    if (lone) return lone;
    if (isReplaced(before, one, read) || isReplaced(one, before, read)) return '–';
    if (isLookedAt(before, one, readBeside)) return ',';
    if (joined.length > 1) return undefined;
    if (isOfFamily(before, one, readLine)) return ':';
    return isRefusedBy(before, one, read, language) ? '–' : undefined;
  };
  for (const one of clauses) {
    if (joinOverTalk(joined, one, read) || joinOverComplaint(joined, one, read, language)) continue;
    const last = joined.at(-1);
    const list = last && listOf(last, one);
    append(joined, one, list ? ',' : last && glueTo(last, one), list);
  }
  return joined.map(({ before, words }) => (words.length === before.clause.length ? before : named(words)));
}
