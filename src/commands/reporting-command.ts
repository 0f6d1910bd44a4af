import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { forTerminal } from '../visible-text.ts';
import { printFailure } from './failure.ts';
import type { Report } from './report.ts';

/** Runs a command, prints its report and sets the exit code. */
export async function printReport(
  { json = false }: { readonly json?: boolean },
  run: () => Promise<Report>,
): Promise<void> {
  try {
    const { text, data, failed = false } = await run();
    process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : `${forTerminal(text)}\n`);
    if (failed) process.exitCode = 1;
  } catch (error) {
    printFailure(error, json);
  }
}

/** Runs a command that prints lines as they come, no faster than they are read, and sets the exit code. */
export async function printLines(run: () => Promise<AsyncIterable<string>>): Promise<void> {
  try {
    await pipeline(await run(), process.stdout, { end: false });
  } catch (error) {
    // The reader has closed the pipe early.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return;
    printFailure(error);
  }
}

/** A command that reports: with `--json`, and without what it does not know. */
export function reportingCommand(parent: Command, nameAndArguments: string, description: string): Command {
  return parent.command(nameAndArguments).description(description).option('--json', 'print what a program can read');
}
