import { ConfigError } from './config.ts';
import { KnowledgeError } from './policies/fault.ts';
import { SitesError } from './sites/load.ts';
import { StoreError } from './store/store-error.ts';

const FAULTS = [ConfigError, KnowledgeError, SitesError, StoreError];

/** Tells a fault that the operator can mend, without a stack, and ends with code 1. Throws every other error on. */
export function tellOperator(error: unknown): void {
  const isFault = FAULTS.some((kind) => error instanceof kind);
  const isListening = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  if (!(error instanceof Error && (isFault || isListening))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
