import type { Group } from './language.ts';
import { glueAt, isLook, isObject, type Line } from './line.ts';

/** The items of the field before a colon. */
const fieldBefore = ({ items, first }: Line, at: number) => items.slice(first[at - 1] ?? at, at);

/** True behind a field that names a thing, and no look at one or a paper. */
const namesThing = (line: Line, at: number) => fieldBefore(line, at).some((item) => isObject(item) && !isLook(item));

/**
 * True behind a field of a name that nobody knows, before the next field or column: "wt loss: no, Dx: NAME", "neuro: neg | NAME"; not in
 * "impression: neg - NAME".
 */
function isBetweenFields(line: Line, at: number): boolean {
  const { items, last } = line;
  const next = (last[at] ?? at) + 1;
  const behind = (last[next] ?? next) + 1;
  const isNextField = behind < items.length && glueAt(line, behind) === ':';
  const isNext = isNextField || (next < items.length && glueAt(line, next) === '|');
  return isNext && fieldBefore(line, at).some(({ role }) => role === 'word');
}

/** True for a "no" of any kind behind a colon, which answers the field before it; for a denial of an order where that names a thing. */
function isAnswer(line: Line, at: number, { category, kind, reach }: Group): boolean {
  if (at === 0 || glueAt(line, at) !== ':') return false;
  const isNo = category === 'negated' && (kind === undefined || line.side === 'condition');
  return isNo || (reach === 'approval' && namesThing(line, at));
}

/** True behind the label of an order, which asks nothing: "Order: wrong patient - NAME". */
const isLabelled = (line: Line, at: number) => fieldBefore(line, at).every(({ role }) => role === 'fresh-start');

/** True for the beginning of a text, and of what stands behind the label of an order: "Order: NAME". */
export const beginsOrder = (line: Line, at: number) => at === 0 || (glueAt(line, at) === ':' && isLabelled(line, at));

/** True for such an answer in a form: "Pacemaker: No  Order: NAME"; of conditions only to a field that names a thing, or between two. */
export function isFieldValue(line: Line, at: number, group = line.items[at]?.group): boolean {
  if (!group || !isAnswer(line, at, group)) return false;
  return line.side === 'order' ? !isLabelled(line, at) : namesThing(line, at) || isBetweenFields(line, at);
}

/**
 * True for such an answer between the thing it is about and the name of the next field: "NAME: No  NAME: Yes"; not for "impression: no NAME
 * plan:", which is about what follows.
 */
export function isAnsweredField(line: Line, at: number, group: Group): boolean {
  const { items, last } = line;
  const end = last[at] ?? at;
  if (at === end || end + 1 >= items.length || glueAt(line, end + 1) !== ':') return false;
  return isAnswer(line, at, group) && namesThing(line, at) && items.slice(at + 1, end).every(({ target }) => !target);
}
