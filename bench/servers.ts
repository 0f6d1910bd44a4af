import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import manifest from '../package.json' with { type: 'json' };
import { asObject } from '../src/json.ts';
import { type Body, SILENT } from './bodies.ts';
import { nodeOnServerCore } from './machine.ts';

const SERVICE = '/cds-services/spine-coverage-order-sign';
const MOST_START_TIME = 120_000;

/** Command and environment of a server. */
export interface Recipe {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** The whole environment but PATH and PORT: nothing that the person who measures has set counts. */
  readonly env: Readonly<Record<string, string>>;
}

/** A server process that answers. */
export interface Server {
  readonly name: string;
  /** Address that all bodies are sent to. */
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answer, in milliseconds. */
  readonly startTime: number;
  stop(): Promise<void>;
}

const file = (path: string) => join(import.meta.dirname, path);
const MAIN = 'src/main.js';
const [, ...START] = manifest.scripts.start.split(' ').map((arg) => (arg === MAIN ? file(`../${MAIN}`) : arg));

/**
 * This server, started as by `npm start` with a site file and a store in a file under `work`, as in production. Only, its
 * site has no trust, which production demands: no call brings a token, since the baselines ask for none. Its limit of calls
 * is the highest there is.
 */
export function ours(work: string, env: Readonly<Record<string, string>> = {}): Recipe {
  const folder = (name: string) => mkdtempSync(join(work, `${name}-`));
  const sites = folder('sites');
  writeFileSync(join(sites, 'bench.yaml'), JSON.stringify({ id: 'bench', rateLimit: 1_000_000 }));
  return { name: 'ours', args: START, env: { SITES_DIR: sites, DATA_DIR: folder('data'), ...env } };
}

const baseline = (name: string, path: string): Recipe => ({
  name,
  args: [file(path)],
  env: { NODE_ENV: 'production' },
});

/** Express that reads JSON, decides nothing and answers a constant card. */
export const EXPRESS = baseline('bare Express', 'baselines/express.js');
/** node:http that parses JSON and answers the same. */
export const HTTP = baseline('bare node:http', 'baselines/http.js');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

const post = (url: string, { text }: Body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });

async function answers(url: string): Promise<boolean> {
  try {
    const response = await post(url, SILENT);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Starts a server and waits for its first answer. Throws an Error with the end of its log if there is none. */
async function start({ name, args, env }: Recipe, work: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${SERVICE}`;
  // The log goes to a file as under a supervisor: a pipe would be read by the core that makes the load.
  const logFile = join(mkdtempSync(join(work, 'log-')), 'log');
  const log = openSync(logFile, 'a');
  const begun = performance.now();
  const [command, all] = nodeOnServerCore(args);
  const environment = { PATH: process.env['PATH'], ...env, PORT: String(port) };
  const child = spawn(command, all, { env: environment, stdio: ['ignore', log, log] });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(() => void process.off('exit', end));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    child.kill();
    await ended;
  };
  while (!(await answers(url))) {
    if (hasEnded() || performance.now() - begun > MOST_START_TIME) {
      await stop();
      throw new Error(`${name} does not answer:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    }
    await pause(5);
  }
  return { name, url, pid: child.pid ?? 0, startTime: performance.now() - begun, stop };
}

/** Starts servers one after the other, and stops all of them whatever happens. */
export async function withServers<T>(
  recipes: readonly Recipe[],
  work: string,
  use: (servers: readonly Server[]) => Promise<T>,
): Promise<T> {
  const servers: Server[] = [];
  try {
    for (const recipe of recipes) servers.push(await start(recipe, work));
    return await use(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Sends a body once. Throws an Error if the answer has not the right number of cards: wrong answers may be fast. */
export async function checkAnswer({ name, url }: Server, body: Body): Promise<void> {
  const response = await post(url, body);
  const cards = asObject(await response.json())?.['cards'];
  const count = Array.isArray(cards) ? cards.length : undefined;
  if (!response.ok || count !== body.cards)
    throw new Error(`${name}, ${body.name}: status ${response.status}, ${count} cards and not ${body.cards}`);
}
