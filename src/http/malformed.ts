import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { outcomeOf } from '../errors.ts';

/** Answers what is not even HTTP (headers too long, broken framing), where no middleware is reached. */
export function refuseMalformed(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(outcomeOf('malformed-http'));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
