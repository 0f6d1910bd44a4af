import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atExit } from './clean-up.ts';
import { nodeAt, type Place } from './cores.ts';

const POLL_TIME = 5;
const MOST_START_TIME = 120_000;
const MOST_STOP_TIME = 15_000;

/** How a server process is started, and what tells that it answers. */
export interface Recipe {
  readonly name: string;
  /** File in bench/. */
  readonly file: string;
  /** Arguments of the file. */
  readonly args?: readonly string[];
  /** Flags for Node. */
  readonly flags?: readonly string[];
  /** Path of another Node than this one. */
  readonly node?: string;
  readonly place: Place;
  /** The whole environment but PATH and PORT: what the person who measures has set does not count. */
  readonly env: Readonly<Record<string, string>>;
  /** Path of the first call; with a body it is a POST. */
  readonly first: { readonly path: string; readonly body?: string };
  /** File in bench/ that runs inside the server before it, and speaks over IPC. */
  readonly inside?: string;
}

/** A server process that answers. */
export interface Target {
  readonly name: string;
  /** Base address, without a final slash. */
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to its first right answer, in milliseconds. */
  readonly startTime: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function answers(origin: string, { path, body }: Recipe['first']): Promise<boolean> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  try {
    const response = await fetch(`${origin}${path}`, body === undefined ? {} : { ...post, body });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  await new Promise<void>((exited) => child.once('exit', () => exited()));
}

async function stopChild(child: ChildProcess): Promise<void> {
  child.kill();
  const force = setTimeout(() => child.kill('SIGKILL'), MOST_STOP_TIME);
  await ended(child);
  clearTimeout(force);
}

/** The process, its output in a file as under a supervisor: a pipe would be read by the core that makes the load. */
function launch(
  { file, args: own = [], flags = [], node, place, env, inside }: Recipe,
  port: number,
  logFile: string,
): ChildProcess {
  const here = (name: string) => join(import.meta.dirname, name);
  const imports = inside === undefined ? [] : ['--import', here(inside)];
  const { command, args } = nodeAt(place, [...flags, ...imports, here(file), ...own], node);
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], ...env, PORT: String(port) },
    stdio: inside === undefined ? ['ignore', log, log] : ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

/** Starts a server and waits for its first right answer. Throws an Error with the end of its log if there is none. */
export async function start(recipe: Recipe): Promise<Target> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'bench-log-'));
  const logFile = join(folder, 'log');
  const begun = performance.now();
  const child = launch(recipe, port, logFile);
  const forgetAll = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  };
  const forgotten = atExit(forgetAll);
  const stop = async () => {
    await stopChild(child);
    forgotten();
    forgetAll();
  };
  while (!(await answers(origin, recipe.first))) {
    if (hasEnded(child) || performance.now() - begun > MOST_START_TIME) {
      const log = readFileSync(logFile, 'utf8').slice(-2000);
      await stop();
      throw new Error(`${recipe.name} does not answer:\n${log}`);
    }
    await pause(POLL_TIME);
  }
  const startTime = performance.now() - begun;
  if (child.pid === undefined) throw new Error(`${recipe.name} has no process`);
  return { name: recipe.name, origin, pid: child.pid, startTime, child, stop };
}
