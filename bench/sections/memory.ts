import { CARD, SILENT } from '../bodies.ts';
import { megabytes } from '../machine.ts';
import { goal } from '../report.ts';
import { send } from '../send.ts';
import { ours, withServer } from '../servers.ts';
import { CONNECTIONS, type Section } from './section.ts';

const STEPS = 10;
const MOST_GROWTH = 1.1;
const MOST_PEAK = 200;

/** Memory of this server while many requests pass, every other one with a card; no garbage collection is forced. */
export const memory: Section = ({ work, requests }) =>
  withServer(ours(work), work, async (server) => {
    const step = Math.ceil(requests / STEPS);
    const sizes: number[] = [];
    while (sizes.length < STEPS) {
      await send(server, { bodies: [SILENT, CARD], connections: CONNECTIONS, requests: step });
      sizes.push(megabytes(server.pid, 'now'));
    }
    const peak = megabytes(server.pid, 'peak');
    const [first = Number.NaN, ...later] = sizes;
    const name = `memory up to ${step * STEPS} requests, after the first ${step} it is 1`;
    return {
      rows: sizes.map((memory, at) => ({ what: `after ${(at + 1) * step} requests`, server: server.name, memory })),
      goals: [
        goal(name, { most: MOST_GROWTH }, '×', Math.max(...later) / first),
        goal('peak memory, 6 KB bodies', { most: MOST_PEAK }, 'MB', peak),
      ],
    };
  });
