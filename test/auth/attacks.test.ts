import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Client, createClient, type KeyStub, type Overrides, siteOf, startKeyStub } from '../support/tokens.ts';
import { tokenStore, verifierOf } from '../support/verifier.ts';

const client = await createClient();
const rsa = await createClient({ algorithm: 'RS384' });
const p256 = await createClient({ algorithm: 'ES256' });
/** Has the issuer and key id of the client, but not its key. */
const impostor = await createClient({ kid: client.jwk.kid });

const pinned = [client.jwk, rsa.jwk, p256.jwk];
const site = siteOf({ keys: { pinned } });

/** Changes parts of a token after it was signed. */
async function altered(change: (parts: readonly string[]) => readonly string[], overrides?: Overrides) {
  return `Bearer ${change((await client.token(overrides)).split('.')).join('.')}`;
}
const part = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');
const claims = (token: string) => token.split('.')[1] ?? '';

async function hmacWithPublicKey() {
  const key = await importJWK(client.jwk, 'ES384', { extractable: true });
  if (key instanceof Uint8Array) throw new Error('The key is not public.');
  const content = `${part({ alg: 'HS256', kid: client.jwk.kid, typ: 'JWT' })}.${claims(await client.token())}`;
  const signature = createHmac('sha256', await exportSPKI(key))
    .update(content)
    .digest('base64url');
  return `Bearer ${content}.${signature}`;
}

interface Attack {
  readonly name: string;
  readonly authorization: () => Promise<string | undefined>;
  readonly reason: string;
}
const forged = (name: string, overrides: Overrides, reason: string, by: Client = client): Attack => ({
  name,
  authorization: () => by.bearer(overrides),
  reason,
});

const ATTACKS: readonly Attack[] = [
  { name: 'no token', authorization: async () => undefined, reason: 'no-token' },
  { name: 'an empty header', authorization: async () => '', reason: 'no-token' },
  { name: 'another scheme', authorization: async () => 'Basic dXNlcjpwYXNz', reason: 'no-token' },
  { name: 'a token without a scheme', authorization: () => client.token(), reason: 'no-token' },
  { name: 'a scheme without a token', authorization: async () => 'Bearer ', reason: 'malformed' },
  {
    name: 'the scheme twice',
    authorization: async () => `Bearer ${await client.bearer()}`,
    reason: 'malformed',
  },
  {
    name: 'two tokens, as if the header came twice',
    authorization: async () => `${await client.bearer()}, ${await client.bearer()}`,
    reason: 'malformed',
  },
  { name: 'words after the token', authorization: async () => `${await client.bearer()} x`, reason: 'malformed' },
  { name: 'two parts', authorization: () => altered(([a = '', b = '']) => [a, b]), reason: 'malformed' },
  { name: 'four parts', authorization: () => altered((parts) => [...parts, 'x']), reason: 'malformed' },
  { name: 'parts that are no JSON', authorization: async () => 'Bearer abc.def.ghi', reason: 'malformed' },
  {
    name: 'claims that are a list',
    authorization: () => altered(([a = '', , c = '']) => [a, part(['iss']), c]),
    reason: 'malformed',
  },
  {
    name: 'a header that is null',
    authorization: () => altered(([, b = '', c = '']) => ['bnVsbA', b, c]),
    reason: 'malformed',
  },
  {
    name: 'a token of more than 8 KiB, though well signed',
    authorization: () => client.bearer({ claims: { filler: 'x'.repeat(8192) } }),
    reason: 'too-large',
  },
  {
    name: 'alg none without a signature',
    authorization: () => altered(([, b = '']) => [part({ alg: 'none', kid: client.jwk.kid, typ: 'JWT' }), b, '']),
    reason: 'algorithm',
  },
  {
    name: 'alg none, written otherwise, with the signature left on',
    authorization: () =>
      altered(([, b = '', c = '']) => [part({ alg: 'NoNe', kid: client.jwk.kid, typ: 'JWT' }), b, c]),
    reason: 'algorithm',
  },
  { name: 'HS256 with the public key as secret', authorization: hmacWithPublicKey, reason: 'algorithm' },
  forged('no alg', { header: { alg: undefined } }, 'algorithm'),
  forged('ES256 where only ES384 and RS384 are allowed', {}, 'algorithm', p256),
  forged('RS384 by the name of an EC key', { header: { kid: client.jwk.kid } }, 'unsuitable-key', rsa),
  forged('ES384 by the name of an RSA key', { header: { kid: rsa.jwk.kid } }, 'unsuitable-key'),
  forged('ES384 said, but signed with RS384', { header: { alg: 'ES384', kid: client.jwk.kid } }, 'signature', rsa),
  forged('no kid', { header: { kid: undefined } }, 'no-key-id'),
  forged('a kid that is a number', { header: { kid: 7 } }, 'no-key-id'),
  forged('an unknown kid', { header: { kid: '../../../dev/null' } }, 'unknown-key'),
  forged('the kid of an inherited member', { header: { kid: '__proto__' } }, 'unknown-key'),
  forged('another key by the same kid', {}, 'signature', impostor),
  forged('no typ', { header: { typ: undefined } }, 'type'),
  forged('a token of another type', { header: { typ: 'at+jwt' } }, 'type'),
  forged('an extension that must be understood', { header: { crit: ['x'], x: 1 } }, 'critical-header'),
  forged('a payload that is not encoded', { header: { crit: ['b64'], b64: false } }, 'critical-header'),
  forged('b64 that is not critical', { header: { b64: false } }, 'critical-header'),
  forged('an empty crit', { header: { crit: [] } }, 'critical-header'),
  {
    name: 'claims changed after signing',
    authorization: () =>
      altered(([a = '', b = '', c = '']) => {
        const { tenant, ...rest } = JSON.parse(Buffer.from(b, 'base64url').toString());
        return [a, part({ ...rest, tenant: 'another' }), c];
      }),
    reason: 'signature',
  },
  {
    name: 'a header changed after signing',
    authorization: () =>
      altered(([, b = '', c = '']) => [part({ alg: 'ES384', kid: client.jwk.kid, typ: 'jwt' }), b, c]),
    reason: 'signature',
  },
  {
    name: 'a signature cut short',
    authorization: () => altered(([a = '', b = '', c = '']) => [a, b, c.slice(0, -4)]),
    reason: 'signature',
  },
  {
    name: 'a signature of zeros',
    authorization: () => altered(([a = '', b = '']) => [a, b, Buffer.alloc(96).toString('base64url')]),
    reason: 'signature',
  },
  {
    name: 'no signature',
    authorization: () => altered(([a = '', b = '']) => [a, b, '']),
    reason: 'signature',
  },
  forged('an unknown issuer', { claims: { iss: 'https://evil.example/' } }, 'unknown-issuer'),
  forged('the issuer with more after it', { claims: { iss: 'https://ehr.example/.evil.example' } }, 'unknown-issuer'),
  forged('the issuer without its final slash', { claims: { iss: 'https://ehr.example' } }, 'unknown-issuer'),
  forged('the issuer in a list', { claims: { iss: ['https://ehr.example/'] } }, 'claim-missing'),
];

describe('a token that is refused', () => {
  it.each(ATTACKS)('$name: $reason', async ({ authorization, reason }) => {
    expect(await verifierOf([site]).ask(await authorization())).toBe(reason);
  });

  it('is not used up', async () => {
    const token = await client.token();
    const { ask } = verifierOf([site]);
    expect(await ask(`Bearer ${token.slice(0, -4)}`)).toBe('signature');
    expect(await ask(`Bearer ${token}`, { path: '/cds-services/other' })).toBe('audience');
    expect(await ask(`Bearer ${token}`)).toEqual({ site: 'st-mary' });
  });
});

describe('a token that is taken', () => {
  it.each<[string, () => Promise<string>]>([
    ['of ES384', () => client.bearer()],
    ['of RS384', () => rsa.bearer()],
    ['with bearer in small letters', async () => `bearer ${await client.token()}`],
    ['with BEARER in capitals and two blanks', async () => `BEARER  ${await client.token()}`],
    ['with typ in small letters', () => client.bearer({ header: { typ: 'jwt' } })],
    ['with sub and other claims, as Epic sends them', () => client.bearer({ claims: { sub: 'user', more: { x: 1 } } })],
    [
      'with a jku that nobody needs, as the keys are pinned',
      () => client.bearer({ header: { jku: 'https://x.example' } }),
    ],
  ])('%s', async (_name, authorization) => {
    expect(await verifierOf([site]).ask(await authorization())).toEqual({ site: 'st-mary' });
  });

  it.each(['ES256', 'ES512', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512', 'Ed25519', 'EdDSA'] as const)(
    'of %s where the site allows it',
    async (algorithm) => {
      const other = await createClient({ algorithm });
      const { ask } = verifierOf([siteOf({ keys: { pinned: [other.jwk] }, algorithms: [algorithm] })]);
      expect(await ask(await other.bearer())).toEqual({ site: 'st-mary' });
      expect(await ask(await client.bearer())).toBe('algorithm');
    },
  );
});

describe('the address of the keys', () => {
  async function world(): Promise<{ good: KeyStub; evil: KeyStub; ask: ReturnType<typeof verifierOf>['ask'] }> {
    const [good, evil, second] = [
      await startKeyStub(client.jwk),
      await startKeyStub(impostor.jwk),
      await startKeyStub(),
    ];
    const sites = [
      siteOf({ keys: { jku: [new URL(good.jku)] } }),
      siteOf({ keys: { jku: [new URL(second.jku)] }, issuer: 'https://other.example/' }, { id: 'other' }),
    ];
    return { good, evil, ask: verifierOf(sites, { useToken: tokenStore() }).ask };
  }

  it('is the first of the site if the token names none', async () => {
    const { good, ask } = await world();
    expect(await ask(await client.bearer())).toEqual({ site: 'st-mary' });
    expect(good.seen).toEqual([{ url: '/jwks.json', authorization: undefined }]);
  });

  it('may be written in another way that means the same', async () => {
    const { good, ask } = await world();
    const jku = good.jku.replace('http:', 'HTTP:');
    expect(await ask(await client.bearer({ header: { jku } }))).toEqual({ site: 'st-mary' });
  });

  it.each<[string, (good: KeyStub, evil: KeyStub) => unknown]>([
    ['of another server', (_good, evil) => evil.jku],
    ['with the good host as user', (good, evil) => evil.jku.replace('http://', `http://${new URL(good.jku).host}@`)],
    ['with a user before the good host', (good) => good.jku.replace('http://', 'http://user@')],
    ['of a host that begins as the good one', (good) => good.jku.replace('127.0.0.1', '127.0.0.1.evil.example')],
    ['with a path that begins as the good one', (good) => `${good.jku}.evil`],
    ['with a query', (good) => `${good.jku}?x=1`],
    ['with a fragment', (good) => `${good.jku}#x`],
    ['that climbs out of the path', (good) => `${good.jku}/../evil.json`],
    ['in a list', (good) => [good.jku]],
    ['that is empty', () => ''],
    ['that is null', () => null],
    ['that is a file', () => 'file:///etc/passwd'],
  ])('%s is refused, and nothing is fetched', async (_name, jkuOf) => {
    const { good, evil, ask } = await world();
    const jku = jkuOf(good, evil);
    expect(await ask(await impostor.bearer({ header: { jku } }))).toBe('unknown-jku');
    expect([good.seen, evil.seen]).toEqual([[], []]);
  });

  it('of another site is refused, since issuer and address go together', async () => {
    const [mine, theirs] = [await startKeyStub(client.jwk), await startKeyStub(impostor.jwk)];
    const sites = [
      siteOf({ keys: { jku: [new URL(mine.jku)] } }),
      siteOf({ keys: { jku: [new URL(theirs.jku)] }, issuer: 'https://other.example/' }, { id: 'other' }),
    ];
    const token = await impostor.bearer({ header: { jku: theirs.jku } });
    expect(await verifierOf(sites).ask(token)).toBe('unknown-jku');
    expect([mine.seen, theirs.seen]).toEqual([[], []]);
  });

  it.each<[string, Overrides]>([
    ['an unknown issuer', { claims: { iss: 'https://evil.example/' } }],
    ['a foreign algorithm', { header: { alg: 'HS256' } }],
    ['no kid', { header: { kid: undefined } }],
  ])('is not asked for a token with %s', async (_name, overrides) => {
    const { good, evil, ask } = await world();
    expect(await ask(await client.bearer(overrides))).toBeTypeOf('string');
    expect([good.seen, evil.seen]).toEqual([[], []]);
  });

  it.each(['jwk', 'x5u', 'x5c'])('is never replaced by the header %s', async (member) => {
    const { evil, ask } = await world();
    const own = { jwk: impostor.jwk, x5u: evil.jku, x5c: ['MIIB'] }[member];
    expect(await ask(await impostor.bearer({ header: { [member]: own } }))).toBe('signature');
    expect(await ask(await client.bearer({ header: { [member]: own } }))).toEqual({ site: 'st-mary' });
    expect(evil.seen).toEqual([]);
  });
});
