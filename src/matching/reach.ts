import { beginsHeading, endsHeading, isFoundAnew } from './heading.ts';
import type { Group } from './language.ts';
import {
  breaksAt,
  glueAt,
  type Item,
  isDetail,
  isFinding,
  isInBracket,
  isObject,
  type Line,
  MOST_ITEMS,
} from './line.ts';
import { isListed } from './listed.ts';
import type { Scope } from './scope.ts';
import type { Glue } from './tokenize.ts';
import { goesOnTreatments, isExample, isOneThing } from './treatment-list.ts';

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

interface Walk extends Scope {
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

/** True into a bracket of examples, and over the commas of its list, which ends with it: "failed PT (aquatic, chiro), NAME". */
function crossesBracket(walk: Walk, at: number, glue: Glue): boolean {
  const crosses = walk.bracket ? glue === ',' && isOneThing(walk.line, at) : isExample(walk, at);
  if (crosses) walk.closed = false;
  walk.bracket ||= crosses;
  return crosses;
}

/** True for what may be ordered one day, which is a list up to its "or": "consider PT, ESI or NAME". */
const isConsidered = ({ line, trigger }: Scope) => line.side === 'order' && trigger.category === 'hypothetical';

/** True if the walk goes on over the break before this item. */
function mayCross(walk: Walk, at: number): boolean {
  const { line, trigger, objects, words } = walk;
  const glue = glueAt(line, at);
  const goesInto = glue === '(' && line.side === 'order' && !isInBracket(line, walk.from);
  if (walk.heading && (glue === ',' || goesInto)) return !isFoundAnew(walk, at);
  if (beginsHeading(walk, at, glue)) {
    walk.heading = true;
    walk.closed = false;
    return true;
  }
  if (walk.bracket || glue === '(') return crossesBracket(walk, at, glue);
  if (glue !== ',' || walk.heading) return false;
  if (objects.length === 0 && words.length === 0 && line.items[at - 1]?.role === 'class-noun') return true;
  const isOrList = (trigger.category === 'negated' || isConsidered(walk)) && line.orAhead[at] === true;
  const goesOn = isOrList || isListed(walk, at) || goesOnTreatments(walk, at);
  walk.closed &&= !goesOn;
  return goesOn;
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
  const unlike = item.role === 'target' && isFinding(earlier);
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
      // Of an order a list may go on with a further name: "no NAME device or other NAME".
      if (walk.closed && walk.line.side === 'condition') return false;
      walk.words.push(at);
      return walk.heading || walk.words.length <= WORDS_ON;
    default:
      return true;
  }
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
