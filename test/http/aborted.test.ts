import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import { SIGN } from '../support/call.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { NOW, startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const client = await createClient({ now: () => NOW / 1000 });

/** A server whose client has gone by the time that its token is known to be good. */
async function callAndGo(headers: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const records: CallRecord[] = [];
  const gone = Promise.withResolvers<void>();
  const store = {
    ...createMemoryStore(),
    useToken: async () => {
      socket.resetAndDestroy();
      await gone.promise;
      return true;
    },
  };
  const app = startApp({ sites: [siteOf({ keys: { pinned: [client.jwk] } })], store, lines, records });
  const server = createServer((request, response) => {
    request.once('close', gone.resolve);
    app(request, response);
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  const head = { Host: 'x', Authorization: await client.bearer(), 'Content-Type': 'application/json', ...headers };
  const fields = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${SIGN} HTTP/1.1\r\n${fields.join('')}Content-Length: 9000\r\n\r\n{"hook":`);
  return { lines, records };
}

describe('a client that goes before its body is read', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['a plain body', {}],
    ['a compressed body', { 'Content-Encoding': 'gzip' }],
  ])('leaves a line in the log and a record: %s', async (_name, headers) => {
    const { lines, records } = await callAndGo(headers);
    await expect.poll(() => lines.map((line) => JSON.parse(line).code)).toEqual(['aborted']);
    expect(records.map(({ outcome }) => outcome)).toEqual(['aborted']);
  });
});
