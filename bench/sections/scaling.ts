import { type Body, withConditions, withOrders } from '../bodies.ts';
import { checkAnswer } from '../check-answer.ts';
import { type Goal, rowOf } from '../report.ts';
import { interleave, middle } from '../rounds.ts';
import type { Target } from '../target.ts';
import { type Bench, type Run, withTargets } from './section.ts';

const MOST_GROWTH = 1.3;

interface Step {
  readonly count: number;
  /** CPU time of a request, in milliseconds. */
  readonly cpu: number;
}

interface Scale {
  readonly unit: string;
  readonly counts: readonly number[];
  readonly body: (count: number) => Body;
}

const SCALES: readonly Scale[] = [
  { unit: 'order', counts: [1, 10, 100, 1000], body: withOrders },
  { unit: 'Condition', counts: [10, 100, 1000, 10_000], body: withConditions },
];

/** What one more unit costs between two steps. */
function slope(from: Step | undefined, to: Step | undefined): number | undefined {
  return from && to ? (to.cpu - from.cpu) / (to.count - from.count) : undefined;
}

function quotient(large: number | undefined, small: number | undefined): number | undefined {
  return large === undefined || small === undefined || small <= 0 ? undefined : large / small;
}

/** The share of each unit, and, stricter, what one more unit costs: the fixed cost of a request hides growth in the first. */
function goalsOf(unit: string, steps: readonly Step[]): readonly Goal[] {
  const [first, second, third, fourth] = steps;
  const share = (step: Step | undefined) => step && step.cpu / step.count;
  const named = (what: string, measured: number | undefined): Goal => ({
    name: `${what}, ${unit} by ${unit} from ${first?.count} to ${fourth?.count}`,
    limit: { most: MOST_GROWTH },
    unit: '×',
    measured,
  });
  return [
    named('CPU per unit at the large end, the small end is 1', quotient(share(fourth), share(first))),
    named('CPU of one more at the large end, the middle is 1', quotient(slope(third, fourth), slope(second, third))),
  ];
}

async function along({ unit, counts, body }: Scale, target: Target, bench: Bench) {
  const contestants = counts.map((count) => ({ name: target.name, target, body: body(count) }));
  for (const contestant of contestants) await checkAnswer(target, contestant.body);
  const series = await interleave(contestants, bench);
  const steps = series.flatMap((one, at): readonly Step[] => {
    const [count, cpu] = [counts[at], middle(one, 'cpu')];
    return count === undefined || cpu === undefined ? [] : [{ count, cpu }];
  });
  return { series, goals: goalsOf(unit, steps) };
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
