import { CARD } from '../bodies.ts';
import { growth, pointsOf } from '../growth.ts';
import { writePolicies } from '../policies.ts';
import { residentMegabytes } from '../proc.ts';
import { type Goal, type Row, rowOf } from '../report.ts';
import { interleave, ratio } from '../rounds.ts';
import { type Run, withTargets } from './section.ts';

/** The policies that come with the project; the others are generated. */
const OWN = 4;
const COUNTS = [OWN, 100, 1000, 10_000];
const MOST_COST = 1.1;
const MOST_GROWTH = 1.3;
const MOST_LOAD_TIME = 10_000;

/** What a call, the start and memory cost with ever more policies, one of which concerns the order. */
export const policies: Run = async (bench) => {
  const folders = COUNTS.map((count) => writePolicies(count - OWN));
  try {
    const recipes = folders.map(({ path }) => bench.ours({ KNOWLEDGE_ROOT: path }));
    return await withTargets(recipes, async (...targets) => {
      const idle = targets.map(({ pid }) => residentMegabytes(pid));
      const starts = targets.map(({ startTime }) => startTime);
      const bodyWith = (count: number | undefined) => ({ ...CARD, name: `${CARD.name}, ${count} policies` });
      const contestants = targets.map((target, at) => ({ name: target.name, target, body: bodyWith(COUNTS[at]) }));
      const series = await interleave(contestants, bench);
      const rows: readonly Row[] = [
        ...series.map((one) => ({ ...rowOf(one), memory: undefined })),
        ...targets.map(({ name }, at) => ({
          what: `start with ${COUNTS[at]} policies`,
          server: name,
          p50: starts[at],
          memory: idle[at],
        })),
      ];
      const [first, last] = [series[0], series.at(-1)];
      const most = COUNTS.at(-1);
      const cost = last && ratio(last, first, 'cpu');
      const growsBy = (what: string, measured: number | undefined): Goal => ({
        name: `${what} of one more at ${most} policies, at ${COUNTS.at(-2)} it is 1`,
        limit: { most: MOST_GROWTH },
        unit: '×',
        measured,
      });
      const goals: readonly Goal[] = [
        {
          name: `CPU with ${most} policies, with ${OWN} it is 1`,
          limit: { most: MOST_COST },
          unit: '×',
          measured: cost,
        },
        { name: `start with ${most} policies`, limit: { most: MOST_LOAD_TIME }, unit: 'ms', measured: starts.at(-1) },
        growsBy('time to load', growth(pointsOf(COUNTS, starts))),
        growsBy('memory', growth(pointsOf(COUNTS, idle))),
      ];
      return { rows, goals, notes: [], series };
    });
  } finally {
    for (const folder of folders) folder.remove();
  }
};
