import type { Category } from './language.ts';
import {
  glueAt,
  type Item,
  isLook,
  isObject,
  isOperation,
  isSlashed,
  type Line,
  MOST_ITEMS,
  segmentFrom,
} from './line.ts';
import type { Scope } from './scope.ts';

/** Categories of a condition that is not there, or may not be. */
export const IS_OPEN: ReadonlySet<Category | undefined> = new Set(['negated', 'hypothetical', 'uncertain']);

const LISTED: ReadonlySet<Item['role']> = new Set(['class-noun', 'place', 'link', 'and', 'or', 'number']);

const THINGS: ReadonlySet<Item['role']> = new Set([
  'target',
  'other-thing',
  'finding',
  'symptom',
  'class-noun',
  'place',
  'link',
  'word',
  'and',
  'or',
]);

/** True if the rest of the clause is a list of things that "and" ends: "avoid lifting, NAME and deep heat". */
function isAllList({ items }: Line, at: number): boolean {
  const rest = items.slice(at, at + MOST_ITEMS);
  return rest.some(({ role }) => role === 'and') && rest.every(({ role }) => THINGS.has(role));
}

/**
 * True if no further thing of a list follows the segment behind a comma: "…, bone metastases (HCC)", "…, bone metastases, no surgery", "…,
 * bone metastases, on Prolia", "…, bone metastases, meds: none".
 */
function endsList(line: Line, at: number): boolean {
  const { items, last } = line;
  const next = (last[at] ?? at) + 1;
  if (next >= items.length || glueAt(line, next) !== ',') return true;
  const end = (last[next] ?? next) + 1;
  if (end < items.length && glueAt(line, end) === ':') return true;
  const further = segmentFrom(line, next);
  if (!further.some(isObject) || further[0]?.role === 'preposition') return true;
  return further.some(({ role }) => role === 'trigger' || role === 'pseudo');
}

/**
 * True for a name that tells its level behind a single thing or behind complaints that tell none, and for the name with which the list
 * ends behind complaints in one part: they are findings and no part of a list ("denies pain, unstable L1 fracture", "denies trauma or
 * falls, bone metastases").
 */
function isPlacedAnew({ line, trigger, objects, words }: Scope, at: number, segment: readonly Item[]): boolean {
  const { clause, items, levels, first } = line;
  const hasLevel = ({ start, end }: Item) => clause.slice(start, end).some(({ text }) => levels.has(text));
  const before = objects.flatMap((at) => items[at] ?? []);
  const areComplaints = before.every(({ role }) => role === 'symptom');
  const areBeside = [...objects, ...words].every((at) => first[at] === first[objects[0] ?? at]);
  const isLast = endsList(line, at) && !segment.some(({ role }) => role === 'and' || role === 'or');
  const isSingle = trigger.reach === 'series' && before.length === 1;
  if ((areComplaints || isSingle) && areBeside && isLast) return segment.some(({ target }) => target);
  const isList = before.length > 1 && !areComplaints;
  return !isList && segment.some((item) => item.target && hasLevel(item)) && !before.some(hasLevel);
}

const YES: ReadonlySet<Item['role']> = new Set(['link', 'and', 'fresh-start']);

/** True if what follows a segment says that what it names was found, and so is not denied: "…, osteosarcoma: yes", "…, osteosarcoma - confirmed". */
export function isFound(line: Line, at: number): boolean {
  const next = (line.last[at] ?? at) + 1;
  const answer = line.items[next];
  if (!answer) return false;
  const glue = glueAt(line, next);
  return (answer.group?.reach === 'doubt' && glue !== ',') || (YES.has(answer.role) && glue === ':');
}

/**
 * True if another person is all that is named, or what is the matter with that person: "mother deceased, NAME", "mother: asthma, NAME"; not
 * of "dog bite, NAME", "FHx reviewed, NAME".
 */
function speaksOfAnother({ line, objects, words }: Scope): boolean {
  const met = objects.flatMap((at) => line.items[at] ?? []);
  return met.length === 0 ? words.length === 0 : !met.every(isLook);
}

/**
 * True for a trigger that a list may follow: of any that leaves a condition open one with slashes, "no fracture / NAME"; not "no surgery
 * / NAME".
 */
function mayHeadList({ line, trigger: { reach, category }, objects }: Scope, at: number): boolean {
  if (reach === 'list' || reach === 'series') return true;
  return (
    isSlashed(line, at) &&
    IS_OPEN.has(category) &&
    objects
      .flatMap((object) => line.items[object] ?? [])
      .every((item) => !item.group?.ofTreatment && !isOperation(item))
  );
}

/** "denies fractures, osteoporosis, gout": true if the segment from here is nothing but one more of a list of conditions. */
export function isListed(scope: Scope, at: number): boolean {
  const { line, trigger } = scope;
  if (!mayHeadList(scope, at)) return false;
  if (line.side === 'order') return isAllList(line, at);
  const segment = segmentFrom(line, at);
  const words = segment.filter((item) => !LISTED.has(item.role) && !isObject(item));
  // "father had prostate cancer, bone metastases" goes on with the father, "…, pt has bone metastases" does not.
  if (trigger.category === 'other-person')
    return words.length === 0 && segment[0]?.role === 'target' && speaksOfAnother(scope);
  if (isFound(line, at) || isPlacedAnew(scope, at, segment)) return false;
  // "neg for fracture, severe osteoporosis noted" goes on with what was found.
  const isUnknown = segment.length <= 2 && words.every(({ role }) => role === 'word');
  return words.length === 0 || (isUnknown && !segment.some(({ target }) => target));
}
