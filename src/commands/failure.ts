import { CommanderError } from 'commander';
import { RequestError } from '../errors.ts';
import { KnowledgeError } from '../policies/fault.ts';
import { SitesError } from '../sites/load.ts';
import { adviceFor } from '../startup-error.ts';
import { UsageError } from './report.ts';

/** An error as a command tells it. Code 1: something is wrong with what was looked at; code 2: with how it was called. */
export interface Failure {
  readonly text: string;
  readonly data: unknown;
  readonly code: 1 | 2;
}

const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'is a file, where a folder is needed',
};

/** Describes a file or folder that was named and is not there, or cannot be used; returns undefined for any other error. */
function fileTrouble(error: unknown): string | undefined {
  // Such an error does not name the folder.
  if (error instanceof Error && 'code' in error && error.code === 'EISDIR')
    return 'a folder was named where a file is needed';
  if (!(error instanceof Error && 'syscall' in error && 'path' in error && 'code' in error)) return undefined;
  return `${String(error.path)}: ${TROUBLES[String(error.code)] ?? `cannot be used (${String(error.code)})`}`;
}

/** Formats an error of a command: never with a stack, unless it is unexpected and `debug` is set. */
export function failureOf(error: unknown, debug: boolean): Failure {
  if (error instanceof UsageError) return { text: error.message, data: { error: error.message }, code: 2 };
  if (error instanceof CommanderError) return { text: '', data: { error: error.message }, code: 2 };
  if (error instanceof KnowledgeError || error instanceof SitesError)
    return { text: `${error.message}\n${faultCount(error.faults.length)}`, data: { faults: error.faults }, code: 1 };
  if (error instanceof RequestError) {
    const problems = error.problems.map(({ element, text }) => `\n  ${element} ${text}`).join('');
    return { text: `${error.message}${problems}`, data: { error: error.message, problems: error.problems }, code: 1 };
  }
  const trouble = adviceFor(error) ?? fileTrouble(error);
  const message = trouble ?? (error instanceof Error ? error.message : String(error));
  if (trouble !== undefined) return { text: message, data: { error: message }, code: 1 };
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  return {
    text: `failed: ${message} (LOG_LEVEL=debug shows where)${stack}`,
    data: { error: message },
    code: 1,
  };
}

/** `1 fault`, `2 faults`. */
export function faultCount(faults: number): string {
  return `${faults} fault${faults === 1 ? '' : 's'}`;
}
