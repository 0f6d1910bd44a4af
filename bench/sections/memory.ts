import { CARD, SILENT } from '../bodies.ts';
import { peakMegabytes, residentMegabytes } from '../proc.ts';
import { SERVICE } from '../recipes.ts';
import type { Goal, Row } from '../report.ts';
import { CONNECTIONS } from '../rounds.ts';
import { type Run, withTargets } from './section.ts';

const STEPS = 10;
const FULL_STEP = 100_000;
const MOST_GROWTH = 1.1;
const MOST_PEAK = 200;

interface Mark {
  readonly requests: number;
  readonly resident: number | undefined;
}

/** The largest of the later marks against the first. */
function growth([first, ...later]: readonly Mark[]): number | undefined {
  const sizes = later.map(({ resident }) => resident ?? Number.NaN);
  const most = Math.max(...sizes) / (first?.resident ?? Number.NaN);
  return Number.isFinite(most) ? most : undefined;
}

/** Memory of our server while many requests pass, half of them with a card; no collection is forced. */
export const memory: Run = ({ ours, maker, requests }) =>
  withTargets([ours()], async ({ name, origin, pid }) => {
    const step = Math.ceil(requests / STEPS);
    const marks: Mark[] = [];
    for (let at = 1; at <= STEPS; at++) {
      const load = { url: `${origin}${SERVICE}`, bodies: [SILENT.text, CARD.text], connections: CONNECTIONS };
      await maker.send({ ...load, requests: step, tokens: [] });
      marks.push({ requests: at * step, resident: residentMegabytes(pid) });
    }
    const peak = peakMegabytes(pid);
    const rows: readonly Row[] = [
      ...marks.map((mark) => ({ what: `after ${mark.requests} requests`, server: name, memory: mark.resident })),
      { what: 'at the most', server: name, memory: peak },
    ];
    const goals: readonly Goal[] = [
      {
        name: `memory up to ${step * STEPS} requests, after the first ${step} it is 1`,
        limit: { most: MOST_GROWTH },
        unit: '×',
        measured: growth(marks),
      },
      { name: 'most memory, 6 KB bodies', limit: { most: MOST_PEAK }, unit: 'MB', measured: peak },
    ];
    const short = `The goal is set for ${FULL_STEP * STEPS} requests (npm run bench:memory): ${step} hardly warm the heap up.`;
    return { rows, goals, notes: step < FULL_STEP ? [short] : [], series: [] };
  });
