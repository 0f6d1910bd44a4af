import { type Body, CARD, LARGE, MEDIUM, SILENT } from '../bodies.ts';
import { type Findings, goal, rowOf, together } from '../report.ts';
import { interleave, ratio } from '../rounds.ts';
import { checkAnswer, EXPRESS, HTTP, ours, withServers } from '../servers.ts';
import { CONNECTIONS, type Section } from './section.ts';

/** Throughput that each body needs, against bare Express. */
const BODIES: readonly { readonly body: Body; readonly toExpress: number }[] = [
  { body: SILENT, toExpress: 0.75 },
  { body: CARD, toExpress: 0.4 },
  { body: MEDIUM, toExpress: 0.5 },
  { body: LARGE, toExpress: 0.35 },
];
const MOST_P99 = 4;

/** The same load on this server and on both baselines. */
export const bodies: Section = (bench) =>
  withServers([ours(bench.work), EXPRESS, HTTP], bench.work, async (servers) => {
    const found: Findings[] = [];
    for (const { body, toExpress } of BODIES) {
      if (servers[0]) await checkAnswer(servers[0], body);
      const series = await interleave(servers, body, CONNECTIONS, bench);
      const [mine, express] = series;
      const rate = ratio(mine, express, 'rate');
      const goals = [goal(`${body.name}: throughput, bare Express is 1`, { least: toExpress }, '×', rate)];
      const p99 = ratio(mine, express, 'p99');
      if (body === CARD) goals.push(goal(`${body.name}: p99, bare Express is 1`, { most: MOST_P99 }, '×', p99));
      found.push({ rows: series.map((one) => rowOf(one, express)), goals, series });
    }
    return together(found);
  });
