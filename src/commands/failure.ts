import { counted } from '../counted.ts';
import { RequestError } from '../errors.ts';
import { FaultsError } from '../policies/fault.ts';
import { adviceFor } from '../startup-error.ts';
import { forTerminal } from '../visible-text.ts';
import { UsageError } from './usage-error.ts';

/** An error as a command tells it. Code 1: something is wrong with what was looked at; code 2: with how it was called. */
interface Failure {
  readonly text: string;
  readonly data: unknown;
  readonly code: 1 | 2;
}

/** Troubles with a file or folder that was named, by the code of the system. */
export const FILE_TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'is a file, where a folder is needed',
};

/** Describes a file or folder that was named and is not there, or cannot be used; returns undefined for any other error. */
function fileTrouble(error: unknown): string | undefined {
  // Such an error does not name the folder.
  if (error instanceof Error && 'code' in error && error.code === 'EISDIR')
    return 'a folder was named where a file is needed';
  if (!(error instanceof Error && 'syscall' in error && 'path' in error && 'code' in error)) return undefined;
  return `${String(error.path)}: ${FILE_TROUBLES[String(error.code)] ?? `cannot be used (${String(error.code)})`}`;
}

/** Formats an error of a command: never with a stack, unless it is unexpected and LOG_LEVEL is debug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) return { text: error.message, data: { error: error.message }, code: 2 };
  if (error instanceof FaultsError)
    return {
      text: `${error.message}\n${counted(error.faults.length, 'fault')}`,
      data: { faults: error.faults },
      code: 1,
    };
  if (error instanceof RequestError) {
    const problems = error.problems.map(({ element, text }) => `\n  ${element} ${text}`).join('');
    return { text: `${error.message}${problems}`, data: { error: error.message, problems: error.problems }, code: 1 };
  }
  const trouble = adviceFor(error) ?? fileTrouble(error);
  const message = trouble ?? (error instanceof Error ? error.message : String(error));
  if (trouble !== undefined) return { text: message, data: { error: message }, code: 1 };
  const stack = process.env['LOG_LEVEL'] === 'debug' && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  return {
    text: `failed: ${message} (LOG_LEVEL=debug shows where)${stack}`,
    data: { error: message },
    code: 1,
  };
}

/** Prints an error of a command, to stderr or with `json` to stdout, and sets the exit code. */
export function printFailure(error: unknown, json = false): void {
  const { text, data, code } = failureOf(error);
  if (json) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
  else process.stderr.write(`${forTerminal(text)}\n`);
  process.exitCode = code;
}
