import { type Body, CARD, LARGE, MEDIUM, SILENT } from '../bodies.ts';
import { type Goal, goal, type Row, rowsOf } from '../report.ts';
import { median, ratio, takeTurns } from '../rounds.ts';
import { checkAnswer, withBoth } from '../servers.ts';
import { CONNECTIONS, type Section } from './section.ts';

/** Throughput that each body needs, against bare Express. */
const BODIES: readonly { readonly body: Body; readonly toExpress: number }[] = [
  { body: SILENT, toExpress: 0.75 },
  { body: CARD, toExpress: 0.4 },
  { body: MEDIUM, toExpress: 0.5 },
  { body: LARGE, toExpress: 0.35 },
];
const MOST_P99 = 4;
const MOST_LONE_TIME = 1;

/** The same load on this server and on bare Express. */
export const bodies: Section = (bench) =>
  withBoth(bench.work, async (servers) => {
    const [rows, goals]: [Row[], Goal[]] = [[], []];
    for (const { body, toExpress } of BODIES) {
      await checkAnswer(servers.ours, body);
      const pairs = await takeTurns(servers, body, CONNECTIONS, bench);
      rows.push(...rowsOf(body.name, servers, pairs));
      const name = (figure: string) => `${body.name}: ${figure}, bare Express is 1`;
      goals.push(goal(name('throughput'), { least: toExpress }, '×', ratio(pairs, 'rate')));
      if (body === CARD) goals.push(goal(name('p99'), { most: MOST_P99 }, '×', ratio(pairs, 'p99')));
    }
    return { rows, goals };
  });

/** Measures the latency of a call when no other is under way. */
export const loneCall: Section = (bench) =>
  withBoth(bench.work, async (servers) => {
    const pairs = await takeTurns(servers, CARD, 1, bench);
    const what = `${CARD.name}, one call at a time`;
    const p50 = median(pairs.map(({ ours }) => ours.p50));
    return { rows: rowsOf(what, servers, pairs), goals: [goal(`${what}: p50`, { most: MOST_LONE_TIME }, 'ms', p50)] };
  });
