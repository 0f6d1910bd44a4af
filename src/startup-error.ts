import { ConfigError } from './config.ts';
import { KnowledgeError } from './policies/fault.ts';
import { SitesError } from './sites/load.ts';
import { StoreError } from './store/store-error.ts';

const FAULTS = [ConfigError, KnowledgeError, SitesError, StoreError];

/** True for a fault that the operator can mend. */
export function isForOperator(error: unknown): error is Error {
  const isListening = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  return isListening || FAULTS.some((kind) => error instanceof kind);
}

/** Tells a fault that the operator can mend, without a stack, and ends with code 1. Throws every other error on. */
export function tellOperator(error: unknown): void {
  if (!isForOperator(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
