import type { Group } from './language.ts';
import { glueAt, type Item, isDetail, isOperation, type Line, MOST_ITEMS } from './line.ts';
import { lookBack, lookBackOver } from './look-back.ts';
import type { Glue } from './tokenize.ts';

const isRefusal = ({ group }: Item) => group?.reach === 'replaced';

/** True if the line says that an insurer does not pay. */
export const hasRefusal = ({ items }: Pick<Line, 'items'>): boolean => items.some(isRefusal);

const BEHIND: ReadonlySet<Item['role']> = new Set(['time', 'and', 'or', 'other-thing']);
const isBehind = (item: Item) => isDetail(item) || BEHIND.has(item.role);
const isBefore = (item: Item) => isDetail(item) || item.role === 'word' || item.role === 'fresh-start';

/** True for a word like "pt" that chooses another thing: "pt elects LSO". */
const chooses = (items: readonly Item[], at: number) =>
  items[at]?.role === 'other-thing' &&
  items[at + 1]?.role === 'fresh-start' &&
  items.slice(at + 2).some(({ role }) => role === 'other-thing');

/** True if these items order another thing and say nothing else: "so PT", "advised to use LSO", "PT 2x/wk". */
function offer(said: readonly Item[]): boolean {
  if (said.length > MOST_ITEMS) return false;
  const items = said.filter((_, place) => !chooses(said, place));
  const at = items.findIndex((item) => item.role === 'other-thing' && !isOperation(item));
  if (at < 0 || !items.slice(0, at).every(isBefore)) return false;
  const behind = items.slice(at + 1);
  const isLate = (item: Item, place: number) => at > 0 && item.role === 'fresh-start' && place === behind.length - 1;
  return behind.every((item, place) => isBehind(item) || isLate(item, place));
}

/** The first items of the parts of a line that order another thing. */
const offersIn = ({ items, first, last }: Line): readonly number[] =>
  items.flatMap((_, at) => (first[at] === at && offer(items.slice(at, (last[at] ?? at) + 1)) ? [at] : []));

/** True if a line names nothing of ours and orders another thing. */
export const offersOther = (line: Line): boolean =>
  line.items.every(({ role }) => role !== 'trigger' && role !== 'target') && offersIn(line).length > 0;

const DASH_OR_BRACKET: ReadonlySet<Glue> = new Set(['–', '|', '(']);

/** True if a part that orders another thing stands right before a refusal, with a dash or a bracket between. */
function isRightBefore(line: Line, offered: number, refused: number): boolean {
  const next = (line.last[offered] ?? offered) + 1;
  const isNear = refused - next <= MOST_ITEMS && line.items.slice(next, refused).every(isBefore);
  return isNear && DASH_OR_BRACKET.has(glueAt(line, next));
}

/** True if the parts of the line on either side of a segment order another thing; right before it where a dash or a bracket is between. */
function hasOffer(line: Line, refusal: number, offers: readonly number[]): boolean {
  const { items, first, last } = line;
  const [start, end] = [first[refusal] ?? refusal, last[refusal] ?? refusal];
  // "NAME not covered, so PT", "no coverage for NAME so PT".
  const behind = refusedBehind(line, refusal) ?? refusal;
  const from = (items[behind]?.target ? behind : refusal) + 1;
  const rest = items.slice(from, Math.min(end, from + MOST_ITEMS) + 1);
  if (rest[0]?.role === 'fresh-start' && offer(rest)) return true;
  // "LSO because NAME is not covered" gives the refusal as its reason.
  const before = items.slice(start, Math.min(refusal, start + MOST_ITEMS + 1));
  const reason = before.findIndex(({ role }) => role === 'reason');
  if (reason > 0 && offer(before.slice(0, reason))) return true;
  if ((offers.at(-1) ?? 0) > start) return true;
  const offered = offers.findLast((at) => at < start);
  return offered !== undefined && isRightBefore(line, offered, start);
}

/** Finds the item right behind an insurer's refusal: "will not pay for NAME". */
function refusedBehind({ items, last }: Line, at: number): number | undefined {
  const end = last[at] ?? at;
  let next = at + 1;
  while (next <= end && (items[next]?.role === 'link' || items[next]?.role === 'reason')) next++;
  return next <= end ? next : undefined;
}

/** The name an insurer's refusal is about: before it, else right behind it ("will not pay for NAME"), else in the part before. */
function refusedBy(line: Line, at: number): number | undefined {
  const { first } = line;
  const [before] = lookBack(line, at);
  if (before !== undefined) return before;
  return refusedBehind(line, at) ?? lookBackOver(line, first[at] ?? at)[0];
}

/** An arrow and a slash: "change NAME -> PT". */
const TURNS: ReadonlySet<Glue> = new Set(['–', '/']);

const isOther = (item: Item | undefined) => item?.role === 'other-thing' && !isOperation(item);

/** The name that is changed into another thing: "change NAME to PT", "NAME, switched to PT"; not "change NAME to 3x/wk". */
function changedBy(line: Line, at: number, { direction }: Group): number | undefined {
  const { items, first } = line;
  const skip = (from: number) => {
    let behind = from;
    for (let item = items[behind]; item && (isDetail(item) || isOperation(item)); item = items[behind]) behind++;
    return behind;
  };
  const next = skip(at + 1);
  if (direction === 'previous')
    return isOther(items[next]) ? (lookBack(line, at)[0] ?? lookBackOver(line, first[at] ?? at)[0]) : undefined;
  if (!items[next]?.target) return undefined;
  // "change NAME order to PT"
  const behind = skip(next + 1);
  const other = items[behind]?.role === 'fresh-start' ? skip(behind + 1) : behind;
  // "change order: NAME, pt trained" changes nothing into another thing.
  const isTied = items.slice(next + 1, other).some(({ role }) => role === 'link') || TURNS.has(glueAt(line, other));
  return isOther(items[other]) && isTied ? next : undefined;
}

/** The name that is replaced, by the word at this place. */
function replacedBy(line: Line, at: number, item: Item, offers: readonly number[]): number | undefined {
  if (item.group?.reach === 'changed') return changedBy(line, at, item.group);
  return isRefusal(item) && hasOffer(line, at, offers) ? refusedBy(line, at) : undefined;
}

/**
 * Names that another thing takes the place of: an insurer does not pay for them ("NAME not covered, so PT"), or they are changed into it
 * ("change NAME to PT").
 */
export function replacedIn(line: Line): readonly { readonly from: number; readonly object: number }[] {
  if (line.side !== 'order') return [];
  const offers = hasRefusal(line) ? offersIn(line) : [];
  return line.items.flatMap((item, from) => {
    const object = replacedBy(line, from, item, offers);
    return object !== undefined && line.items[object]?.target ? [{ from, object }] : [];
  });
}
