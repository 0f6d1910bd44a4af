import { express, http } from '../recipes.ts';
import type { Row } from '../report.ts';
import { median } from '../rounds.ts';
import { start } from '../target.ts';
import type { Run } from './section.ts';

const MOST_START_TIME = 700;
const WHAT = 'start of the process to its first answer';

/** How long servers take from nothing to their first answer, on the one core they are pinned to. */
export const startTimes: Run = async ({ ours, rounds }) => {
  const recipes = [() => ours(), () => express, () => http];
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++)
    for (const recipe of recipes) {
      const target = await start(recipe());
      await target.stop();
      times.set(target.name, [...(times.get(target.name) ?? []), target.startTime]);
    }
  const rows: Row[] = [...times].map(([server, values]) => ({ what: WHAT, server, p50: median(values) }));
  const goal = { name: WHAT, limit: { most: MOST_START_TIME }, unit: 'ms', measured: rows[0]?.p50 };
  return { rows, goals: [goal], notes: [], series: [] };
};
