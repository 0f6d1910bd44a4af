import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Reason why the server ended a connection. */
export type ConnectionFault = 'unread-answer' | 'too-many-pending' | 'malformed-http' | 'too-slow';

/** Limits of a connection, and who hears of its end. */
interface PendingAnswersOptions {
  /** For a client to read an answer, in milliseconds; it is left at the latest after twice that time. */
  readonly writeTime: number;
  /** Most answers that one connection may wait for. No client of CDS Hooks sends the next request before the answer to the last. */
  readonly mostPending?: number;
  readonly onFault: (fault: ConnectionFault) => void;
}

/** Knows the answers that each connection waits for. */
export interface PendingAnswers {
  /**
   * Hands the requests of a connection to the listener one after another, so that it takes from others no more than one that
   * waits for its answers. Ends connections that send ever more requests, or do not read what they are answered.
   */
  guard(listener: RequestListener): RequestListener;
  /** The last of the answers that must be written to this connection before anything else may be: to requests that came whole. */
  lastOwed(socket: Duplex): ServerResponse | undefined;
}

interface Pending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly start: () => void;
}

/** Answers that one connection may wait for, unless told otherwise. */
const MOST_PENDING = 20;

/** Keeps for each connection the answers it waits for, in the order of its requests. */
export function createPendingAnswers({
  writeTime,
  mostPending = MOST_PENDING,
  onFault,
}: PendingAnswersOptions): PendingAnswers {
  const connections = new WeakMap<Duplex, Pending[]>();
  const end = (socket: Duplex, fault: ConnectionFault) => {
    if (!socket.destroyed) onFault(fault);
    socket.destroy();
  };
  const wait = (socket: Duplex, pending: Pending): readonly Pending[] => {
    const queue = connections.get(socket) ?? [];
    connections.set(socket, queue);
    queue.push(pending);
    let wasAnswered = false;
    const timer = setInterval(() => {
      if (wasAnswered) end(socket, 'unread-answer');
      wasAnswered = pending.response.writableEnded;
    }, writeTime).unref();
    pending.response.once('close', () => {
      clearInterval(timer);
      queue.splice(queue.indexOf(pending), 1);
      if (!socket.destroyed) queue[0]?.start();
    });
    return queue;
  };
  return {
    guard: (listener) => (request, response) => {
      if (request.socket.destroyed) return;
      const queue = wait(request.socket, { request, response, start: () => listener(request, response) });
      if (queue.length > mostPending) end(request.socket, 'too-many-pending');
      else if (queue.length === 1) listener(request, response);
    },
    lastOwed: (socket) =>
      connections.get(socket)?.findLast(({ request, response }) => request.complete || response.headersSent)?.response,
  };
}
