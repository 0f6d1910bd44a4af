import { createServer, type RequestListener, type Server } from 'node:http';
import { refuseMalformed } from './malformed.ts';
import { type ConnectionFault, createPendingAnswers } from './pending-answers.ts';

/** Times in milliseconds. */
export interface ServerTimes {
  /** For the headers of a request to arrive. */
  readonly headers: number;
  /** For all of a request to arrive. */
  readonly request: number;
  /** For the client to read an answer; it is left at the latest after twice that time. */
  readonly write: number;
  /**
   * For a connection to be idle: longer than balancers and proxies keep theirs, a minute as a rule. The side that closes first
   * must be the one that sends calls, or it may send one into a connection that is just being closed.
   */
  readonly idle: number;
}

const TIMES: ServerTimes = { headers: 5000, request: 15_000, write: 15_000, idle: 75_000 };
/** Interval at which Node checks the first two, in milliseconds. */
const CHECKING_INTERVAL = 500;

/** Dependencies of the server. */
interface HttpServerDeps {
  /** Called when a connection is ended for a fault of its client. */
  readonly onFault: (fault: ConnectionFault) => void;
  readonly times?: ServerTimes;
}

/** A server that no client can hold up by sending slowly, by not reading, or by what is not even HTTP. Does not listen yet. */
export function createHttpServer(listener: RequestListener, { onFault, times = TIMES }: HttpServerDeps): Server {
  const pending = createPendingAnswers({ writeTime: times.write, onFault });
  const options = {
    headersTimeout: times.headers,
    requestTimeout: times.request,
    keepAliveTimeout: times.idle,
    connectionsCheckingInterval: CHECKING_INTERVAL,
    // Looked for with the rest that is not well-formed: Node's own answer has no body.
    requireHostHeader: false,
  };
  const malformed = refuseMalformed({ ...pending, onFault });
  return createServer(options, pending.guard(malformed.guard(listener)))
    .on('checkExpectation', pending.guard(malformed.onExpectation))
    .on('connect', malformed.onConnect)
    .on('clientError', malformed.onClientError);
}
