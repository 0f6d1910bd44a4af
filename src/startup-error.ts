import { ConfigError } from './config.ts';
import { FaultsError } from './policies/fault.ts';
import { StoreError } from './store/store-error.ts';

const FAULTS = [ConfigError, FaultsError, StoreError];

/** For errors of the system, which variable to set. */
const ADVICE: Readonly<Record<string, (error: SystemError) => string>> = {
  EADDRINUSE: ({ address, port }) =>
    `PORT ${port} of ${address} is taken by another program: set another PORT, or end that one`,
  EADDRNOTAVAIL: ({ address }) =>
    `HOST ${address} is no address of this machine: set HOST to one that is, or to 0.0.0.0`,
  ENOTFOUND: ({ hostname }) => `HOST ${hostname} is no name that this machine knows: set HOST to an address`,
  EACCES: ({ port }) => `PORT ${port} is not for this user: set PORT to one above 1023`,
};

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
}

/** An error of `listen`, or of the look-up of the host before it. */
const isListening = (error: unknown): error is SystemError =>
  error instanceof Error && 'syscall' in error && (error.syscall === 'listen' || error.syscall === 'getaddrinfo');

/** A fault that the operator can mend, in words; undefined for every other error. */
export function adviceFor(error: unknown): string | undefined {
  if (isListening(error)) return ADVICE[error.code]?.(error) ?? error.message;
  // The store may be called by others, who know nothing of variables.
  if (error instanceof StoreError && !/[A-Z]_[A-Z]/.test(error.message))
    return `${error.message} DATA_DIR or DATABASE_URL says where it is.`;
  return error instanceof Error && FAULTS.some((kind) => error instanceof kind) ? error.message : undefined;
}
