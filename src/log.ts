import { type DestinationStream, type LoggerOptions, pino } from 'pino';
import type { Refusal } from './auth/refusal.ts';
import type { ErrorCode } from './errors.ts';
import type { AlarmKind } from './monitoring/alarm.ts';
import { DEVELOPMENT_MODE } from './sites/mode.ts';

/** One request that was answered. */
interface Answered {
  readonly id: string;
  readonly route: string;
  readonly site?: string;
  readonly service?: string;
  readonly cards?: number;
}

/** An alarm by its labels, without the names that clients use. */
interface AlarmEvent {
  readonly site: string;
  readonly policy?: string;
  readonly kind: AlarmKind;
  readonly since: string;
}

/** The log. Each event has its own fields; there is no way to log a request, a resource or a message of unknown content. */
export interface Log {
  /**
   * A request was answered. One line for each, but not for `/health`, `/ready` and `/metrics`; those that were too many are
   * counted together in one line a second.
   */
  answered(
    request: Answered,
    answer: { readonly status: number; readonly code?: ErrorCode },
    milliseconds: number,
  ): void;
  /** A request failed by our fault. The error's message is left out: it may hold what the request said. */
  failed(event: { readonly id: string; readonly code: ErrorCode; readonly error: unknown }): void;
  /** A client was not authenticated. The reason is told here and nowhere else. */
  refusedClient(event: { readonly id: string; readonly reason: Refusal; readonly site?: string | undefined }): void;
  /** A client called with a hookInstance that is no UUID (CDS Hooks §HTTP Request asks for one). */
  oddHookInstance(event: { readonly id: string; readonly service: string }): void;
  /** The call's `fhirAuthorization` cannot be used; the element that is at fault, and never its value. */
  unusableAuthorization(event: { readonly id: string; readonly service: string; readonly element: string }): void;
  /** The client sent, or its FHIR server gave, resources of another patient; they were passed over. */
  foreignResources(event: { readonly id: string; readonly service: string; readonly count: number }): void;
  /** Feedback was read: how many entries are kept, and how many were refused. */
  feedback(event: { readonly id: string; readonly kept: number; readonly refused: number }): void;
  /** There is no site file, or one without trust: everybody may call. */
  developmentMode(): void;
  /** The keys of a client could not be fetched; those at hand go on. The host is one of a site file. */
  keysUnreachable(event: { readonly host: string }): void;
  /** The store cannot be reached. The message is the store's own, never the driver's. */
  storeDown(event: { readonly message: string }): void;
  /** Insights could not be read from the store. The message is the store's own, never the driver's. */
  insightsUnread(event: { readonly message: string }): void;
  /** Other processes use the file of the store; `count` of them. */
  otherProcesses(event: { readonly count: number }): void;
  /** Calls are lost to the store for good; `count` of them. */
  lost(event: { readonly count: number }): void;
  /**
   * Knowledge and site files were read anew: taken, with the policies that have another mode and the sites whose files say more
   * that waits for the next start; or refused with the faults, and then the old state goes on.
   */
  reloaded(event: {
    readonly knowledge: string;
    readonly modes: readonly string[];
    readonly waiting: readonly string[];
  }): void;
  notReloaded(event: { readonly faults: readonly string[] }): void;
  /** Something has changed at a site, of which `/health` and insights tell more; and is as before, or has become usual. */
  alarmRaised(event: AlarmEvent): void;
  alarmEnded(event: AlarmEvent): void;
  /** Alarms last from before the start; `count` of them. */
  alarmsLast(event: { readonly count: number }): void;
  draining(event: { readonly signal: string }): void;
  stopped(event: { readonly signal: string }): void;
}

/**
 * The kind of an error and where it arose. The message is cut off first: it may hold lines that look like places. If the
 * stack does not hold the message, no place is given: the end of the message cannot be told.
 */
function framesOf(error: unknown): { readonly kind: string; readonly frames: readonly string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, frames: [] };
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  const afterMessage = start === -1 ? '' : stack.slice(start + error.message.length);
  const frames = afterMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return { kind: error.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}

const QUIET = new Set(['health', 'ready', 'metrics']);
const OPTIONS: LoggerOptions = { base: null };
/** Refusals for too many calls are summed up over so many milliseconds: whoever calls too often must not fill the log. */
const SUMMED_UP = 1000;

/** Structured log lines. */
export function createLog(level: string, output: DestinationStream): Log {
  const logger = pino({ ...OPTIONS, level }, output);
  let tooMany = 0;
  const tellTooMany = () => {
    logger.warn({ count: tooMany }, 'too many requests');
    tooMany = 0;
  };
  const refuseTooMany = () => {
    tooMany += 1;
    if (tooMany === 1) setTimeout(tellTooMany, SUMMED_UP).unref();
  };
  return {
    answered({ id, route, site, service, cards }, { status, code }, milliseconds) {
      if (code === 'too-many-requests') return refuseTooMany();
      if (QUIET.has(route)) return;
      logger.info({ id, route, site, service, status, code, cards, ms: milliseconds }, 'answered');
    },
    failed: ({ id, code, error }) => logger.error({ id, code, ...framesOf(error) }, 'request failed'),
    refusedClient: ({ id, reason, site }) => logger.warn({ id, reason, site }, 'client not authenticated'),
    oddHookInstance: ({ id, service }) => logger.info({ id, service }, 'hookInstance is no UUID'),
    unusableAuthorization: ({ id, service, element }) =>
      logger.info({ id, service, element }, 'fhirAuthorization cannot be used'),
    foreignResources: ({ id, service, count }) => logger.warn({ id, service, count }, 'resources of another patient'),
    feedback: ({ id, kept, refused }) => logger.info({ id, kept, refused }, 'feedback'),
    developmentMode: () => logger.warn(`DEVELOPMENT MODE: ${DEVELOPMENT_MODE}. Loopback only.`),
    keysUnreachable: ({ host }) => logger.error({ host }, 'keys cannot be fetched'),
    storeDown: ({ message }) => logger.error({ reason: message }, 'the store cannot be reached'),
    insightsUnread: ({ message }) => logger.error({ reason: message }, 'insights could not be read'),
    otherProcesses: ({ count }) => logger.warn({ count }, 'other processes use the file of the store'),
    lost: ({ count }) => logger.error({ count }, 'calls are lost to the store'),
    reloaded: ({ knowledge, modes, waiting }) => logger.info({ knowledge, modes, waiting }, 'knowledge reloaded'),
    notReloaded: ({ faults }) => logger.error({ faults }, 'knowledge or site files have faults: the old ones go on'),
    alarmRaised: ({ site, policy, kind, since }) => logger.warn({ site, policy, kind, since }, 'alarm raised'),
    alarmEnded: ({ site, policy, kind, since }) => logger.info({ site, policy, kind, since }, 'alarm ended'),
    alarmsLast: ({ count }) => logger.warn({ count }, 'alarms last'),
    draining: ({ signal }) => logger.info({ signal }, 'stopping'),
    stopped: ({ signal }) => logger.info({ signal }, 'stopped'),
  };
}
