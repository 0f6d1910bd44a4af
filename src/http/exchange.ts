import type { Request, Response } from 'express';
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type Answer, codeOf, refusal } from './answer.ts';
import type { Headers } from './headers.ts';
import { abreast } from './turns.ts';

/** What is asked for, as log and metrics name it: never the address itself, which a client can fill with anything. */
export type Route =
  | 'discovery'
  | 'service'
  | 'feedback'
  | 'health'
  | 'ready'
  | 'metrics'
  | 'insights'
  | 'page'
  | 'unknown';

/** One request under way. Handlers add what they find out. */
export interface Exchange {
  /** A UUID: in the log, in the store, and in the header X-Request-Id of the answer. Never taken from the client. */
  readonly id: string;
  /** When it arrived, in milliseconds since 1970. */
  readonly arrived: number;
  readonly route: Route;
  site?: string;
  service?: string;
  cards?: number;
}

/** Answers a request; what it throws becomes a refusal. */
export type Handler = (request: Request, exchange: Exchange, response: Response) => Answer | Promise<Answer>;

/** What every exchange needs. */
export interface ExchangeDeps {
  readonly headers: Headers;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** True once the server is about to stop: clients are told to open new connections elsewhere. */
  readonly isDraining: () => boolean;
}

/** Hands over an answer in one write. */
function send(request: Request, response: Response, answer: Answer, { id }: Exchange, deps: ExchangeDeps): void {
  if (response.headersSent || response.destroyed) return;
  const length = Buffer.byteLength(answer.body);
  const common = deps.headers(request.headers.origin);
  const own = answer.headers;
  // What an answer says itself goes before what all answers say: names and values stand in turn.
  const overruled = new Set(Object.keys(own ?? {}).map((name) => name.toLowerCase()));
  const head = own ? common.filter((_, at) => !overruled.has(common[at - (at % 2)]?.toLowerCase() ?? '')) : [...common];
  head.push('X-Request-Id', id, 'Content-Type', answer.type, 'Content-Length', String(length));
  for (const name in answer.headers) head.push(name, answer.headers[name] ?? '');
  if (deps.isDraining()) head.push('Connection', 'close');
  response.writeHead(answer.status, head);
  // A text of ASCII alone is the same in both, and Node writes this one at half the cost.
  response.end(answer.body, length === answer.body.length ? 'latin1' : 'utf8');
}

/** Answers a request by a handler. */
export type Run = (route: Route, handler: Handler, request: Request, response: Response) => Promise<void>;

/** Gives each request its id, answers it once, then tells log and metrics. */
export function createExchanges(deps: ExchangeDeps): Run {
  const { log, metrics, newUuid, now } = deps;
  const failed = (error: unknown, { id }: Exchange): Answer => {
    const code = codeOf(error);
    if (code === 'internal') log.failed({ id, code, error });
    return error instanceof RequestError ? refusal(code, error.problems, error.headers) : refusal(code);
  };
  return async (route, handler, request, response) => {
    const started = performance.now();
    const exchange: Exchange = { id: newUuid(), arrived: now(), route };
    let answer: Answer;
    try {
      answer = await handler(request, exchange, response);
    } catch (error) {
      answer = failed(error, exchange);
    }
    send(request, response, answer, exchange, deps);
    const milliseconds = Math.round((performance.now() - started) * 100) / 100;
    await abreast();
    answer.afterwards?.(milliseconds);
    await abreast();
    metrics.answered(exchange, answer, milliseconds);
    log.answered(exchange, answer, milliseconds);
  };
}
