import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { PROJECT } from './knowledge.ts';

// The programs as an operator starts them: own process, own environment, real signals.

/** A program of the project under way. */
interface Program {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves with the exit code once the program has ended; null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await gone;
}

/** An empty folder that is there until the test ends and its programs are gone. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a program of src/ with nothing in its environment but what is given; it is gone when the test ends. */
export function run(
  program: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, [join(PROJECT, 'src', program), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => end(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** A store of its own for a program, unless its environment names a database. */
export const ownStore = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  'DATABASE_URL' in environment ? {} : { DATA_DIR: dataFolder() };

/** A server that listens. */
export interface ServerProgram extends Program {
  /** Address of discovery. */
  readonly discovery: string;
  /** Base address, without a final slash. */
  readonly base: string;
}

/** Starts the server on any free port, with a store of its own unless told otherwise. */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<ServerProgram> {
  const program = run('main.js', ['serve'], { PORT: '0', ...ownStore(environment), ...environment });
  await expect.poll(program.output).toMatch(/^Try: curl/m);
  const [, discovery = ''] = /CDS Hooks discovery at (\S+)/.exec(program.output()) ?? [];
  return { ...program, discovery, base: new URL(discovery).origin };
}

/** Posts JSON. */
export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
