import type { Group } from './language.ts';
import {
  breaksAt,
  glueAt,
  type Item,
  isDetail,
  isFieldValue,
  isInBracket,
  isLittle,
  isLook,
  isObject,
  type Line,
  MOST_ITEMS,
} from './line.ts';
import { isFound, isListed } from './listed.ts';
import type { Glue } from './tokenize.ts';

/** A trigger is as far from an object after it as these many unknown words at most. */
const WORDS_ON = 3;
/** Objects in the scope of a trigger, by place, in the order they were met. */
export interface Reached {
  /** Targets and other objects. */
  readonly objects: readonly number[];
  /** The trigger it takes the force of (`not` of `excluded`). */
  readonly denies?: number;
  /** True if it is the heading of a list. */
  readonly heading: boolean;
  /** The places of unknown words it passed, if it reached no object. */
  readonly words: readonly number[];
}

interface Walk {
  readonly line: Line;
  readonly trigger: Group;
  readonly from: number;
  readonly objects: number[];
  readonly words: number[];
  denies: number | undefined;
  heading: boolean;
  /** True in a bracket that names examples of an object. */
  bracket: boolean;
  /** Set once an object was met: another must be joined to it. */
  closed: boolean;
  /** True as long as nothing but little words was met. */
  begun: boolean;
}

/** True if the segment from here is one thing, of which a list is made. */
function isOneThing({ items, last }: Line, at: number): boolean {
  return last[at] === at && (items[at]?.role === 'target' || items[at]?.role === 'other-thing');
}

const COUNTS: ReadonlySet<Item['role']> = new Set(['number', 'link', 'time']);

/** True if a treatment and a further part of the list stand here: "failed conservative care: PT, NSAIDs, NAME". */
function beginsList(line: Line, at: number): boolean {
  return isOneThing(line, at) && line.items[at]?.role === 'other-thing' && glueAt(line, at + 1) === ',';
}

/** True if the segment from here is another treatment and no more than how often: "ESI x2", "PT x 6 wks". */
function isCounted({ items, last }: Line, at: number): boolean {
  const behind = items.slice(at + 1, Math.min((last[at] ?? at) + 1, at + MOST_ITEMS));
  return items[at]?.role === 'other-thing' && behind.every(({ role }) => COUNTS.has(role));
}

/** True amid a list of things that were of no use: "failed PT, NAME, NSAIDs"; at its end the name may be what is ordered now. */
function isAmidList({ line, trigger, objects }: Walk, at: number): boolean {
  if (line.side !== 'order' || trigger.category !== 'historical' || objects.length === 0) return false;
  const goesOn = at + 1 < line.items.length && glueAt(line, at + 1) === ',';
  const next = at + 1;
  return (
    isOneThing(line, at) && goesOn && (isOneThing(line, next) || isCounted(line, next) || isLastOfList(line, next))
  );
}

/** True for the end of a list: ", and NAME", ", and exercises". */
function isLastOfList(line: Line, at: number): boolean {
  return line.items[at]?.role === 'and' && line.last[at] === at + 1 && isOneThing(line, at + 1);
}

/** True at the end of such a list: "failed PT, ESI and NAME", "failed PT, chiro, and NAME". */
function endsList({ line, trigger, objects }: Walk, at: number): boolean {
  const { side, items, last } = line;
  if (side !== 'order' || trigger.category !== 'historical') return false;
  if (!objects.every((object) => items[object]?.role === 'other-thing')) return false;
  if (isLastOfList(line, at)) return objects.length > 1;
  const [one, two, three] = items.slice(at, at + 3);
  if (two?.role !== 'and' || last[at] !== at + 2) return false;
  if (one?.role === 'other-thing') return three?.role === 'target';
  return one?.role === 'target' && three?.role === 'other-thing' && objects.length > 1;
}

/** True for what a bracket names of the treatment or name before it: "failed PT (NAME, exercises)", "s/p stabilization (NAME)". */
function isExample(walk: Walk, at: number): boolean {
  const { line, objects } = walk;
  const before = objects.at(-1);
  if (before === undefined || isInBracket(line, walk.from)) return false;
  const role = line.items[before]?.role;
  const isBeside = line.side === 'order' && line.items.slice(before + 1, at).every(isLittle);
  return (role === 'other-thing' || role === 'target') && isBeside && isOneThing(line, at);
}

/** True if a colon makes the trigger a heading: "prior:", "prior tx:" and the like. */
function makesHeading(walk: Walk, at: number): boolean {
  const { line, trigger, objects, words } = walk;
  if (words.length > 0 || objects.length > 1) return false;
  // "FHx reviewed: NAME" is a heading of others, too.
  const isPassed = (item: Item) => trigger.category === 'other-person' && isLook(item);
  const [object] = objects.flatMap((place) => line.items[place] ?? []).filter((item) => !isPassed(item));
  // "no fracture on XR: NAME" says where it was seen.
  const looks = trigger.reach === 'rest' && trigger.direction === undefined;
  if (!object) return !looks || line.items[walk.from - 1]?.role !== 'preposition';
  if (line.side === 'order' && isInBracket(line, walk.from)) return false;
  // "no surgery: unstable L1 fx" denies the surgery only, and so does "instead of surgery: NAME"; "avoid traction: bone mets" warns of it.
  if (trigger.category === 'negated' && (line.side === 'condition' || trigger.direction === 'next')) return false;
  if ((trigger.category === 'hypothetical' || trigger.category === 'uncertain') && line.side === 'condition')
    return false;
  return object.role === 'other-thing' && (object.group?.direction === 'next' || beginsList(line, at));
}

/** True for the answer to a field, behind which the name of the next one stands: "Pacemaker: No  Order: NAME". */
const endsField = ({ line, from, trigger }: Walk, at: number) => at > from + 1 && isFieldValue(line, from, trigger);

/** True for a complaint a patient is said not to have, right before the colon of its list: "denies red flags: cancer, NAME"; not "denies pain. Dx: NAME". */
function headsComplaints({ line, trigger, from, objects }: Walk, at: number): boolean {
  const isList = line.side === 'condition' && trigger.category === 'negated' && trigger.reach === 'list';
  if (!isList || objects.length !== 1 || objects[0] !== at - 1 || line.first[at - 1] !== line.first[from]) return false;
  const isComplaint = (item: Item) => item.role === 'symptom' || (item.role === 'finding' && !isLook(item));
  return line.items.slice(line.first[from], at).every((item) => isLittle(item) || isComplaint(item));
}

const beginsHeading = (walk: Walk, at: number) =>
  headsComplaints(walk, at) || (makesHeading(walk, at) && !endsField(walk, at));

/** True into a bracket of examples, and over the commas of its list, which ends with it: "failed PT (aquatic, chiro), NAME". */
function crossesBracket(walk: Walk, at: number, glue: Glue): boolean {
  const crosses = walk.bracket ? glue === ',' && isOneThing(walk.line, at) : isExample(walk, at);
  if (crosses) walk.closed = false;
  walk.bracket ||= crosses;
  return crosses;
}

/** True for what a denied list does not hold, as it is said to be there: "denies red flags: fever, NAME: yes". */
const isFoundAnew = ({ line, trigger }: Walk, at: number) => trigger.category === 'negated' && isFound(line, at);

/** True if the walk goes on over the break before this item. */
function mayCross(walk: Walk, at: number): boolean {
  const { line, objects, words } = walk;
  const glue = glueAt(line, at);
  const goesInto = glue === '(' && line.side === 'order' && !isInBracket(line, walk.from);
  if (walk.heading && (glue === ',' || goesInto)) return !isFoundAnew(walk, at);
  if (glue === ':' && beginsHeading(walk, at)) {
    walk.heading = true;
    walk.closed = false;
    return true;
  }
  if (walk.bracket || glue === '(') return crossesBracket(walk, at, glue);
  if (glue !== ',' || walk.heading) return false;
  if (objects.length === 0 && words.length === 0 && line.items[at - 1]?.role === 'class-noun') return true;
  const goesOn = walk.trigger.category === 'negated' && line.orAhead[at];
  if (!goesOn && !isListed(line, walk.trigger, walk, at) && !isAmidList(walk, at) && !endsList(walk, at)) return false;
  walk.closed = false;
  return true;
}

/** True for two names of one list side by side, which are two names of one thing: "no BRAND stabilization system". */
export function areOneThing({ side, items }: Line, one: number, other: number): boolean {
  if (side !== 'order') return false;
  const systemsOf = (at: number) => items[at]?.target?.names.map(({ entry }) => entry.system) ?? [];
  const between = items.slice(one + 1, other);
  const systems = systemsOf(other);
  return between.every(isDetail) && systemsOf(one).some((system) => systems.includes(system));
}

/** True for two objects, in order, that are joined by a slash or are one thing. */
export const areJoined = (line: Line, one: number, other: number) =>
  glueAt(line, one + 1) === '/' || glueAt(line, other) === '/' || areOneThing(line, one, other);

/** True for what is put in beside what is taken out: "removal of spacer and NAME placement". */
function isPutInNext({ line: { side, items }, trigger }: Walk, at: number): boolean {
  if (side !== 'order' || trigger.category !== 'existing' || items[at - 1]?.role !== 'and') return false;
  return items.slice(at + 1, at + MOST_ITEMS).find((item) => !isDetail(item))?.role === 'fresh-start';
}

/** Takes an object; false if the walk ends before it. */
function takeObject(walk: Walk, at: number, item: Item): boolean {
  const { line, objects } = walk;
  const earlier = line.items[objects.at(-1) ?? -1];
  // A list of findings is not a list of things ordered: "no fracture and mechanical traction".
  const unlike = item.role === 'target' && (earlier?.role === 'finding' || earlier?.role === 'symptom');
  if (walk.closed && !areJoined(line, objects.at(-1) ?? -1, at)) return false;
  if (unlike && line.side === 'order' && !line.orAhead[objects.at(-1) ?? 0]) return false;
  if (isPutInNext(walk, at)) return false;
  objects.push(at);
  walk.closed = !walk.heading;
  return true;
}

/** True for a name with which a past treatment was done: "s/p fusion with NAME"; not "extend prior fusion with NAME". */
function isPartOfPast({ line: { side, items }, from, trigger: { category, kind } }: Walk, at: number): boolean {
  const isPast = category === 'historical' || (category === 'existing' && kind === 'implant');
  return side === 'order' && isPast && items[at + 1]?.role === 'target' && items[from - 1]?.role !== 'fresh-start';
}

/** A preposition ends the walk once something was met; but "mother had breast cancer with bone mets" is all about the mother. */
function passesPreposition(walk: Walk, at: number): boolean {
  const goesOn = walk.trigger.category === 'other-person' || isPartOfPast(walk, at);
  if (walk.objects.at(-1) === at - 1 && goesOn) {
    walk.closed = false;
    return true;
  }
  return walk.heading || (walk.words.length === 0 && !walk.closed);
}

/** True for a trigger whose force this one takes: "not cancelled"; of orders only in its own part, "declined - cancel NAME" is two refusals. */
function takesForceOf({ line, from, trigger, objects }: Walk, at: number, { group }: Item): boolean {
  if (line.side === 'order' && line.first[at] !== line.first[from]) return false;
  return trigger.category === 'negated' && group?.whenDenied !== undefined && objects.length === 0;
}

/** Looks at the next item; false if the walk ends before it. */
function takeItem(walk: Walk, at: number, item: Item): boolean {
  if (isObject(item)) return takeObject(walk, at, item);
  switch (item.role) {
    case 'fresh-start':
      // "do not order", "declines to start": it belongs to the trigger.
      return walk.begun;
    case 'trigger':
      if (takesForceOf(walk, at, item)) walk.denies = at;
      return walk.denies === undefined && !walk.closed;
    case 'preposition':
      return passesPreposition(walk, at);
    case 'reason':
      return walk.heading;
    case 'and':
    case 'or':
      walk.closed = false;
      return true;
    case 'word':
      walk.words.push(at);
      return walk.heading || walk.words.length <= WORDS_ON;
    default:
      return true;
  }
}

/** A list under a heading ends where something begins anew, in an order also where a reason for it is named. */
function endsHeading({ side }: Line, { role }: Item): boolean {
  return role === 'fresh-start' || (side === 'order' && (role === 'finding' || role === 'symptom'));
}

/** Behind these a word like `new` no longer belongs to the trigger. */
const ENDS_BEGINNING: ReadonlySet<Item['role']> = new Set(['word', 'number', 'class-noun', 'place', 'and']);

/** True if the walk goes on to this item: over the break before it, and within the heading. */
function goesOnTo(walk: Walk, at: number, item: Item): boolean {
  const crosses = breaksAt(walk.line, at);
  if (crosses && !mayCross(walk, at)) return false;
  walk.begun &&= !crosses;
  return !(walk.heading && endsHeading(walk.line, item));
}

function beginWalk(line: Line, from: number, trigger: Group, over?: number): Walk {
  // "no red flags (bone cancer, unstable fracture)": its list stands in the bracket.
  const heading = over !== undefined && trigger.reach === 'heading';
  return {
    line,
    trigger,
    from,
    objects: [],
    words: [],
    denies: undefined,
    heading,
    bracket: false,
    closed: false,
    begun: true,
  };
}

/** Number of items that a trigger looks at. */
const mostItems = ({ reach }: Group) => (reach === 'next-word' ? 1 : MOST_ITEMS);

/** Finds the objects after the trigger at this place; past the break or reason before item `over`, if given. */
export function lookOn(line: Line, from: number, trigger: Group, over?: number): Reached {
  const walk = beginWalk(line, from, trigger, over);
  const end = Math.min(line.items.length, from + mostItems(trigger) + 1);
  for (let at = over ?? from + 1; at < end; at++) {
    const item = line.items[at];
    if (!item) break;
    if (at === over && item.role === 'reason') continue;
    if (at !== over && !goesOnTo(walk, at, item)) break;
    if (!takeItem(walk, at, item)) break;
    walk.begun &&= !ENDS_BEGINNING.has(item.role) && !isObject(item);
  }
  const { objects, denies, heading, words } = walk;
  return { objects, heading, words, ...(denies === undefined ? {} : { denies }) };
}
