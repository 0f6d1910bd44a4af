import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createOutgoing } from '../src/outgoing.ts';
import { startUntilTestEnds } from './support/fhir-server.ts';

const TEXT = JSON.stringify({ words: 'Käse '.repeat(50) });
const ask = createOutgoing(1000, false);

async function get(base: string, outgoing = ask) {
  const { status, data: text } = await outgoing.get<string>(base, { signal: AbortSignal.timeout(5000) });
  return { status, text };
}

async function answerOf(handler: RequestListener) {
  const { base } = await startUntilTestEnds(handler);
  return get(base);
}

const sending =
  (body: string | Buffer, encoding?: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, encoding === undefined ? {} : { 'Content-Encoding': encoding }).end(body);

describe('an answer of another server', () => {
  it.each<[string, RequestListener]>([
    ['as it is', sending(TEXT)],
    ['with a mark of its encoding before it', sending(`\ufeff${TEXT}`)],
    ['by gzip', sending(gzipSync(TEXT), 'gzip')],
    ['by gzip, in capitals', sending(gzipSync(TEXT), 'GZIP')],
    ['by gzip, under its old name', sending(gzipSync(TEXT), 'x-gzip')],
    ['by gzip, without the last bytes', sending(gzipSync(TEXT).subarray(0, -8), 'gzip')],
    ['by deflate', sending(deflateSync(TEXT), 'deflate')],
    ['by brotli', sending(brotliCompressSync(TEXT), 'br')],
  ])('is read when it is packed %s', async (_way, handler) => {
    expect(await answerOf(handler)).toEqual({ status: 200, text: TEXT });
  });

  it.each([301, 404, 503])('is given with its status %d, and no other address is asked', async (status) => {
    const target = await startUntilTestEnds(sending(TEXT));
    const answer = await answerOf(
      (_request, response) => void response.writeHead(status, { Location: target.base }).end(),
    );
    expect(answer).toEqual({ status, text: '' });
    expect(target.seen).toEqual([]);
  });

  it.each<[string, RequestListener]>([
    ['too long', sending('x'.repeat(1001))],
    ['too long when it is unpacked', sending(gzipSync('x'.repeat(1_000_000)), 'gzip')],
  ])('that is %s is not read', async (_fault, handler) => {
    await expect(answerOf(handler)).rejects.toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  });

  it('may be as long as is allowed', async () => {
    expect((await answerOf(sending('x'.repeat(1000)))).text).toHaveLength(1000);
  });

  it('comes over one connection, call after call, where connections are kept', async () => {
    const ports = new Set<number | undefined>();
    const { base } = await startUntilTestEnds((request, response) => {
      ports.add(request.socket.remotePort);
      sending(TEXT)(request, response);
    });
    const kept = createOutgoing(1000, true);
    for (let call = 0; call < 3; call++) await get(base, kept);
    expect(ports.size).toBe(1);
  });
});
