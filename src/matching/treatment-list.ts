import { glueAt, type Item, isInBracket, isLittle, isTreatment, type Line, segmentFrom } from './line.ts';
import type { Scope } from './scope.ts';

/** True if the segment from here is one thing, of which a list is made; an illness is none of what was tried: "failed PT, NAME, DM2". */
export const isOneThing = ({ items, last }: Line, at: number) => last[at] === at && isTreatment(items[at]);

const COUNTS: ReadonlySet<Item['role']> = new Set(['number', 'link', 'time']);

/** True if the segment from here is one thing, and another part of the list follows. */
const isOneOfMore = (line: Line, at: number) =>
  isOneThing(line, at) && at + 1 < line.items.length && glueAt(line, at + 1) === ',';

/** True if a treatment and a further part of the list stand here: "failed conservative care: PT, NSAIDs, NAME". */
export const beginsTreatments = (line: Line, at: number) =>
  line.items[at]?.role === 'other-thing' && isOneOfMore(line, at);

const isOther = (item: Item) => item.role === 'other-thing' && isTreatment(item);

/** True if the segment from here is other treatments and no more than how often: "ESI x2", "PT x 6 wks", "NSAIDs / exercises". */
function isCounted(line: Line, at: number): boolean {
  const [thing, ...rest] = segmentFrom(line, at);
  return thing !== undefined && isOther(thing) && rest.every((item) => COUNTS.has(item.role) || isOther(item));
}

/** True amid a list of things that were of no use: "failed PT, NAME, NSAIDs"; at its end the name may be what is ordered now. */
function isAmidList({ line, objects }: Scope, at: number): boolean {
  const next = at + 1;
  if (objects.length === 0 || !isOneOfMore(line, at)) return false;
  return isOneThing(line, next) || isCounted(line, next) || isLastOfList(line, next);
}

/** True for the end of a list: ", and NAME", ", and exercises". */
function isLastOfList(line: Line, at: number): boolean {
  return line.items[at]?.role === 'and' && line.last[at] === at + 1 && isOneThing(line, at + 1);
}

/** True at the end of such a list: "failed PT, ESI and NAME", "failed PT, chiro, and NAME". */
function endsList({ line, objects }: Scope, at: number): boolean {
  if (!objects.every((object) => line.items[object]?.role === 'other-thing')) return false;
  if (isLastOfList(line, at)) return objects.length > 1;
  const [one, two, three, more] = segmentFrom(line, at);
  if (two?.role !== 'and' || more) return false;
  if (one?.role === 'other-thing') return three?.role === 'target';
  return one?.role === 'target' && three?.role === 'other-thing' && objects.length > 1;
}

/** True if the list of treatments of an order that were of no use goes on over the comma before this item. */
export function goesOnTreatments(scope: Scope, at: number): boolean {
  const isTried = scope.line.side === 'order' && scope.trigger.category === 'historical';
  return isTried && (isAmidList(scope, at) || endsList(scope, at));
}

/** True for what a bracket names of the treatment or name before it: "failed PT (NAME, exercises)", "s/p stabilization (NAME)". */
export function isExample({ line, from, objects }: Scope, at: number): boolean {
  const before = objects.at(-1);
  if (before === undefined || isInBracket(line, from)) return false;
  const role = line.items[before]?.role;
  const isBeside = line.side === 'order' && line.items.slice(before + 1, at).every(isLittle);
  return (role === 'other-thing' || role === 'target') && isBeside && isOneThing(line, at);
}
