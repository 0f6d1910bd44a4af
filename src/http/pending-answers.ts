import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why a connection was ended from here. */
export type ConnectionFault = 'unread-answer' | 'too-many-pending' | 'malformed-http' | 'too-slow';

export interface PendingAnswersOptions {
  /** From the headers of a request to the last byte of its answer, in milliseconds. */
  readonly answerTime: number;
  /** Most answers that one connection may wait for. No client of CDS Hooks sends the next request before the answer to the last. */
  readonly mostPending?: number;
  readonly onFault: (fault: ConnectionFault) => void;
}

/** Knows the answers that each connection waits for. */
export interface PendingAnswers {
  /** Ends connections that send ever more requests, or do not read what they are answered; leaves all others to the listener. */
  guard(listener: RequestListener): RequestListener;
  /** True if an answer on this connection has begun and not ended: nothing may be written in between. */
  isAnswering(socket: Duplex): boolean;
}

const MOST_PENDING = 20;

export function createPendingAnswers({
  answerTime,
  mostPending = MOST_PENDING,
  onFault,
}: PendingAnswersOptions): PendingAnswers {
  const pending = new WeakMap<Duplex, Set<ServerResponse>>();
  const end = (socket: Duplex, fault: ConnectionFault) => {
    if (!socket.destroyed) onFault(fault);
    socket.destroy();
  };
  const wait = ({ socket }: IncomingMessage, response: ServerResponse): number => {
    const answers = pending.get(socket) ?? new Set();
    pending.set(socket, answers.add(response));
    const timer = setTimeout(end, answerTime, socket, 'unread-answer').unref();
    response.once('close', () => {
      clearTimeout(timer);
      answers.delete(response);
    });
    return answers.size;
  };
  return {
    guard: (listener) => (request, response) => {
      if (request.socket.destroyed) return;
      if (wait(request, response) > mostPending) end(request.socket, 'too-many-pending');
      else listener(request, response);
    },
    isAnswering: (socket) => [...(pending.get(socket) ?? [])].some(({ headersSent }) => headersSent),
  };
}
