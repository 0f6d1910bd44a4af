import { type DestinationStream, pino } from 'pino';
import type { ErrorCode } from './errors.ts';

/** The log. Each event has its own fields; there is no way to log a request, a resource or a message of unknown content. */
export interface Log {
  /** A request failed by our fault. The error's message is left out: it may hold what the request said. */
  failed(event: { readonly code: ErrorCode; readonly error: unknown }): void;
  /** A client called with a hookInstance that is no UUID (CDS Hooks §HTTP Request asks for one). */
  oddHookInstance(event: { readonly service: string }): void;
  /** The client sent, or its FHIR server gave, resources of another patient; they were passed over. */
  foreignResources(event: { readonly service: string; readonly count: number }): void;
  stopped(event: { readonly signal: string }): void;
}

/** The kind of an error and where it arose. The message is cut off first: it may hold lines that look like places. */
function framesOf(error: unknown): { readonly kind: string; readonly frames: readonly string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, frames: [] };
  const stack = error.stack ?? '';
  const afterMessage = stack.slice(stack.indexOf(error.message) + error.message.length);
  const frames = afterMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return { kind: error.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}

/** Structured log lines on stdout, or on the given stream. */
export function createLog(level: string, stream?: DestinationStream): Log {
  const logger = pino({ level, base: null }, stream ?? pino.destination(1));
  return {
    failed: ({ code, error }) => logger.error({ code, ...framesOf(error) }, 'request failed'),
    oddHookInstance: ({ service }) => logger.info({ service }, 'hookInstance is no UUID'),
    foreignResources: ({ service, count }) => logger.warn({ service, count }, 'resources of another patient'),
    stopped: ({ signal }) => logger.info({ signal }, 'stopped'),
  };
}
