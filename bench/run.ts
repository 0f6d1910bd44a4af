import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { temporaryFolder } from './clean-up.ts';
import { PINNING, pinToLoadCores } from './cores.ts';
import { startLoadMaker } from './load.ts';
import { ours } from './recipes.ts';
import { type Findings, isMet, type Row } from './report.ts';
import { CONNECTIONS } from './rounds.ts';
import { authentication } from './sections/authentication.ts';
import { bodies } from './sections/bodies.ts';
import { loopStops } from './sections/loop.ts';
import { memory } from './sections/memory.ts';
import { policies } from './sections/policies.ts';
import { scaling } from './sections/scaling.ts';
import type { Bench, Run } from './sections/section.ts';
import { startTimes } from './sections/start.ts';
import { readSettings, type Section, type Settings } from './settings.ts';
import { figureTable, goalTable } from './table.ts';

// `npm run bench`: this server as it runs in production, between two baselines that decide nothing.
// Read the ratios: the figures themselves depend on the machine.

/** Share of a core. */
const MOST_BUSY = 0.9;

const RUNS: Readonly<Record<Section, Run>> = {
  bodies,
  authentication,
  start: startTimes,
  loop: loopStops,
  scaling,
  policies,
  memory,
};

/** One section; if it fails the others are worth measuring still. */
async function attempt(section: Section, bench: Bench): Promise<Findings & { readonly failed: boolean }> {
  process.stderr.write(`measuring: ${section}\n`);
  try {
    return { ...(await RUNS[section](bench)), failed: false };
  } catch (error) {
    const note = `FAILED: ${section}: ${error instanceof Error ? error.message : String(error)}`;
    return { rows: [], goals: [], notes: [note], series: [], failed: true };
  }
}

async function measureAll(settings: Settings, work: string) {
  const knowledge = settings.knowledge === undefined ? {} : { KNOWLEDGE_ROOT: settings.knowledge };
  const maker = startLoadMaker();
  const bench: Bench = { ...settings, maker, work, ours: (env) => ours(work, { ...knowledge, ...env }) };
  const found: (Findings & { readonly failed: boolean })[] = [];
  try {
    for (const section of settings.sections) found.push(await attempt(section, bench));
  } finally {
    maker.stop();
  }
  return {
    rows: found.flatMap(({ rows }) => rows),
    goals: found.flatMap(({ goals }) => goals).map((goal) => ({ ...goal, met: isMet(goal) ?? null })),
    notes: found.flatMap(({ notes }) => notes),
    failed: found.some(({ failed }) => failed),
    series: found.flatMap(({ series }) => series),
  };
}

pinToLoadCores();
const settings = readSettings(process.argv.slice(2), 'results.json');

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version };
/** Rows whose figures are those of the load and not of the server. */
function overloaded(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ busy }) => busy !== undefined && busy > MOST_BUSY)
    .map(({ what, server }) => `The load was the limit, not the server: ${what}, ${server}.`);
}

const found = await measureAll(settings, temporaryFolder());
const about = `Medians of ${settings.rounds} rounds of ${settings.seconds} s, ${CONNECTIONS} keep-alive connections; ${PINNING}; ${machine.cpu}, Node ${machine.node}.`;
const parts = [about, figureTable(found.rows), goalTable(found.goals), ...found.notes, ...overloaded(found.rows)];
process.stdout.write(`\n${parts.join('\n\n')}\n\nAll rounds: ${settings.json}\n`);
const { failed, ...results } = found;
const record = { at: new Date().toISOString(), machine, pinning: PINNING, settings, ...results };
writeFileSync(settings.json, `${JSON.stringify(record, undefined, 2)}\n`);
process.exitCode = failed ? 1 : 0;
