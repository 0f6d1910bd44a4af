import { isFieldValue } from './field.ts';
import { type Item, isComplaint, isFinding, isInBracket, isLittle, isLook, type Line } from './line.ts';
import { IS_OPEN, isFound } from './listed.ts';
import type { Scope } from './scope.ts';
import type { Glue } from './tokenize.ts';
import { beginsTreatments } from './treatment-list.ts';

/** True for a part that only says that there is none: "prior surgery: none, NAME". */
const isNone = ({ side, items, alone }: Line, at: number) =>
  side === 'condition' && alone[at] === true && items[at]?.group?.category === 'negated';

/** True if a colon makes the trigger a heading: "prior:", "prior tx:" and the like. */
function makesHeading(scope: Scope, at: number): boolean {
  const { line, trigger, objects, words } = scope;
  if (words.length > 0 || objects.length > 1 || isNone(line, at)) return false;
  // "FHx reviewed: NAME" is a heading of others, too.
  const isPassed = (item: Item) => trigger.category === 'other-person' && isLook(item);
  const [object] = objects.flatMap((place) => line.items[place] ?? []).filter((item) => !isPassed(item));
  // "no fracture on XR: NAME" says where it was seen.
  const looks = trigger.reach === 'rest' && trigger.direction === undefined;
  if (!object) return !looks || line.items[scope.from - 1]?.role !== 'preposition';
  // "no surgery: unstable L1 fx" denies the surgery only, and so does "instead of surgery: NAME"; "avoid traction: bone mets" warns of it.
  if (trigger.category === 'negated' && trigger.direction === 'next') return false;
  if (line.side === 'order' ? isInBracket(line, scope.from) : IS_OPEN.has(trigger.category)) return false;
  return object.role === 'other-thing' && (object.group?.direction === 'next' || beginsTreatments(line, at));
}

/** True for the answer to a field, behind which the name of the next one stands: "Pacemaker: No  Order: NAME". */
const endsField = ({ line, from, trigger }: Scope, at: number) => at > from + 1 && isFieldValue(line, from, trigger);

/**
 * True for a complaint a patient is said not to have, right before the colon of its list, or the bracket of one of complaints as a whole:
 * "denies pain: cancer, NAME", "denies red flags (cancer, NAME)"; not "denies pain. Dx: NAME".
 */
function headsComplaints({ line, trigger, from, objects }: Scope, at: number, glue: Glue): boolean {
  if (glue !== ':' && (glue !== '(' || line.items[at - 1]?.group?.reach !== 'heading')) return false;
  const isList = line.side === 'condition' && trigger.category === 'negated' && trigger.reach === 'list';
  if (!isList || objects.length !== 1 || objects[0] !== at - 1 || line.first[at - 1] !== line.first[from]) return false;
  return line.items.slice(line.first[from], at).every((item) => isLittle(item) || isComplaint(item));
}

/** True if a list begins behind a colon, or in the bracket of complaints as a whole. */
export const beginsHeading = (scope: Scope, at: number, glue: Glue) =>
  headsComplaints(scope, at, glue) || (glue === ':' && makesHeading(scope, at) && !endsField(scope, at));

/** True for what a denied list does not hold, as it is said to be there: "denies red flags: fever, NAME: yes". */
export const isFoundAnew = ({ line, trigger }: Scope, at: number) =>
  trigger.category === 'negated' && isFound(line, at);

/** A list under a heading ends where something begins anew, in an order also where a reason for it is named. */
export function endsHeading({ side }: Line, item: Item): boolean {
  return item.role === 'fresh-start' || (side === 'order' && isFinding(item));
}
