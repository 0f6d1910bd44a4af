import { once } from 'node:events';
import { LARGE } from '../bodies.ts';
import type { LoadMaker } from '../load.ts';
import { express, SERVICE } from '../recipes.ts';
import type { Row } from '../report.ts';
import { median } from '../rounds.ts';
import type { Target } from '../target.ts';
import { type Run, withTargets } from './section.ts';

const MOST_STOP = 30;
const BODIES = 40;
const WHAT = '1 MB, 50 orders, one at a time: longest stop of the event loop';

/** The longest stop since the last call, in milliseconds. */
async function longestStop({ child }: Target): Promise<number> {
  const answer = once(child, 'message');
  child.send('tell');
  const [stop] = await answer;
  return Number(stop);
}

async function send({ origin }: Target, maker: LoadMaker): Promise<void> {
  const url = `${origin}${SERVICE}`;
  await maker.send({ url, bodies: [LARGE.text], connections: 1, requests: BODIES, tokens: [] });
}

/** How long one large body keeps all others waiting, in a server that has seen such bodies before. */
export const loopStops: Run = ({ ours, maker, rounds }) => {
  const inside = 'loop-delay.ts';
  return withTargets(
    [
      { ...ours(), inside },
      { ...express, inside },
    ],
    async (...targets) => {
      const entries = targets.map((target) => ({ target, stops: [] as number[] }));
      for (const { target } of entries) await send(target, maker);
      for (let round = 0; round < rounds; round++)
        for (const { target, stops } of entries) {
          await longestStop(target);
          await send(target, maker);
          stops.push(await longestStop(target));
        }
      const rows: Row[] = entries.map(({ target, stops }) => ({
        what: WHAT,
        server: target.name,
        p50: median(stops),
      }));
      const goal = { name: WHAT, limit: { most: MOST_STOP }, unit: 'ms', measured: rows[0]?.p50 };
      return { rows, goals: [goal], notes: [], series: [] };
    },
  );
};
