import { createCusum, type DetectedChange } from './cusum.ts';
import { daysIn } from './history.ts';

/** In days. A usual level is learned from no more, so that it follows the seasons. */
export const HALF_A_YEAR = 182;
/** Fewest days that it is learned from: four weeks. */
const SHORTEST = 28;
/** The level is learned anew every Monday. */
const INTERVAL = 7;
/** Days under suspicion are not learned from, for no longer than a quarter. */
const SUSPECT = 91;
/** A change that lasts so many days is the new level; but for silence, which is never usual. */
const ACCEPTED = 56;

/** The watch over the counts of some days. */
interface Watched<Kind extends string, Usual> {
  /** Number of days; the first has the number 0. */
  readonly days: number;
  readonly threshold: number;
  /** Kinds of change, each with a chart of its own. */
  readonly kinds: readonly Kind[];
  /** The level that is known before any day. */
  readonly known?: Usual;
  /** The usual level of these days; undefined if they do not tell. */
  learn(days: readonly number[]): Usual | undefined;
  /** For each kind the evidence of a day, by size of the change; none where the day says nothing. */
  evidence(day: number, usual: Usual): Readonly<Record<Kind, readonly number[]>>;
  /** True for a change that does not become usual, however long it lasts. */
  isLasting(change: { readonly kind: Kind; readonly since: number; readonly usual: Usual }, day: number): boolean;
}

/** A change, what was usual when it was noticed, and the day on which it was over; undefined while it lasts. */
export interface Change<Kind extends string, Usual> extends DetectedChange {
  readonly kind: Kind;
  readonly usual: Usual;
  readonly ended: number | undefined;
}

/** The changes, the first noticed first. */
export interface Watching<Kind extends string, Usual> {
  readonly changes: readonly Change<Kind, Usual>[];
  /** The level that is usual after the last day, and the days it was learned from. */
  readonly usual: Usual | undefined;
  readonly learned: readonly number[];
}

/**
 * Goes through the days one by one and compares each with the days before it. Days under suspicion, or of a change that is
 * over, are never learned from: a level that falls slowly would otherwise drag what is usual with it.
 */
export function watch<Kind extends string, Usual>(watched: Watched<Kind, Usual>): Watching<Kind, Usual> {
  const charts = watched.kinds.map((kind) => ({ kind, chart: createCusum(watched.threshold) }));
  const lasting = new Map<Kind, Change<Kind, Usual>>();
  const over: Change<Kind, Usual>[] = [];
  const excluded = new Set<number>();
  let first = 0;
  let known: { readonly usual: Usual; readonly learned: readonly number[] } | undefined =
    watched.known === undefined ? undefined : { usual: watched.known, learned: [] };
  const learn = (today: number) => {
    if (lasting.size > 0) return;
    const suspect = charts.flatMap(({ chart }) => chart.suspectSince() ?? []);
    const end = Math.max(today - SUSPECT, Math.min(today, ...suspect));
    const past = daysIn(Math.max(first, today - HALF_A_YEAR), end);
    const learned = past.filter((day) => !excluded.has(day));
    const usual = learned.length < SHORTEST ? undefined : watched.learn(learned);
    if (usual !== undefined) known = { usual, learned };
  };
  const close = (change: Change<Kind, Usual>, ended: number) => {
    lasting.delete(change.kind);
    over.push({ ...change, ended });
  };
  const add = (today: number, usual: Usual) => {
    const evidence = watched.evidence(today, usual);
    for (const { kind, chart } of charts) {
      chart.add(today, evidence[kind]);
      const [before, found] = [lasting.get(kind), chart.found()];
      if (found && !before) lasting.set(kind, { ...found, kind, usual, ended: undefined });
      if (found || !before) continue;
      close(before, today);
      for (const day of daysIn(before.since, today)) excluded.add(day);
    }
  };
  const isAccepted = (change: Change<Kind, Usual>, today: number) =>
    today - change.noticed >= ACCEPTED && !watched.isLasting(change, today);
  for (const today of daysIn(0, watched.days)) {
    if (today % INTERVAL === 0) learn(today);
    if (known) add(today, known.usual);
    const accepted = [...lasting.values()].find((change) => isAccepted(change, today));
    if (!accepted) continue;
    first = accepted.since;
    for (const change of [...lasting.values()]) close(change, today);
    for (const { chart } of charts) chart.reset();
    learn(today);
  }
  learn(watched.days);
  const changes = [...over, ...lasting.values()].toSorted((one, other) => one.noticed - other.noticed);
  return { changes, usual: known?.usual, learned: known?.learned ?? [] };
}
