import { writePolicies } from '../policies.ts';
import { goal } from '../report.ts';
import { median } from '../rounds.ts';
import { ours, withServer } from '../servers.ts';
import type { Section } from './section.ts';

const MOST_START_TIME = 800;
const MOST_LOAD_TIME = 5000;
const POLICIES = 1000;

/** Measures the time from spawn to the first answer, also with many policies, on the core of the server. */
export const start: Section = async ({ rounds, work }) => {
  const startTime = async (env?: Readonly<Record<string, string>>) => {
    const times: number[] = [];
    while (times.length < rounds)
      times.push(await withServer(ours(work, env), work, async (server) => server.startTime));
    return median(times);
  };
  const what = 'start of the process to its first answer';
  const withPolicies = `${what}, ${POLICIES} policies`;
  const knowledge = writePolicies(work, POLICIES);
  const mine = await startTime();
  const loaded = await startTime({ KNOWLEDGE_ROOT: knowledge });
  return {
    rows: [
      { what, server: 'ours', p50: mine },
      { what: withPolicies, server: 'ours', p50: loaded },
    ],
    goals: [
      goal(what, { most: MOST_START_TIME }, 'ms', mine),
      goal(withPolicies, { most: MOST_LOAD_TIME }, 'ms', loaded),
    ],
  };
};
