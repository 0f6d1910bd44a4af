import { CARD } from '../bodies.ts';
import { goal, rowOf } from '../report.ts';
import { interleave, middle } from '../rounds.ts';
import { EXPRESS, ours, withServers } from '../servers.ts';
import type { Section } from './section.ts';

const MOST_TIME = 1;
const LONE_CARD = { ...CARD, name: `${CARD.name}, one call at a time` };

/** Measures the latency of a call when no other is under way. */
export const loneCall: Section = (bench) =>
  withServers([ours(bench.work), EXPRESS], bench.work, async (servers) => {
    const series = await interleave(servers, LONE_CARD, 1, bench);
    const name = `${LONE_CARD.name}: p50`;
    const goals = [goal(name, { most: MOST_TIME }, 'ms', middle(series[0], 'p50'))];
    return { rows: series.map((one) => rowOf(one, series[1])), goals, series };
  });
