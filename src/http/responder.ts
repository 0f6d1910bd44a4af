import type { Request, RequestHandler, Response } from 'express';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type Answer, errorCodeOf, refusalAnswer } from './answer.ts';

/** Route label for log and metrics: never the address itself, which a client can fill with anything. */
export type Route =
  | 'discovery'
  | 'service'
  | 'feedback'
  | 'questionnaire-package'
  | 'health'
  | 'ready'
  | 'metrics'
  | 'insights'
  | 'fhir'
  | 'page'
  | 'unknown';

/** One request under way. Handlers add what they find out. */
export interface RequestContext {
  /** A UUID: in the log, in the store, and in the header X-Request-Id of the answer. Never taken from the client. */
  readonly id: string;
  /** Time of arrival, in milliseconds since 1970. */
  readonly arrived: number;
  readonly route: Route;
  site?: string;
  service?: string;
  cards?: number;
  /** As the client sent it. */
  hookInstance?: string | undefined;
}

/** Answers a request; what it throws becomes a refusal. */
export type Handler = (request: Request, context: RequestContext, response: Response) => Answer | Promise<Answer>;

/** Dependencies of answering requests. */
interface ResponderDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** True once the server is about to stop: clients are told to open new connections elsewhere. */
  readonly isDraining: () => boolean;
}

/** Makes Express answer by a handler. */
export type Responder = (route: Route, handler: Handler) => RequestHandler;

/** Gives each request its id, answers it once, then tells log and metrics. */
export function createResponder({ log, metrics, newUuid, now, isDraining }: ResponderDeps): Responder {
  const failed = (error: unknown, { id }: RequestContext): Answer => {
    const code = errorCodeOf(error);
    if (code === 'internal') log.failed({ id, code, error });
    return error instanceof RequestError ? refusalAnswer(code, error.problems, error.headers) : refusalAnswer(code);
  };
  const send = (response: Response, { status, type, body, headers }: Answer, { id }: RequestContext): void => {
    if (response.headersSent || response.destroyed) return;
    const closing = isDraining() ? { Connection: 'close' } : {};
    const length = Buffer.byteLength(body);
    response
      .writeHead(status, { 'X-Request-Id': id, 'Content-Type': type, 'Content-Length': length, ...headers, ...closing })
      .end(body);
  };
  return (route, handler) => async (request, response) => {
    const started = performance.now();
    const context: RequestContext = { id: newUuid(), arrived: now(), route };
    let answer: Answer;
    try {
      answer = await handler(request, context, response);
    } catch (error) {
      answer = failed(error, context);
    }
    send(response, answer, context);
    const milliseconds = Math.round((performance.now() - started) * 100) / 100;
    answer.onSent?.(milliseconds);
    metrics.answered(context, answer, milliseconds);
    log.answered(context, answer, milliseconds);
  };
}
