import { writePolicies } from '../policies.ts';
import { goal, type Row } from '../report.ts';
import { median } from '../rounds.ts';
import { EXPRESS, HTTP, ours, type Recipe, withServers } from '../servers.ts';
import type { Bench, Section } from './section.ts';

const MOST_START_TIME = 800;
const MOST_LOAD_TIME = 5000;
const POLICIES = 1000;

/** The median time of several starts to the first answer, in milliseconds, on the core of the server. */
async function startTime(recipe: () => Recipe, { rounds, work }: Bench): Promise<number | undefined> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++)
    times.push(...(await withServers([recipe()], work, async (servers) => servers.map((server) => server.startTime))));
  return median(times);
}

/** Measures the time from spawn to the first answer, also with many policies. */
export const start: Section = async (bench) => {
  const what = 'start of the process to its first answer';
  const withPolicies = `${what}, ${POLICIES} policies`;
  const knowledge = writePolicies(bench.work, POLICIES);
  const mine = await startTime(() => ours(bench.work), bench);
  const loaded = await startTime(() => ours(bench.work, { KNOWLEDGE_ROOT: knowledge }), bench);
  const rows: Row[] = [
    { what, server: 'ours', p50: mine },
    { what, server: EXPRESS.name, p50: await startTime(() => EXPRESS, bench) },
    { what, server: HTTP.name, p50: await startTime(() => HTTP, bench) },
    { what: withPolicies, server: 'ours', p50: loaded },
  ];
  const goals = [
    goal(what, { most: MOST_START_TIME }, 'ms', mine),
    goal(withPolicies, { most: MOST_LOAD_TIME }, 'ms', loaded),
  ];
  return { rows, goals, series: [] };
};
