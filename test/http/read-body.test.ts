import { PassThrough } from 'node:stream';
import { setImmediate as immediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { createReadBody } from '../../src/http/read-body.ts';
import { collectGarbage } from '../support/collect-garbage.ts';

const LIMIT = 1_000_000;
/** Of this size a body is large. */
const LARGE = 700_000;

/** A request whose body the test sends. */
function newRequest(headers: Readonly<Record<string, string>> = {}) {
  const body = new PassThrough();
  return { body, request: Object.assign(body, { headers }) as unknown as Request };
}

/** Reads bodies that have not ended yet, with what each has sent so far. */
function world() {
  const readBody = createReadBody(LIMIT);
  const send = (bytes: number, headers = {}) => {
    const { body, request } = newRequest(headers);
    const outcome = readBody(request).then(
      ({ length }) => length,
      ({ code }) => code as string,
    );
    body.write(Buffer.alloc(bytes));
    return { body, outcome };
  };
  return { send };
}

describe('a body', () => {
  it('takes little more memory than its bytes, however small the pieces are in which it comes', async () => {
    const readBody = createReadBody(LIMIT);
    const { body, request } = newRequest();
    const reading = readBody(request);
    const before = collectGarbage();
    for (let sent = 0; sent < LIMIT; sent += 1) {
      body.write(Buffer.alloc(1));
      if (sent % 1000 === 0) await immediate();
    }
    expect(collectGarbage() - before).toBeLessThan(20 * LIMIT);
    body.end();
    expect(await reading).toHaveLength(LIMIT);
  });

  it('that is too large is read to its end, so that its client sees the refusal', async () => {
    const { send } = world();
    const { body, outcome } = send(LIMIT + 1);
    body.end(Buffer.alloc(LIMIT));
    expect(await outcome).toBe('too-large');
    expect(body.readableEnded).toBe(true);
  });

  it('that says to be too large is not kept', async () => {
    const { body, outcome } = world().send(1, { 'content-length': String(LIMIT + 1) });
    body.end();
    expect(await outcome).toBe('too-large');
  });

  it('whose client goes is broken off', async () => {
    const { body, outcome } = world().send(1);
    body.destroy();
    expect(await outcome).toBe('aborted');
  });
});

describe('large bodies that arrive at a time', () => {
  it('are refused beyond what ten of the largest take, and small ones are not', async () => {
    const { send } = world();
    const slow = Array.from({ length: 14 }, () => send(LARGE));
    await immediate();
    const [late, small] = [send(LARGE), send(1000)];
    await immediate();
    for (const { body } of [late, small, ...slow]) body.end();
    expect(await late.outcome).toBe('not-ready');
    expect(await small.outcome).toBe(1000);
    expect(await Promise.all(slow.map(({ outcome }) => outcome))).toEqual(Array(14).fill(LARGE));
  });

  it.each<[string, (body: PassThrough) => void]>([
    ['have come', (body) => body.end()],
    ['were broken off', (body) => body.destroy()],
    ['have grown too large', (body) => body.write(Buffer.alloc(LIMIT))],
  ])('make room for others once they %s', async (_how, leave) => {
    const { send } = world();
    for (const { body } of Array.from({ length: 14 }, () => send(LARGE))) leave(body);
    await immediate();
    const next = send(LARGE);
    next.body.end();
    expect(await next.outcome).toBe(LARGE);
  });
});

describe('a packed body', () => {
  const packed = gzipSync(Buffer.alloc(LIMIT));
  const read = (bytes: Uint8Array) => {
    const { body, request } = newRequest({ 'content-encoding': 'GZIP' });
    body.end(bytes);
    return createReadBody(LIMIT)(request);
  };

  it('is unpacked up to the limit', async () => {
    expect(await read(packed)).toHaveLength(LIMIT);
    await expect(read(gzipSync(Buffer.alloc(LIMIT + 1)))).rejects.toMatchObject({ code: 'too-large' });
  });

  it('that does not follow its encoding is refused', async () => {
    await expect(read(packed.subarray(0, -4))).rejects.toMatchObject({ code: 'unsupported-encoding' });
  });
});
