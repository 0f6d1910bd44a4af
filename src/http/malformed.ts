import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, outcomeOf } from '../errors.ts';

/** Statuses for what Node's parser refuses. */
const REFUSED: Readonly<Record<string, { readonly status: number; readonly code: ErrorCode }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'malformed-http' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too-slow' },
};

/** Answers what is not even HTTP (headers too long, broken framing, bytes that do not come), where no middleware is reached. */
export function refuseMalformed(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, code } = REFUSED[error.code ?? ''] ?? { status: 400, code: 'malformed-http' };
  const body = JSON.stringify(outcomeOf(code));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
