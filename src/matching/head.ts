import type { Group } from './language.ts';
import { glueAt, type Item, isObject, type Line } from './line.ts';
import { lookBackOver } from './look-back.ts';
import type { Glue } from './tokenize.ts';

/** A trigger behind a preposition ("under fluoroscopy", "by report") is not about what stands before it. */
export const isGoverned = ({ items, first }: Line, at: number) =>
  (first[at] ?? 0) < at && items[at - 1]?.role === 'preposition';

/** True behind a preposition and words of its own: "NAME from Hanger Clinic" is no visit, "NAME with preop MRI" no MRI. */
export function isNamedPlace({ items, first }: Line, at: number): boolean {
  const start = Math.max(first[at] ?? at, at - 3);
  const isPassed = (item?: Item) => item?.role === 'word' || (item?.role === 'trigger' && !isObject(item));
  let before = at - 1;
  while (before > start && isPassed(items[before])) before--;
  return before < at - 1 && (items[before]?.role === 'preposition' || items[before]?.role === 'link');
}

/** True right behind "and", or with one thing between: "NAME and MRI" are two orders. */
export function isAdded({ items, first }: Line, at: number): boolean {
  const start = first[at] ?? at;
  return [at - 1, at - 2].some((before) => before > start && items[before]?.role === 'and');
}

const BEFORE_HEAD: ReadonlySet<Item['role']> = new Set([
  'number',
  'link',
  'class-noun',
  'place',
  'time',
  'fresh-start',
  'trigger',
]);
const MOST_BEFORE_HEAD = 6;

/** True for imaging, a letter, teaching where it stands first in its segment: it governs the rest of the clause. */
function isHead(line: Line, at: number): boolean {
  const { items, first } = line;
  const start = first[at] ?? at;
  if (at - start > MOST_BEFORE_HEAD || isGoverned(line, at)) return false;
  const before = items.slice(start, at).filter(({ role }) => !BEFORE_HEAD.has(role));
  return before.length === 0 || (before.length === 1 && before[0]?.role === 'word');
}

/** True for a trigger that governs the rest of the clause from here (rule 5). */
export function becomesHead(line: Line, at: number, { reach, direction }: Group): boolean {
  return (reach === 'rest' || reach === 'clause') && direction !== 'previous' && isHead(line, at);
}

const APART: ReadonlySet<Glue> = new Set(['–', ':']);

/** The implants before a look at them that ends the clause apart from them: "NAME - XR", "NAME L4-5: CT". */
export function implantsBefore(line: Line, at: number): readonly number[] {
  const { items, first, last } = line;
  const [start, end] = [first[at] ?? at, last[at] ?? at];
  const isLook = ({ role, group }: Item) => group?.reach === 'rest' || role === 'class-noun' || role === 'link';
  if (end < items.length - 1 || !APART.has(glueAt(line, start)) || !items.slice(start).every(isLook)) return [];
  return lookBackOver(line, start).filter((place) =>
    items[place]?.target?.names.some(({ entry }) => entry.kind === 'implant'),
  );
}
