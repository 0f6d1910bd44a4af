import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseMalformed } from '../../src/http/malformed.ts';
import { startApp } from '../support/server.ts';

const server = createServer(startApp()).on('clientError', refuseMalformed);
beforeAll(() => new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready)));
afterAll(() => new Promise((closed) => void server.close(closed)));

/** What comes back for these bytes before the connection ends. */
function exchange(sent: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(sent);
  return text(socket);
}

describe('what is not even HTTP', () => {
  it.each([
    ['no request line', 'hello\r\n\r\n', 400],
    ['a broken header', 'GET /cds-services HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ])('G10 %s is answered with an OperationOutcome and the end of the connection', async (_name, sent, status) => {
    const [head = '', body = ''] = (await exchange(sent)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} \\w`));
    expect(head).toMatch(/\r\nConnection: close/);
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body).issue[0].details.coding[0].code).toBe('malformed-http');
  });

  it('leaves the server ready for the next call', async () => {
    await exchange('hello\r\n\r\n');
    const answer = await exchange('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
  });
});
