import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { CARD } from './bodies.ts';
import { checkAnswer } from './check-answer.ts';
import { temporaryFolder } from './clean-up.ts';
import { PINNING, pinToLoadCores, SERVER_CORES } from './cores.ts';
import { startDatabase } from './database.ts';
import { type LoadMaker, startLoadMaker } from './load.ts';
import { cpuSeconds } from './proc.ts';
import { ours, SERVICE } from './recipes.ts';
import { CONNECTIONS, median } from './rounds.ts';
import { readSettings } from './settings.ts';
import { markdown, rounded } from './table.ts';
import { start, type Target } from './target.ts';

// `npm run bench:replicas`: one, two and four processes of this server on one PostgreSQL.

const COUNTS = [1, 2, 4] as const;
const FIRST_REQUESTS = 2000;

interface Replica {
  readonly target: Target;
  /** Each has a load of its own, so that one load is not what is measured. */
  readonly maker: LoadMaker;
}

interface Round {
  /** Requests a second of all together. */
  readonly rate: number;
  /** Milliseconds of CPU time for each request. */
  readonly cpu: number | undefined;
  readonly p50: number;
  readonly p99: number;
}

function cpuOf(replicas: readonly Replica[]): number {
  return replicas.reduce((sum, { target }) => sum + (cpuSeconds(target.pid) ?? Number.NaN), 0);
}

/** All replicas at the same time, each with its share of the requests. */
async function round(replicas: readonly Replica[], requests: number): Promise<Round> {
  const share = Math.max(CONNECTIONS, Math.ceil(requests / replicas.length));
  const load = { bodies: [CARD.text], connections: CONNECTIONS, requests: share, tokens: [] };
  const before = cpuOf(replicas);
  const reports = await Promise.all(
    replicas.map(({ target, maker }) => maker.send({ ...load, url: `${target.origin}${SERVICE}` })),
  );
  const cpu = ((cpuOf(replicas) - before) * 1000) / (share * replicas.length);
  return {
    rate: (share * replicas.length) / Math.max(...reports.map(({ seconds }) => seconds)),
    cpu: Number.isNaN(cpu) ? undefined : cpu,
    p50: Math.max(...reports.map(({ p50 }) => p50)),
    p99: Math.max(...reports.map(({ p99 }) => p99)),
  };
}

/** Rounds of one, two and four replicas in turn. */
async function compare(replicas: readonly Replica[], rounds: number, seconds: number) {
  const groups = COUNTS.map((count) => ({ count, members: replicas.slice(0, count), rounds: [] as Round[] }));
  await round(replicas, FIRST_REQUESTS * replicas.length);
  const { rate } = await round(replicas, FIRST_REQUESTS * replicas.length);
  for (let at = 0; at < rounds; at++)
    for (const group of groups) group.rounds.push(await round(group.members, rate * seconds));
  return groups.map((group) => ({
    processes: group.count,
    cores: Math.min(group.count, SERVER_CORES),
    rate: median(group.rounds.map((one) => one.rate)) ?? 0,
    cpu: median(group.rounds.map((one) => one.cpu)),
    p50: median(group.rounds.map((one) => one.p50)),
    p99: median(group.rounds.map((one) => one.p99)),
  }));
}

/** Starts PostgreSQL and the servers, and measures. */
async function measure(work: string, rounds: number, seconds: number) {
  const database = await startDatabase();
  const replicas: Replica[] = [];
  try {
    const env = { DATABASE_URL: database.url, STORE_KEY: randomBytes(32).toString('base64') };
    for (let core = 0; core < Math.max(...COUNTS); core++) {
      const target = await start({ ...ours(work, env), place: { core } });
      replicas.push({ target, maker: startLoadMaker() });
      await checkAnswer(target, CARD);
    }
    return { groups: await compare(replicas, rounds, seconds), written: await database.rows() };
  } finally {
    await Promise.all(replicas.map(({ target }) => target.stop()));
    for (const { maker } of replicas) maker.stop();
    await database.stop();
  }
}

const { rounds, seconds, json } = readSettings(process.argv.slice(2), 'results-replicas.json');
pinToLoadCores();

const { groups, written } = await measure(temporaryFolder(), rounds, seconds);
const alone = groups[0]?.rate ?? 0;
const table = markdown(
  ['processes', 'cores', 'req/s', '× one process', 'of what the cores allow', 'CPU ms/req', 'p50 ms', 'p99 ms'],
  groups.map(({ processes, cores, rate, cpu, p50, p99 }) => [
    String(processes),
    String(cores),
    ...[rate, rate / alone, rate / alone / cores, cpu, p50, p99].map(rounded),
  ]),
);
const notes = [
  `Medians of ${rounds} rounds of ${seconds} s, ${CARD.name}, ${CONNECTIONS} connections to each process; ${PINNING}.`,
  table,
  ...(SERVER_CORES < Math.max(...COUNTS)
    ? [
        `Only ${SERVER_CORES} core${SERVER_CORES === 1 ? ' is' : 's are'} left for the servers here: more processes than that share them, and cannot be faster together. What shows that more cores would help is CPU per request, if it stays the same.`,
      ]
    : []),
  written > 0
    ? `Rows written to PostgreSQL: ${written}.`
    : 'NOT MEASURED: nothing was written to PostgreSQL, so these are servers without a common store.',
];
process.stdout.write(`${notes.join('\n\n')}\n`);
writeFileSync(
  json,
  `${JSON.stringify({ at: new Date().toISOString(), pinning: PINNING, groups, written }, undefined, 2)}\n`,
);
