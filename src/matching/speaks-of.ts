import type { Group } from './language.ts';
import { crossesBreak, type Span } from './lexicon.ts';
import { isObject, itemPlaceOf, type Line } from './line.ts';
import { KINDS_OF } from './names.ts';
import type { Target } from './targets.ts';
import { isBreak } from './tokenize.ts';

/** As many words behind a name or an act are searched for its levels. */
const MOST_WORDS = 40;

/** The rank of the level at a word; of a number behind a level too: the second one of "L4-5". */
function rankAt({ clause, levels }: Line, at: number): number | undefined {
  const word = clause[at]?.text ?? '';
  const region = clause[at - 1]?.text.at(0) ?? '';
  return levels.get(word) ?? (/^\d$/.test(word) ? levels.get(region + word) : undefined);
}

function ranksIn(line: Line, { start, end }: Span): readonly number[] {
  const ranks: number[] = [];
  for (let at = start; at < end; at++) {
    const rank = rankAt(line, at);
    if (rank !== undefined) ranks.push(rank);
  }
  return ranks;
}

/**
 * True if a trigger names levels of the spine and the target lies outside of them: "unstable T12 fracture s/p L4-S1 fusion". A level
 * right before the trigger is its own, too; what names none may lie anywhere.
 */
function liesElsewhere(line: Line, trigger: Span, { names }: Target): boolean {
  const isApart = isBreak(line.clause[trigger.start]?.glue ?? ' ');
  const start = isApart ? trigger.start : Math.max(0, trigger.start - 1);
  const levels = ranksIn(line, trigger).length > 0 ? ranksIn(line, { start, end: trigger.end }) : [];
  const own = names.filter((match) => !crossesBreak(line.clause, match)).flatMap((match) => ranksIn(line, match));
  const [top, bottom] = [Math.min(...levels), Math.max(...levels)];
  return levels.length > 0 && own.length > 0 && own.every((rank) => rank < top || rank > bottom);
}

/**
 * True for an act on other levels than those of an order before it: "NAME L4-5, remove hardware L5-S1". Looks and troubles at any level
 * speak of an implant.
 */
function isAtOtherLevels(line: Line, trigger: Span, { category, kind }: Group, { end }: Target): boolean {
  const isAct = category !== 'not-ordering' && kind !== 'implant';
  if (line.side !== 'order' || !isAct || trigger.start < end) return false;
  const { items, last } = line;
  const endOfSegment = (word: number) => items[last[itemPlaceOf(line, word)] ?? 0]?.end ?? word + 1;
  const ranksFrom = (start: number, stop: number) => ranksIn(line, { start, end: Math.min(stop, start + MOST_WORDS) });
  const named = ranksFrom(end, Math.min(endOfSegment(end - 1), trigger.start));
  const meant = ranksFrom(trigger.end, endOfSegment(trigger.start));
  if (named.length < 2 || meant.length < 2) return false;
  return Math.max(...named) <= Math.min(...meant) || Math.min(...named) >= Math.max(...meant);
}

/** True if nothing stands between a trigger and a target behind it that either could be joined to: "no new or further NAME". */
function isNext(line: Line, trigger: Span, target: Span): boolean {
  const between = line.items.slice(itemPlaceOf(line, trigger.end - 1) + 1, itemPlaceOf(line, target.start));
  return between.every((item) => !isObject(item) && item.role !== 'and' && item.role !== 'or');
}

/** True for a name with a degree, which was found: "pain likely due to unstable NAME", "severe NAME or arthritis". */
const isGraded = ({ names }: Target) => names.some(({ entry }) => entry.qualifiers.size > 0);

/** True if a trigger speaks of the target: it is of its kind, at its levels, and nothing that does not pass where that is spared. */
export function speaksOf(line: Line, trigger: Span, group: Group, target: Target): boolean {
  const { names } = target;
  const { kind, sparesLasting, category, role } = group;
  if (role !== 'trigger' && isGraded(target)) return false;
  // "no new NAME" leaves the old ones there, "no new fracture or NAME" does not.
  const spares = sparesLasting && (category !== 'negated' || isNext(line, trigger, target));
  if (spares && names.some(({ entry }) => entry.lasting)) return false;
  const isOfKind = kind === undefined || names.some(({ entry }) => KINDS_OF[entry.kind].includes(kind));
  return isOfKind && !liesElsewhere(line, trigger, target) && !isAtOtherLevels(line, trigger, group, target);
}
