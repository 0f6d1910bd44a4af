import type { Group } from './language.ts';
import type { Line } from './line.ts';

/** A trigger, and what it has reached on its way through a line. */
export interface Scope {
  readonly line: Line;
  readonly trigger: Group;
  /** The place of the trigger. */
  readonly from: number;
  /** The places of the objects it met, in order. */
  readonly objects: readonly number[];
  /** The places of the unknown words it passed. */
  readonly words: readonly number[];
}
