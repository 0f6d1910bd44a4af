import type { Findings } from '../report.ts';
import type { Measuring } from '../rounds.ts';
import type { Recipe, Target } from '../target.ts';
import { start } from '../target.ts';

/** What a section works with. */
export interface Bench extends Measuring {
  /** Requests of the memory section. */
  readonly requests: number;
  /** A folder for what is needed until the end. */
  readonly work: string;
  /** Path of another Node, for one baseline more. */
  readonly otherNode: string | undefined;
  /** Our server, with these variables beside those of production. */
  ours(env?: Readonly<Record<string, string>>): Recipe;
}

/** Measures one thing. */
export type Run = (bench: Bench) => Promise<Findings>;

/** Starts servers one after the other, and stops all of them whatever happens. */
export async function withTargets<Result>(
  recipes: readonly Recipe[],
  use: (...targets: readonly Target[]) => Promise<Result>,
): Promise<Result> {
  const targets: Target[] = [];
  try {
    for (const recipe of recipes) targets.push(await start(recipe));
    return await use(...targets);
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
  }
}
