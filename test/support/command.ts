import { runCommandLine } from '../../src/commands/command-line.ts';
import { ownStore } from './program.ts';

/**
 * Runs a command of the command line to its end, as a process of its own would, but in this one, which has loaded what it needs: with
 * nothing in its environment but what is given, and a store of its own unless told otherwise.
 */
export async function spineCoverage(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { env, stdout, stderr } = process;
  const writes = [stdout, stderr].map((stream) => [stream, stream.write] as const);
  let output = '';
  const write: typeof stdout.write = (text, ...rest: readonly unknown[]) => {
    output += String(text);
    const onWritten = rest.at(-1);
    if (typeof onWritten === 'function') onWritten();
    return true;
  };
  for (const [stream] of writes) stream.write = write;
  process.env = { ...ownStore(environment), ...environment };
  try {
    await runCommandLine(args);
    return { code: process.exitCode ?? 0, output };
  } finally {
    for (const [stream, before] of writes) stream.write = before;
    process.env = env;
    process.exitCode = undefined;
  }
}
