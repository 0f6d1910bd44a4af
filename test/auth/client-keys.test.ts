import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPublishedKeys } from '../../src/auth/client-keys.ts';
import { createClient, siteOf, startKeyStub } from '../support/tokens.ts';
import { verifierOf } from '../support/verifier.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const old = await createClient();
const fresh = await createClient();

// Only the date stands still: what the network does goes on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());
const later = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds);

const down: RequestListener = (_request, response) => void response.writeHead(503).end();

/** A client that publishes a key, and answers in a word. */
async function world(production = false) {
  const stub = await startKeyStub(old.jwk);
  const failures: string[] = [];
  const keysAt = createPublishedKeys({ production, onFailure: ({ href }) => failures.push(href), timeLimit: 300 });
  const ask = async (kid: string, alg = 'ES384') => {
    const answer = await keysAt(new URL(stub.jku))({ alg, kid });
    return 'key' in answer ? 'found' : answer.refused;
  };
  return { stub, failures, ask, askOld: () => ask(old.jwk.kid), askFresh: () => ask(fresh.jwk.kid) };
}

describe('published keys', () => {
  it('are fetched once for many calls', async () => {
    const { stub, askOld } = await world();
    for (let call = 0; call < 100; call += 1) expect(await askOld()).toBe('found');
    expect(stub.seen).toEqual([{ url: '/jwks.json', authorization: undefined }]);
  });

  it('are fetched once for calls that come together', async () => {
    const { stub, askOld } = await world();
    expect(new Set(await Promise.all(Array.from({ length: 100 }, askOld)))).toEqual(new Set(['found']));
    expect(stub.seen).toHaveLength(1);
  });

  it('of each address are kept apart', async () => {
    const [mine, theirs] = [await startKeyStub(old.jwk), await startKeyStub(fresh.jwk)];
    const keysAt = createPublishedKeys({ production: false, onFailure: () => {} });
    const header = { alg: 'ES384', kid: old.jwk.kid };
    expect(await keysAt(new URL(mine.jku))(header)).toHaveProperty('key');
    expect(await keysAt(new URL(theirs.jku))(header)).toEqual({ refused: 'unknown-key' });
  });

  it('are fetched anew at once for a key id that is not among them', async () => {
    const { stub, askOld, askFresh } = await world();
    await askOld();
    stub.publish(fresh.jwk);
    later(10 * SECOND);
    expect(await askFresh()).toBe('found');
    expect(await askOld()).toBe('unknown-key');
  });

  it('are fetched anew in the background when they are older than ten minutes', async () => {
    const { stub, askOld } = await world();
    await askOld();
    later(10 * MINUTE);
    await askOld();
    expect(stub.seen).toHaveLength(1);
    later(1);
    stub.publish(fresh.jwk);
    expect(await askOld()).toBe('found');
    await expect.poll(askOld).toBe('unknown-key');
  });

  it('may be none: their owner has withdrawn them', async () => {
    const { stub, askOld } = await world();
    stub.publish();
    expect(await askOld()).toBe('unknown-key');
  });

  it('are taken only as far as they can be trusted', async () => {
    const { stub, ask } = await world();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { jwk } = old;
    const bad = [
      { ...jwk, use: 'enc' },
      { ...jwk, d: jwk.x },
      { ...jwk, y: jwk.x },
      { ...jwk, crv: 'P-999' },
      { ...jwk, key_ops: 'verify' },
      { kty: 'oct', k: 'c2VjcmV0' },
      { kty: 'AKP', pub: 'AAAA', alg: 'ML-DSA-44' },
      publicKey.export({ format: 'jwk' }),
    ].map((key, at) => ({ ...key, kid: `bad-${at}` }));
    stub.publish(null, 'key', [jwk], { ...jwk, kid: undefined }, { ...jwk, kid: 7 }, ...bad, jwk);
    expect(await ask(jwk.kid)).toBe('found');
    for (const { kid } of bad) expect(await ask(kid)).toBe('unknown-key');
  });

  it('serve no algorithm but their own', async () => {
    const { ask } = await world();
    expect(await ask(old.jwk.kid, 'RS384')).toBe('unsuitable-key');
  });

  it('are not asked for through a proxy, which could put in keys of its own', async () => {
    const proxy = await startKeyStub(fresh.jwk);
    vi.stubEnv('HTTP_PROXY', proxy.origin).stubEnv('http_proxy', proxy.origin);
    const { askOld } = await world();
    expect(await askOld()).toBe('found');
    expect(proxy.seen).toEqual([]);
    vi.unstubAllEnvs();
  });
});

describe('a flood of unknown key ids', () => {
  it('causes few fetches', async () => {
    const { stub, ask, askOld } = await world();
    await askOld();
    for (let call = 0; call < 100; call += 1) expect(await ask(`none-${call}`)).toBe('unknown-key');
    expect(stub.seen).toHaveLength(1);
    later(10 * SECOND);
    await Promise.all(Array.from({ length: 100 }, (_, call) => ask(`none-${call}`)));
    expect(stub.seen).toHaveLength(2);
  });

  it('does not keep known keys from serving, nor new ones from coming in', async () => {
    const { stub, ask, askOld, askFresh } = await world();
    for (let call = 0; call < 20; call += 1) await ask(`none-${call}`);
    expect(await askOld()).toBe('found');
    stub.publish(old.jwk, fresh.jwk);
    later(10 * SECOND);
    expect(await askFresh()).toBe('found');
  });

  it('causes few fetches also while the server is down', async () => {
    const { stub, ask, askOld } = await world();
    await askOld();
    stub.answerWith(down);
    later(10 * SECOND);
    for (let call = 0; call < 20; call += 1) expect(await ask(`none-${call}`)).toBe('unknown-key');
    expect(stub.seen).toHaveLength(2);
  });
});

describe('a key server that is down', () => {
  it('is not noticed for a day', async () => {
    const { stub, failures, askOld } = await world();
    await askOld();
    stub.answerWith(down);
    for (let hour = 1; hour < 24; hour += 1) {
      later(HOUR);
      expect(await askOld()).toBe('found');
      await expect.poll(() => failures.length).toBe(hour);
    }
    later(HOUR);
    expect(await askOld()).toBe('keys-unreachable');
    stub.publish(old.jwk);
    later(10 * SECOND);
    expect(await askOld()).toBe('found');
  });

  it('from the start is asked again, but not for every call', async () => {
    const { stub, failures, askOld } = await world();
    stub.answerWith(down);
    for (let call = 0; call < 20; call += 1) expect(await askOld()).toBe('keys-unreachable');
    expect(failures).toEqual([stub.jku]);
    stub.publish(old.jwk);
    later(10 * SECOND);
    expect(await askOld()).toBe('found');
  });
});

describe('a key server that gives no keys', () => {
  const sending =
    (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, headers).end(body);
  const large = JSON.stringify({ keys: [old.jwk], filler: 'x'.repeat(256 * 1024) });

  it.each<[string, RequestListener]>([
    ['answers with another status', sending('{"keys":[]}', {}, 500)],
    ['answers without content', sending('', {}, 204)],
    ['sends no JSON', sending('<html>')],
    ['sends nothing', sending('')],
    ['sends JSON that is no key set', sending('{"keys":{}}')],
    ['sends a lone key', sending(JSON.stringify(old.jwk))],
    ['sends null', sending('null')],
    ['sends too much', sending(large)],
    ['sends too much, packed', sending(gzipSync(large), { 'Content-Encoding': 'gzip' })],
    ['hangs up', (request) => request.destroy()],
    ['never answers', () => {}],
    ['begins and never ends', (_request, response) => void response.writeHead(200).write('{"keys":[')],
    [
      'drips',
      (_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('is one that %s', async (_name, handler) => {
    const { stub, failures, askOld } = await world();
    stub.answerWith(handler);
    expect(await askOld()).toBe('keys-unreachable');
    expect(failures).toEqual([stub.jku]);
  });

  it.each([301, 302, 303, 307, 308])('is one that redirects with %d, which is not followed', async (status) => {
    const target = await startKeyStub(old.jwk);
    const { stub, askOld } = await world();
    stub.answerWith(sending('', { Location: target.jku }, status));
    expect(await askOld()).toBe('keys-unreachable');
    expect([stub.seen.length, target.seen.length]).toEqual([1, 0]);
  });
});

describe('in production', () => {
  it('nothing is fetched without TLS', async () => {
    const { stub, askOld } = await world(true);
    expect(await askOld()).toBe('keys-unreachable');
    expect(stub.seen).toEqual([]);
  });
});

describe('over the network', () => {
  const siteAt = (jku: string) => verifierOf([siteOf({ keys: { jku: [new URL(jku)] } })]);

  it('a client changes its keys, its server falls silent, and its calls go on', async () => {
    const stub = await startKeyStub(old.jwk);
    const { ask } = siteAt(stub.jku);
    expect(await ask(await old.bearer())).toEqual({ site: 'st-mary' });
    stub.publish(fresh.jwk);
    later(10 * SECOND);
    expect(await ask(await fresh.bearer())).toEqual({ site: 'st-mary' });
    expect(await ask(await old.bearer())).toBe('unknown-key');
    stub.answerWith((request) => request.destroy());
    expect(await ask(await fresh.bearer())).toEqual({ site: 'st-mary' });
  });

  it('a call is refused, not failed, while there are no keys', async () => {
    const stub = await startKeyStub();
    stub.answerWith(down);
    expect(await siteAt(stub.jku).ask(await old.bearer())).toBe('keys-unreachable');
  });
});
