import { CATEGORIES, type Category } from './language.ts';
import { type Span, wordsOf } from './lexicon.ts';
import type { Line } from './line.ts';
import type { Kind } from './names.ts';
import { speaksOf } from './speaks-of.ts';
import type { Target } from './targets.ts';

/** Direction or position by which a trigger decided. */
export type How =
  | 'looked on'
  | 'looked back'
  | 'a heading'
  | 'the part before'
  | 'the part after'
  | 'head of the clause'
  | 'another in its place'
  | 'inside the name';

/** Assertion of a name, and its words; affirmed if no trigger reaches it. */
export interface Assertion {
  readonly category: Category;
  /** The deciding words, as they stand in the text, folded. */
  readonly words: string;
  /** The group of the language they belong to. */
  readonly group: string;
  /** The only kind of names that they speak of, if there is one. */
  readonly kind?: Kind;
  readonly how: How;
}

/** A trigger that reached something else than a name, and so decides nothing. */
export interface Spent {
  readonly words: string;
  readonly group: string;
  readonly on: string;
}

/** Assertions on the targets of a line. */
export interface Asserted {
  readonly assertions: ReadonlyMap<Target, Assertion>;
  readonly spent: readonly Spent[];
  /** By place of an item: the item whose trigger is spent on it. */
  readonly claims: ReadonlyMap<number, number>;
}

/** The triggers of a line read so far. */
export interface Reading extends Asserted {
  readonly line: Line;
  readonly assertions: Map<Target, Assertion>;
  readonly spent: Spent[];
  readonly claims: Map<number, number>;
  /** Categories of triggers that are themselves negated, and the targets these reached. */
  readonly denied: Map<number, Category | 'none'>;
  readonly reopened: Set<Target>;
}

const isStronger = (one: Category, other: Category) => CATEGORIES.indexOf(one) < CATEGORIES.indexOf(other);

/** The strongest decides; but an exclusion that was itself denied outdoes all: "no metastases seen, cannot be excluded". */
function assert(target: Target, assertion: Assertion, isDenied: boolean, { assertions, reopened }: Reading): void {
  const before = assertions.get(target);
  if (isDenied) reopened.add(target);
  else if (reopened.has(target)) return;
  if (!before || isDenied || isStronger(assertion.category, before.category)) assertions.set(target, assertion);
}

/** Notes the words of something else than a name that the trigger at a place is spent on. */
export function noteSpent({ line: { clause, items }, spent }: Reading, at: number, on: Span): void {
  const trigger = items[at];
  if (trigger?.group)
    spent.push({ words: wordsOf(clause, trigger), group: trigger.group.code, on: wordsOf(clause, on) });
}

/** Spends the trigger on these objects; true if one is a target it speaks of. */
export function spend(reading: Reading, from: number, objects: readonly number[], how: How): boolean {
  const { line, claims, denied } = reading;
  const trigger = line.items[from];
  const group = trigger?.group;
  if (!trigger || !group) return false;
  const overridden = denied.get(from);
  const category = overridden === undefined || overridden === 'none' ? group.category : overridden;
  const words = wordsOf(line.clause, trigger);
  let reached = false;
  for (const at of objects) {
    const object = line.items[at];
    if (!object) continue;
    if (object.target && category && speaksOf(line, trigger, group, object.target)) {
      const { code, kind } = group;
      const said = { category, words, group: code, how, ...(kind === undefined ? {} : { kind }) };
      assert(object.target, said, overridden !== undefined, reading);
      reached = true;
    } else if (!object.target) {
      claims.set(at, from);
      noteSpent(reading, from, object);
    }
  }
  return reached;
}
