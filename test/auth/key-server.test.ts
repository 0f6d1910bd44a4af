import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { createKeyServer, readKeySet } from '../../src/auth/key-server.ts';
import type { Handler } from '../support/fhir-server.ts';
import { FORMER_SANDBOX_KEY, SANDBOX_KEY, SPECIFICATION_KEY } from '../support/published-keys.ts';
import { createClient, startKeyStub } from '../support/tokens.ts';

const client = await createClient();
const fetchKeys = createKeyServer({ production: false, timeLimit: 300 });

const sending =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Handler =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
const large = JSON.stringify({ keys: [client.jwk], filler: 'x'.repeat(256 * 1024) });

describe('a key server', () => {
  it('is read as far as its keys can be used', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const stub = await startKeyStub(
      null,
      'key',
      [client.jwk],
      { ...client.jwk, kid: undefined },
      { ...client.jwk, kid: 7 },
      { ...client.jwk, use: 'enc' },
      { ...client.jwk, d: client.jwk.x },
      { ...client.jwk, y: client.jwk.x },
      { ...client.jwk, crv: 'P-999' },
      { ...client.jwk, key_ops: 'verify' },
      { kty: 'oct', kid: 'secret', k: 'c2VjcmV0' },
      { kty: 'AKP', kid: 'newer', pub: 'AAAA', alg: 'ML-DSA-44' },
      { ...publicKey.export({ format: 'jwk' }), kid: 'short' },
      client.jwk,
    );
    expect(await fetchKeys(new URL(stub.jku))).toEqual([client.jwk]);
  });

  it('may publish no keys', async () => {
    const stub = await startKeyStub();
    expect(await fetchKeys(new URL(stub.jku))).toEqual([]);
  });

  it.each<[string, Handler]>([
    ['answers with another status', sending('{"keys":[]}', {}, 500)],
    ['answers without content', sending('', {}, 204)],
    ['sends no JSON', sending('<html>')],
    ['sends nothing', sending('')],
    ['sends JSON that is no key set', sending('{"keys":{}}')],
    ['sends a lone key', sending(JSON.stringify(client.jwk))],
    ['sends null', sending('null')],
    ['Z22 sends too much', sending(large)],
    ['Z22 sends too much, packed', sending(gzipSync(large), { 'Content-Encoding': 'gzip' })],
    ['hangs up', (request) => request.destroy()],
    ['Z22 never answers', () => {}],
    ['Z22 begins and never ends', (_request, response) => void response.writeHead(200).write('{"keys":[')],
  ])('that %s gives no keys', async (_name, handler) => {
    const stub = await startKeyStub();
    stub.answerWith(handler);
    await expect(fetchKeys(new URL(stub.jku))).rejects.toThrow();
  });

  it('Z22 that drips is left after the time limit', async () => {
    const stub = await startKeyStub();
    stub.answerWith((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    await expect(fetchKeys(new URL(stub.jku))).rejects.toThrow();
  });

  it.each([301, 302, 303, 307, 308])('Z22 is not followed when it redirects with %d', async (status) => {
    const target = await startKeyStub(client.jwk);
    const stub = await startKeyStub();
    stub.answerWith(sending('', { Location: target.jku }, status));
    await expect(fetchKeys(new URL(stub.jku))).rejects.toThrow();
    expect(stub.seen).toHaveLength(1);
    expect(target.seen).toEqual([]);
  });

  it('is not asked through a proxy, which could put in keys of its own', async () => {
    const [proxy, stub] = [await startKeyStub(), await startKeyStub(client.jwk)];
    vi.stubEnv('HTTP_PROXY', proxy.origin).stubEnv('http_proxy', proxy.origin);
    expect(await createKeyServer({ production: false })(new URL(stub.jku))).toEqual([client.jwk]);
    expect(proxy.seen).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('nobody listens at gives no keys', async () => {
    await expect(fetchKeys(new URL('http://127.0.0.1:1/jwks.json'))).rejects.toThrow();
  });
});

describe('in production', () => {
  it('Z22 nothing is fetched without TLS', async () => {
    const stub = await startKeyStub(client.jwk);
    await expect(createKeyServer({ production: true })(new URL(stub.jku))).rejects.toThrow('TLS');
    expect(stub.seen).toEqual([]);
  });

  it.each([
    ['the CDS Hooks sandbox', SANDBOX_KEY],
    ['the sandbox in former times', FORMER_SANDBOX_KEY],
    ['the specification', SPECIFICATION_KEY],
  ])('the key of %s is passed over, by whatever name it comes', (_name, key) => {
    const text = JSON.stringify({ keys: [key, { ...key, kid: 'x' }, client.jwk] });
    expect(readKeySet(text, true)).toEqual([client.jwk]);
    expect(readKeySet(text, false)).toHaveLength(3);
  });
});
