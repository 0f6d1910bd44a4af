import { type IncomingMessage, type RequestListener, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, operationOutcome } from '../errors.ts';
import type { ConnectionFault, PendingAnswers } from './pending-answers.ts';
import { isTarget } from './request-target.ts';

interface ConnectionRefusal {
  readonly status: number;
  readonly code: ConnectionFault & ErrorCode;
}

const MALFORMED: ConnectionRefusal = { status: 400, code: 'malformed-http' };
const UNMET_EXPECTATION: ConnectionRefusal = { status: 417, code: 'malformed-http' };
const NO_TUNNEL: ConnectionRefusal = { status: 501, code: 'malformed-http' };
/** Statuses for what Node's parser refuses. */
const REFUSALS_BY_CODE: Readonly<Record<string, ConnectionRefusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'malformed-http' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too-slow' },
};

/** Time for a client to read the refusal and close the connection, in milliseconds. */
const LINGER = 1000;

/** Dependencies of refusing what is not HTTP. */
interface MalformedDeps extends Pick<PendingAnswers, 'lastOwed'> {
  readonly onFault: (fault: ConnectionFault) => void;
}

const bodyOf = ({ code }: ConnectionRefusal) => JSON.stringify(operationOutcome(code));
const headersOf = (body: string) => ({
  'Content-Type': 'application/fhir+json',
  'Content-Length': Buffer.byteLength(body),
  Connection: 'close',
});

/** True for a request with a Host, which HTTP/1.1 demands (RFC 9112 §3.2), and a target that this server can look for. */
const isWellFormed = (request: IncomingMessage) =>
  (request.headers.host !== undefined || request.httpVersion !== '1.1') && isTarget(request.url ?? '');

/**
 * Answers what is not even HTTP (headers too long, broken framing, bytes that do not come), where no middleware is reached,
 * and ends the connection; without an answer of its own if earlier requests wait for theirs.
 */
export function refuseMalformed({ lastOwed, onFault }: MalformedDeps) {
  const end = (socket: Duplex, refusal: ConnectionRefusal): void => {
    const { status, code } = refusal;
    onFault(code);
    const owed = lastOwed(socket);
    if (owed) {
      owed.once('close', () => socket.destroy());
      return;
    }
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const body = bodyOf(refusal);
    const headers = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('')}\r\n${body}`);
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
  const answer: (refusal: ConnectionRefusal) => RequestListener = (refusal) => (_request, response) => {
    onFault(refusal.code);
    const body = bodyOf(refusal);
    response.writeHead(refusal.status, headersOf(body)).end(body);
  };
  const refused = new WeakSet<Duplex>();
  return {
    /** Listener for what Node's parser refuses. */
    onClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
      // The parser tells of what comes after the fault, too.
      if (refused.has(socket)) return;
      refused.add(socket);
      if (error.code === 'ECONNRESET' || socket.destroyed) socket.destroy();
      else end(socket, REFUSALS_BY_CODE[error.code ?? ''] ?? MALFORMED);
    },
    /** Listener for CONNECT, of which Node hands over the connection itself. */
    onConnect(_request: IncomingMessage, socket: Duplex): void {
      socket.on('error', () => socket.destroy());
      end(socket, NO_TUNNEL);
    },
    /** Listener for an expectation that is not `100-continue` (RFC 9110 §10.1.1). */
    onExpectation: answer(UNMET_EXPECTATION),
    /** Hands on what is well-formed. */
    guard: (listener: RequestListener): RequestListener => {
      const refuse = answer(MALFORMED);
      return (request, response) => (isWellFormed(request) ? listener : refuse)(request, response);
    },
  };
}
