import { type Body, withConditions, withOrders } from '../bodies.ts';
import { checkAnswer } from '../check-answer.ts';
import { growth, type Point, pointsOf, quotient } from '../growth.ts';
import { type Goal, rowOf } from '../report.ts';
import { interleave, middle } from '../rounds.ts';
import type { Target } from '../target.ts';
import { type Bench, type Run, withTargets } from './section.ts';

const MOST_GROWTH = 1.3;

interface Scale {
  readonly unit: string;
  readonly counts: readonly number[];
  readonly body: (count: number) => Body;
}

const SCALES: readonly Scale[] = [
  { unit: 'order', counts: [1, 10, 100, 1000], body: withOrders },
  { unit: 'Condition', counts: [10, 100, 1000, 10_000], body: withConditions },
];

/** The share of each unit, and, stricter, what one more unit costs: the fixed cost of a request hides growth in the first. */
function goalsOf(unit: string, steps: readonly Point[]): readonly Goal[] {
  const [first, last] = [steps[0], steps.at(-1)];
  const share = (step: Point | undefined) => step && step.value / step.count;
  const named = (what: string, measured: number | undefined): Goal => ({
    name: `${what}, ${unit} by ${unit} from ${first?.count} to ${last?.count}`,
    limit: { most: MOST_GROWTH },
    unit: '×',
    measured,
  });
  return [
    named('CPU per unit at the large end, the small end is 1', quotient(share(last), share(first))),
    named('CPU of one more at the large end, the middle is 1', growth(steps)),
  ];
}

async function along({ unit, counts, body }: Scale, target: Target, bench: Bench) {
  const contestants = counts.map((count) => ({ name: target.name, target, body: body(count) }));
  for (const contestant of contestants) await checkAnswer(target, contestant.body);
  const series = await interleave(contestants, bench);
  const costs = series.map((one) => middle(one, 'cpu'));
  return { series, goals: goalsOf(unit, pointsOf(counts, costs)) };
}

/** How the cost of a request grows with its orders and with the patient's Conditions. */
export const scaling: Run = (bench) =>
  withTargets([bench.ours()], async (target) => {
    const found = [];
    for (const scale of SCALES) found.push(await along(scale, target, bench));
    const series = found.flatMap((one) => one.series);
    return {
      rows: series.map((one) => ({ ...rowOf(one), memory: undefined })),
      goals: found.flatMap(({ goals }) => goals),
      notes: [],
      series,
    };
  });
