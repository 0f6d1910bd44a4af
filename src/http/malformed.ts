import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, operationOutcome } from '../errors.ts';
import type { ConnectionFault, PendingAnswers } from './pending-answers.ts';

interface Refusal {
  readonly status: number;
  readonly code: ConnectionFault & ErrorCode;
}

const MALFORMED: Refusal = { status: 400, code: 'malformed-http' };
/** Statuses for what Node's parser refuses. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'malformed-http' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too-slow' },
};

/** Time for a client to read the refusal and close the connection, in milliseconds. */
const LINGER = 1000;

/** Dependencies of refusing what is not HTTP. */
export interface MalformedDeps extends Pick<PendingAnswers, 'lastOwed'> {
  readonly onFault: (fault: ConnectionFault) => void;
}

/**
 * Answers what is not even HTTP (headers too long, broken framing, bytes that do not come), where no middleware is reached,
 * and ends the connection; without an answer of its own if earlier requests wait for theirs.
 */
export function refuseMalformed({ lastOwed, onFault }: MalformedDeps) {
  const refused = new WeakSet<Duplex>();
  return (error: Error & { readonly code?: string }, socket: Duplex): void => {
    // The parser tells of what comes after the fault, too.
    if (refused.has(socket)) return;
    refused.add(socket);
    if (error.code === 'ECONNRESET' || socket.destroyed) {
      socket.destroy();
      return;
    }
    const { status, code } = REFUSALS[error.code ?? ''] ?? MALFORMED;
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
    const body = JSON.stringify(operationOutcome(code));
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
}
