import { CARD, SILENT } from '../bodies.ts';
import { send } from '../load.ts';
import { megabytes } from '../machine.ts';
import { goal, type Row } from '../report.ts';
import { ours, withServers } from '../servers.ts';
import { CONNECTIONS, type Section } from './section.ts';

const STEPS = 10;
const MOST_GROWTH = 1.1;
const MOST_PEAK = 200;

/** Memory of this server while many requests pass, every other one with a card; no garbage collection is forced. */
export const memory: Section = ({ work, requests }) =>
  withServers([ours(work)], work, async (servers) => {
    const rows: Row[] = [];
    const step = Math.ceil(requests / STEPS);
    const [server] = servers;
    if (!server) return { rows, goals: [], series: [] };
    for (let at = 1; at <= STEPS; at++) {
      await send(server, { bodies: [SILENT, CARD], connections: CONNECTIONS, requests: step });
      rows.push({ what: `after ${at * step} requests`, server: server.name, memory: megabytes(server.pid, 'now') });
    }
    const peak = megabytes(server.pid, 'peak');
    const [first = Number.NaN, ...later] = rows.map((row) => row.memory ?? Number.NaN);
    const growth = Math.max(...later) / first;
    const name = `memory up to ${step * STEPS} requests, after the first ${step} it is 1`;
    const goals = [
      goal(name, { most: MOST_GROWTH }, '×', Number.isFinite(growth) ? growth : undefined),
      goal('peak memory, 6 KB bodies', { most: MOST_PEAK }, 'MB', peak),
    ];
    return { rows: [...rows, { what: 'peak', server: server.name, memory: peak }], goals, series: [] };
  });
