import { type Body, CARD, LARGE, MEDIUM, SILENT } from '../bodies.ts';
import { checkAnswer } from '../check-answer.ts';
import { express, expressOn, http } from '../recipes.ts';
import { type Findings, type Goal, rowOf } from '../report.ts';
import { interleave, ratio, type Series } from '../rounds.ts';
import { rounded } from '../table.ts';
import { type Run, withTargets } from './section.ts';

// The four bodies: our server between the two baselines.

/** Throughput that each body needs, against bare Express. */
const BODIES: readonly { readonly body: Body; readonly toExpress: number }[] = [
  { body: SILENT, toExpress: 1.2 },
  { body: CARD, toExpress: 0.8 },
  { body: MEDIUM, toExpress: 0.9 },
  { body: LARGE, toExpress: 0.8 },
];

const TO_HTTP = 0.5;
const MOST_P99 = 1.5;

function goalsOf(body: Body, least: number, [ours, bareExpress, bareHttp]: readonly Series[]): readonly Goal[] {
  const goal = (name: string, limit: Goal['limit'], to: Series | undefined, figure: 'rate' | 'p99'): Goal => ({
    name: `${body.name}: ${name}`,
    limit,
    unit: '×',
    measured: ours && ratio(ours, to, figure),
  });
  return [
    goal('throughput, bare Express is 1', { least }, bareExpress, 'rate'),
    ...(body === SILENT ? [goal('throughput, bare node:http is 1', { least: TO_HTTP }, bareHttp, 'rate')] : []),
    goal('p99, bare Express is 1', { most: MOST_P99 }, bareExpress, 'p99'),
  ];
}

/** How our server stands to Express on another Node, if that was measured too. */
function noteOf(body: Body, [ours, , , other]: readonly Series[]): readonly string[] {
  if (!ours || !other) return [];
  const [rate, p99] = [ratio(ours, other, 'rate'), ratio(ours, other, 'p99')];
  return [`${body.name}: ${rounded(rate)} × the throughput of ${other.name}, ${rounded(p99)} × its p99.`];
}

/** The same load on our server and on both baselines, and on Express on another Node if there is one. */
export const bodies: Run = (bench) => {
  const others = bench.otherNode === undefined ? [] : [expressOn(bench.otherNode)];
  return withTargets([bench.ours(), express, http, ...others], async (ours, ...baselines) => {
    const found: Findings[] = [];
    for (const { body, toExpress } of BODIES) {
      await checkAnswer(ours, body);
      const series = await interleave(
        [ours, ...baselines].map((target) => ({ name: target.name, target, body })),
        bench,
      );
      const rows = series.map((one) => rowOf(one, series[1]));
      found.push({ rows, goals: goalsOf(body, toExpress, series), notes: noteOf(body, series), series });
    }
    return {
      rows: found.flatMap(({ rows }) => rows),
      goals: found.flatMap(({ goals }) => goals),
      notes: found.flatMap(({ notes }) => notes),
      series: found.flatMap(({ series }) => series),
    };
  });
};
