import { sideOf } from './language.ts';
import { crossesBreak, type Match, overlap, type Span } from './lexicon.ts';
import type { Name } from './names.ts';
import { matchAt } from './phrase.ts';
import { type Clause, isBreak } from './tokenize.ts';

export type NameMatch = Match<Name>;

/** Names of one kind that share words, and so share every verdict; or one that explains its words away. */
export interface Target extends Span {
  readonly names: readonly NameMatch[];
  /**
   * Names that reach on from here over a trigger, or over a break to another name: `mets, no spinal` in "bone mets, no spinal cord
   * compression". They take the verdicts of what they reach, and give none of their own.
   */
  readonly reaching: readonly NameMatch[];
}

/** Targets of assertions in a clause, and its look-alikes. */
export interface Named {
  readonly targets: readonly Target[];
  readonly lookAlikes: readonly NameMatch[];
}

/** A clause with the names found in it. */
export interface NamedClause extends Named {
  readonly clause: Clause;
}

/** True for the place of a word that joins two things: "and", "with". */
export type Joins = (at: number) => boolean;

/** True for a word of a name that belongs to the noun beside it: `severe`, `unstable`. */
export const isQualifier = ({ entry }: NameMatch, word: number, clause: Clause) =>
  entry.qualifiers.has(clause[word]?.text ?? '');

const sideOfMatch = ({ entry }: NameMatch) => sideOf(entry.kind);
const size = ({ start, end }: Span) => end - start;
const covers = (outer: Span, inner: Span) =>
  outer.start <= inner.start && outer.end >= inner.end && size(outer) > size(inner);

/** The places of the words in the gaps of a name. */
export function gapsOf({ phrase, start }: NameMatch, clause: Clause): readonly number[] {
  if (!phrase.hasGaps) return [];
  const gaps: number[] = [];
  matchAt(phrase, clause, start, gaps);
  return gaps;
}

/** Finds the matches near a match, so that a long text is no harder than a short one. Matches come ordered by start. */
function neighbourhood(matches: readonly NameMatch[]): (match: Span) => readonly NameMatch[] {
  const longest = Math.max(0, ...matches.map(size));
  const byStart = Map.groupBy(matches, ({ start }) => start);
  return ({ start, end }) => {
    const near: NameMatch[] = [];
    for (let at = start - longest; at < end; at++) near.push(...(byStart.get(at) ?? []));
    return near;
  };
}

/**
 * True for a name torn over a break that holds one of the same kind which is whole, or begins behind that break: `ca, mets to bone`
 * beside `mets to bone`, `fx, T8 fx - unstable` beside `fx - unstable`.
 */
function holdsWhole(match: NameMatch, near: readonly NameMatch[], clause: Clause): boolean {
  if (!crossesBreak(clause, match)) return false;
  return near.some(
    (other) =>
      other.entry === match.entry &&
      covers(match, other) &&
      (!crossesBreak(clause, other) || crossesBreak(clause, { start: match.start, end: other.start + 1 })),
  );
}

/** True for a name that skips a noun like its own between its qualifier and its noun: `fx and t8 fx unstable` beside `fx unstable`. */
function skipsOther(match: NameMatch, near: readonly NameMatch[], clause: Clause): boolean {
  if (match.entry.qualifiers.size === 0) return false;
  const { elements } = match.phrase;
  const isLike = (at: number, element?: (typeof elements)[number]) => element?.words.includes(clause[at]?.text ?? '');
  return near.some(({ entry, start, end }) => {
    if (entry !== match.entry || !covers(match, { start, end })) return false;
    return start === match.start ? isLike(end - 1, elements.at(-1)) : isLike(start, elements[0]);
  });
}

/**
 * True for a name that begins with the qualifier of another before it: `unstable and l2 fx` in "ankle fx unstable and L2 fx"; not right before
 * its noun, or before another name: "rib fx unstable fracture of T12", "LBP # unstable L2 fx".
 */
function takesFromOther(match: NameMatch, near: readonly NameMatch[], clause: Clause, joins: Joins): boolean {
  const { entry, start } = match;
  if (!isQualifier(match, start, clause)) return false;
  const isOwn = !gapsOf(match, clause).includes(start + 1) || near.some((other) => other.start === start + 1);
  // A noun with which a part begins may be a mark of the list: "# Unstable vert. fx".
  const isBeside = start > 1 && !crossesBreak(clause, { start: start - 2, end: start + 1 });
  return near.some(
    (other) =>
      other.entry === entry &&
      other.start < start &&
      other.end === start + 1 &&
      (crossesBreak(clause, match) || joins(start + 1) || (isBeside && !isOwn && other.start === start - 1)),
  );
}

/** True for a name that ends with the qualifier of another behind a joining word: `fx and unstable` in "L1 fx and unstable ankle fx". */
function endsWithOther(match: NameMatch, near: readonly NameMatch[], clause: Clause, joins: Joins): boolean {
  const last = match.end - 1;
  if (!isQualifier(match, last, clause) || !joins(last - 1)) return false;
  return near.some((other) => other.entry === match.entry && other.start === last && !crossesBreak(clause, other));
}

/** A name torn over a break, of which both sides of the break are words of a gap: `unstable ankle, L1 fracture`. */
function isTornInGap(match: NameMatch, clause: Clause): boolean {
  if (!crossesBreak(clause, match)) return false;
  const gaps = new Set(gapsOf(match, clause));
  for (let at = match.start + 1; at < match.end; at++)
    if (isBreak(clause[at]?.glue ?? ' ') && gaps.has(at - 1) && gaps.has(at)) return true;
  return false;
}

/**
 * True for a condition the last words of which begin another one: over a break any other ("brain mets, T8 fracture"), but behind a
 * qualifier ("unstable (acute) fracture of T12") or over a gap one of its list only ("mets absent, bone mets", "mets or bone mets").
 */
function runsInto(match: NameMatch, near: readonly NameMatch[], clause: Clause): boolean {
  if (sideOfMatch(match) === 'order') return false;
  const gaps = gapsOf(match, clause);
  const beginsAnother = (other: NameMatch) => {
    if (sideOfMatch(other) === 'order' || crossesBreak(clause, other)) return false;
    const isApart = crossesBreak(clause, { start: match.start, end: other.start + 1 });
    if (isApart && !isQualifier(match, match.start, clause)) return true;
    const isOfList = other.entry.system === match.entry.system && !other.phrase.hasGaps;
    return isOfList && (isApart || gaps.some((gap) => gap < other.start));
  };
  return near.some((other) => other.start > match.start && other.end > match.end && beginsAnother(other));
}

/**
 * True for a condition that begins with the last words of another one before a break, and skips words behind it: `spine, ankle fx` in
 * "mets to the spine, ankle fx"; not for one that ends with a degree.
 */
function runsOutOf(match: NameMatch, near: readonly NameMatch[], clause: Clause): boolean {
  if (sideOfMatch(match) === 'order' || match.entry.qualifiers.size > 0 || !crossesBreak(clause, match)) return false;
  const skipped = gapsOf(match, clause).filter((at) => isBreak(clause[at]?.glue ?? ' '));
  return near.some(
    ({ entry, start, end }) => entry.system !== match.entry.system && start < match.start && skipped.includes(end),
  );
}

/** True for a longer name over a look-alike; not for one that only skips its words: `unstable gait with L1 fracture`. */
function explains(name: NameMatch, lookAlike: NameMatch, clause: Clause): boolean {
  if (!covers(name, lookAlike)) return false;
  const skipped = gapsOf(name, clause);
  if (skipped.length === 0) return true;
  const skippedToo = gapsOf(lookAlike, clause);
  return !skipped.some((at) => at >= lookAlike.start && at < lookAlike.end && !skippedToo.includes(at));
}

/** The first trigger in the gaps of a name, if there is one: its place, and whether it heads a list of what follows. */
export type TriggerIn = (match: NameMatch) => { readonly at: number; readonly headsList: boolean } | undefined;

/**
 * True for a name that goes on, over a trigger in a gap or over a break to a further name, where another name has ended; and for one in
 * the gap of which a list of what is not there begins: "L-spine neg for fx, NAME".
 */
function reachesOn(match: NameMatch, near: readonly NameMatch[], clause: Clause, triggerIn: TriggerIn): boolean {
  const trigger = match.phrase.hasGaps ? triggerIn(match) : undefined;
  if (trigger?.headsList) return true;
  const beside = near.filter((other) => sideOfMatch(other) === sideOfMatch(match) && overlap(other, match));
  const complete = beside.filter(({ end }) => end < match.end);
  if (complete.length === 0) return false;
  // "severe osteoporosis, fracture: none" says nothing of the osteoporosis.
  const isWhole = (other: NameMatch) =>
    other.entry === match.entry && !crossesBreak(clause, other) && isBreak(clause[other.end]?.glue ?? ' ');
  if (complete.some(isWhole)) return true;
  if (trigger && complete.some(({ end }) => end <= trigger.at)) return true;
  return complete.some(({ end }) =>
    beside.some(({ start }) => start >= end && crossesBreak(clause, { start: end - 1, end: start + 1 })),
  );
}

/** Names that overlap become one target, if they are on one side. */
function clusters(names: readonly NameMatch[]): readonly (Target & { readonly reaching: NameMatch[] })[] {
  const open = new Map<string, { start: number; end: number; names: NameMatch[] }>();
  const targets: (Target & { readonly reaching: NameMatch[] })[] = [];
  for (const match of names) {
    const side = sideOfMatch(match);
    const target = open.get(side);
    if (target && match.start < target.end) {
      target.end = Math.max(target.end, match.end);
      target.names.push(match);
    } else {
      const { start, end } = match;
      const begun = { start, end, names: [match], reaching: [] };
      open.set(side, begun);
      targets.push(begun);
    }
  }
  return targets;
}

const sameSide = ({ names: [first] }: Target, match: NameMatch) =>
  first !== undefined && sideOfMatch(first) === sideOfMatch(match);

const NOTHING: Named = { targets: [], lookAlikes: [] };

/**
 * A look-alike hides the words it explains, unless a longer name of its system explains them all; the longer phrase wins. A
 * look-alike never crosses a break.
 */
export function sortOut(matches: readonly NameMatch[], clause: Clause, triggerIn: TriggerIn, joins: Joins): Named {
  if (matches.length === 0) return NOTHING;
  const isName = ({ entry }: NameMatch) => entry.role === 'name';
  const usable = matches.filter((match) =>
    isName(match) ? !isTornInGap(match, clause) : !crossesBreak(clause, match),
  );
  const near = neighbourhood(usable);
  const ofSameSystem = (a: NameMatch, b: NameMatch) => a.entry.system === b.entry.system;
  const lookAlikes = new Set(
    usable.filter(
      (match) =>
        !isName(match) &&
        !near(match).some((other) => isName(other) && ofSameSystem(other, match) && explains(other, match, clause)),
    ),
  );
  const isHidden = (match: NameMatch) =>
    near(match).some((other) => lookAlikes.has(other) && ofSameSystem(other, match) && overlap(other, match));
  const shown = usable.filter((match) => isName(match) && !isHidden(match));
  const nearShown = neighbourhood(shown);
  const whole = shown.filter(
    (match) => ![takesFromOther, endsWithOther].some((isNone) => isNone(match, nearShown(match), clause, joins)),
  );
  const nearWhole = neighbourhood(whole);
  const open = whole.filter(
    (match) => ![runsInto, runsOutOf, holdsWhole, skipsOther].some((isNone) => isNone(match, nearWhole(match), clause)),
  );
  const nearOpen = neighbourhood(open);
  const reaching = new Set(open.filter((match) => reachesOn(match, nearOpen(match), clause, triggerIn)));
  const isPart = (match: NameMatch) =>
    nearOpen(match).some((other) => other.entry === match.entry && covers(other, match) && !reaching.has(other));
  const targets = clusters(open.filter((match) => !reaching.has(match) && !isPart(match)));
  for (const match of reaching)
    targets.find((target) => sameSide(target, match) && overlap(target, match))?.reaching.push(match);
  return { targets, lookAlikes: [...lookAlikes] };
}
