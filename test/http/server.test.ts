import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpServer, type ServerTimes } from '../../src/http/server.ts';
import { startApp } from '../support/server.ts';

const app = startApp();

/** A server with short times, and a client with a connection to it. */
async function world(listener: RequestListener = app, times: Partial<ServerTimes> = {}) {
  const faults: string[] = [];
  const server = createHttpServer(listener, {
    onFault: (fault) => faults.push(fault),
    times: { headers: 60_000, request: 60_000, write: 60_000, idle: 60_000, ...times },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const open = () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    return socket;
  };
  /** The bytes that come back for these before the connection ends. */
  const answerTo = (sent: string) => {
    const socket = open();
    socket.write(sent);
    return text(socket);
  };
  return { faults, open, answerTo };
}

const GET = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';

/** Holds every answer back. */
function holding() {
  const responses: ServerResponse[] = [];
  const listener: RequestListener = (_request, response) => void responses.push(response);
  return { responses, listener };
}

describe('what is not even HTTP', () => {
  it.each([
    ['no request line', 'hello\r\n\r\n', 400],
    ['a broken header', 'GET /cds-services HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n', 400],
    ['half an address', 'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['an address of a host that is none', 'GET http://a%41/health HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['another scheme', 'GET foo://x/health HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['an expectation', 'GET /health HTTP/1.1\r\nHost: x\r\nExpect: foo\r\n\r\n', 417],
    ['a tunnel', 'CONNECT cds.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 501],
  ])(
    '%s is counted, and answered with an OperationOutcome and the end of the connection',
    async (_name, sent, status) => {
      const { faults, answerTo } = await world();
      const [head = '', body = ''] = (await answerTo(sent)).split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} \\w`));
      expect(head).toMatch(/\r\nConnection: close/);
      expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
      expect(JSON.parse(body).issue[0].details.coding[0].code).toBe('malformed-http');
      expect(faults).toEqual(['malformed-http']);
    },
  );

  it.each([
    ['GET http://[::1]:80/health HTTP/1.1\r\nHost: x', 200],
    ['GET /health HTTP/1.0', 200],
    ['POST /health HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0', 405],
  ])('is not %j', async (head, status) => {
    const { faults, answerTo } = await world();
    expect(await answerTo(`${head}\r\nConnection: close\r\n\r\n`)).toMatch(
      new RegExp(`^(?:HTTP/1.1 100 Continue\r\n\r\n)?HTTP/1.1 ${status} `),
    );
    expect(faults).toEqual([]);
  });

  it('is answered in its turn', async () => {
    const { faults, answerTo } = await world();
    const statuses = async (sent: string) => (await answerTo(sent)).match(/HTTP\/1.1 \d+/g);
    expect(await statuses(`${GET}GET /health HTTP/1.1\r\n\r\n`)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(await statuses(`${GET}GET /health HTTP/1.1\r\nHost: x\r\nExpect: foo\r\n\r\n`)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 417',
    ]);
    // The connection has ended before its turn.
    expect(await statuses(`${GET}CONNECT cds.example:443 HTTP/1.1\r\nHost: x\r\n\r\n`)).toEqual(['HTTP/1.1 200']);
    expect(faults).toEqual(['malformed-http', 'malformed-http', 'malformed-http']);
  });

  it('is counted where a client breaks off a tunnel that it does not get', async () => {
    const { faults, open, answerTo } = await world();
    const socket = open();
    socket.write('CONNECT cds.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', () => socket.resetAndDestroy());
    await expect.poll(() => faults).toEqual(['malformed-http']);
    expect(await answerTo(GET.replace('Host', 'Connection: close\r\nHost'))).toMatch(/^HTTP\/1.1 200 OK/);
  });

  it('leaves the server ready for the next call', async () => {
    const { answerTo } = await world();
    await answerTo('hello\r\n\r\n');
    expect(await answerTo('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 200 OK/);
  });

  it.each([
    ['has begun', (response: ServerResponse) => void response.write('be')],
    ['has not begun', () => {}],
  ])('is not answered as long as the answer to an earlier request %s', async (_state, begin) => {
    const { responses, listener } = holding();
    const { faults, open } = await world(listener);
    const socket = open();
    const received = text(socket);
    socket.write(`${GET}hello\r\n\r\n`);
    await expect.poll(() => faults).toEqual(['malformed-http']);
    responses.map(begin);
    responses.map((response) => response.end('gun'));
    expect((await received).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200']);
  });
});

describe('a client that takes its time', () => {
  it.each<[string, string, Partial<ServerTimes>]>([
    ['sends headers slowly', 'GET /health HTTP/1.1\r\nHost: x\r\nX-', { headers: 100 }],
    ['sends a body slowly', 'POST /cds-services/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', { request: 100 }],
  ])('%s is told so and left within a second of the limit', async (_name, sent, times) => {
    const { listener } = holding();
    const { faults, answerTo } = await world(listener, { headers: 100, ...times });
    expect(await answerTo(sent)).toMatch(/^HTTP\/1.1 408 [\s\S]*"too-slow"/);
    expect(faults).toEqual(['too-slow']);
  });

  it('reads nothing and does not keep its answer for ever', async () => {
    const { faults, open } = await world((_request, response) => void response.end(Buffer.alloc(50_000_000)), {
      headers: 100,
      request: 100,
      write: 100,
    });
    const socket = open().pause();
    socket.write(GET);
    await expect.poll(() => faults).toEqual(['unread-answer']);
    socket.resume();
    await new Promise((closed) => void socket.on('close', closed));
    expect(socket.bytesRead).toBeLessThan(50_000_000);
  });
});

describe('a client that sends ever more requests on one connection without waiting for answers', () => {
  it('is left, and what it sent beyond the bound is not looked at', async () => {
    const { responses, listener } = holding();
    const { faults, open } = await world(listener);
    const socket = open();
    socket.write(GET.repeat(25_000));
    await new Promise((closed) => void socket.on('close', closed));
    expect(responses).toHaveLength(1);
    expect(faults).toEqual(['too-many-pending']);
  });

  it('takes from others no more than a client that waits for its answers', async () => {
    const { responses, listener } = holding();
    const { open } = await world(listener);
    const socket = open();
    socket.write(GET.repeat(10));
    for (let call = 1; call <= 10; call += 1) {
      await expect.poll(() => responses.length).toBe(call);
      responses.at(-1)?.end();
    }
  });

  it('is answered as long as it stays within the bound', async () => {
    const { faults, answerTo } = await world();
    const sent = GET.repeat(19) + GET.replace('Host', 'Connection: close\r\nHost');
    expect((await answerTo(sent)).match(/HTTP\/1.1 200/g)).toHaveLength(20);
    expect(faults).toEqual([]);
  });
});

describe('the target of a request', () => {
  it.each([
    '/health',
    'http://cds.example/health',
    'HTTPS://cds.example:8443//health?x=//',
    'http://cds.example//health/',
  ])('may be %s: proxies send absolute addresses', async (target) => {
    const { answerTo } = await world();
    const answer = await answerTo(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK[\s\S]*"status":"ok"/);
  });

  it.each(['http://cds.example', 'http://cds.example?x'])('is the start page if it is %s', async (target) => {
    const { answerTo } = await world();
    const answer = await answerTo(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK[\s\S]*text\/html/i);
  });

  it('is answered with an OperationOutcome if it is no address at all', async () => {
    const { answerTo } = await world();
    const answer = await answerTo('GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 404 [\s\S]*"not-found"/);
  });
});
