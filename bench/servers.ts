import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import manifest from '../package.json' with { type: 'json' };
import { freePort } from '../test/support/free-port.ts';
import { type Client, siteFileOf } from '../test/support/tokens.ts';
import { type Body, SILENT } from './bodies.ts';
import { nodeOnServerCore } from './machine.ts';
import type { Both } from './rounds.ts';

const SERVICE = '/cds-services/spine-coverage-order-sign';
const MOST_START_TIME = 120_000;

/** Command and environment of a server. */
interface Recipe {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** The whole environment but PATH and PORT: nothing that the person who measures has set counts. */
  readonly env: Readonly<Record<string, string>>;
  /** Signs a token for each call; undefined where none is asked for. */
  readonly client?: Client | undefined;
}

/** A server process that answers. */
export interface Server extends Pick<Recipe, 'name' | 'client'> {
  /** Address that all bodies are sent to. */
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answer, in milliseconds. */
  readonly startTime: number;
  stop(): Promise<void>;
}

const PROJECT = join(import.meta.dirname, '..');
const [, ...START] = manifest.scripts.start.split(' ');

/**
 * This server, started as by `npm start` with a site file and a store, in a file under `work` unless `env` says otherwise, as in
 * production. Only, its site trusts nobody unless a client is given: no call brings a token, since bare Express asks for none.
 * Its limit of calls is the highest there is.
 */
export function ours(work: string, env: Readonly<Record<string, string>> = {}, client?: Client): Recipe {
  const sites = mkdtempSync(join(work, 'sites-'));
  const site = { id: 'bench', ...(client && JSON.parse(siteFileOf(client, 'bench'))), rateLimit: 1_000_000 };
  writeFileSync(join(sites, 'bench.yaml'), JSON.stringify(site));
  const file = 'DATABASE_URL' in env ? {} : { DATA_DIR: mkdtempSync(join(work, 'data-')) };
  return { name: 'ours', args: START, env: { SITES_DIR: sites, ...file, ...env }, client };
}

/** Express that reads JSON, decides nothing and answers a constant card. */
const EXPRESS: Recipe = {
  name: 'bare Express',
  args: ['bench/baselines/express.js'],
  env: { NODE_ENV: 'production' },
};

/** Sends a body. `authorization` is undefined where no token is asked for. */
export function post(url: string, { text }: Body, authorization: string | undefined): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
  return fetch(url, { method: 'POST', headers, body: text });
}

/** Number of cards of an answer; undefined if it is no success, or there is no server yet. */
async function cardCount({ url, client }: Pick<Server, 'url' | 'client'>, body: Body): Promise<number | undefined> {
  const response = await post(url, body, await client?.bearer()).catch(() => undefined);
  const { cards } = ((await response?.json()) ?? {}) as { readonly cards?: readonly unknown[] };
  return response?.ok ? cards?.length : undefined;
}

/** Starts a server and waits for its first answer. Throws an Error with the end of its log if there is none. */
async function start({ name, args, env, client }: Recipe, work: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${SERVICE}`;
  // The log goes to a file as under a supervisor: a pipe would be read by the core that makes the load.
  const logFile = join(mkdtempSync(join(work, 'log-')), 'log');
  const log = openSync(logFile, 'a');
  const begun = performance.now();
  const [command, all] = nodeOnServerCore(args);
  const environment = { PATH: process.env['PATH'], ...env, PORT: String(port) };
  const child = spawn(command, all, { cwd: PROJECT, env: environment, stdio: ['ignore', log, log] });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(() => void process.off('exit', end));
  const stop = async () => {
    child.kill();
    await ended;
  };
  while ((await cardCount({ url, client }, SILENT)) === undefined) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() - begun > MOST_START_TIME) {
      await stop();
      throw new Error(`${name} does not answer:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    }
    await pause(5);
  }
  return { name, client, url, pid: child.pid ?? 0, startTime: performance.now() - begun, stop };
}

/** Starts a server, and stops it whatever happens. */
export async function withServer<T>(recipe: Recipe, work: string, use: (server: Server) => Promise<T>): Promise<T> {
  const server = await start(recipe, work);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** Starts this server and bare Express. */
export const withBoth = <T>(work: string, use: (servers: Both<Server>) => Promise<T>): Promise<T> =>
  withServer(ours(work), work, (mine) => withServer(EXPRESS, work, (express) => use({ ours: mine, express })));

/** Sends a body once. Throws an Error if the answer has not the right number of cards: wrong answers may be fast. */
export async function checkAnswer(server: Server, body: Body): Promise<void> {
  const count = await cardCount(server, body);
  if (count !== body.cards) throw new Error(`${server.name}, ${body.name}: ${count} cards and not ${body.cards}`);
}
