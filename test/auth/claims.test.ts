import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientTrust } from '../../src/sites/site.ts';
import { AUDIENCE, createClient, SERVICE, siteOf, TOKEN_TIME } from '../support/tokens.ts';
import { verifierOf } from '../support/verifier.ts';

const client = await createClient();
const siteWith = (trust: Partial<ClientTrust> = {}) => siteOf({ keys: { pinned: [client.jwk] }, ...trust });
const TAKEN = { site: 'st-mary' };

type Claims = Readonly<Record<string, unknown>>;
const asked = async (claims: Claims, trust: Partial<ClientTrust> = {}) =>
  verifierOf([siteWith(trust)]).ask(await client.bearer({ claims }));

describe('a claim that is required', () => {
  it.each(['iss', 'aud', 'exp', 'iat', 'jti'])('%s may not be missing', async (claim) => {
    expect(await asked({ [claim]: undefined })).toBe('claim-missing');
  });

  it.each<[string, unknown]>([
    ['iss', 7],
    ['exp', 'tomorrow'],
    ['exp', String(TOKEN_TIME + 300)],
    ['exp', null],
    ['iat', 'now'],
    ['iat', null],
    ['nbf', 'now'],
    ['jti', 7],
    ['jti', ''],
    ['jti', 'x'.repeat(257)],
  ])('%s may not be %j', async (claim, value) => {
    expect(await asked({ [claim]: value })).toBe('claim-missing');
  });

  it('jti may have 256 characters', async () => {
    expect(await asked({ jti: 'x'.repeat(256) })).toEqual(TAKEN);
  });
});

describe('the audience', () => {
  const url = `${AUDIENCE}${SERVICE}`;
  it.each<[string, unknown]>([
    ['the address called', url],
    ['a list with it', ['https://elsewhere.example', url]],
  ])('may be %s', async (_name, aud) => {
    expect(await asked({ aud })).toEqual(TAKEN);
  });

  it.each<[string, unknown]>([
    ['another service', `${AUDIENCE}/cds-services/spine-coverage-order-select`],
    ['the base address', AUDIENCE],
    ['discovery', `${AUDIENCE}/cds-services`],
    ['its feedback address', `${url}/feedback`],
    ['the address with a slash after it', `${url}/`],
    ['the address with a query', `${url}?x=1`],
    ['the address without TLS', url.replace('https', 'http')],
    ['the address in capitals', url.toUpperCase()],
    ['the same path at another host', `https://evil.example${SERVICE}`],
    ['a list without it', [AUDIENCE, 'https://elsewhere.example']],
    ['an empty list', []],
    ['a list in a list', [[url]]],
    ['an object', { url }],
    ['null', null],
  ])('may not be %s', async (_name, aud) => {
    expect(await asked({ aud })).toBe('audience');
  });

  it.each([
    ['the feedback address', `${url}/feedback`],
    ['the address of its service', url],
  ])('of feedback may be %s', async (_name, aud) => {
    const { ask } = verifierOf([siteWith()]);
    const call = { endpoint: 'feedback', path: `${SERVICE}/feedback` } as const;
    expect(await ask(await client.bearer({ claims: { aud } }), call)).toEqual(TAKEN);
  });

  it.each([
    ['that of another service', `${AUDIENCE}/cds-services/other`],
    ['that of feedback on another service', `${AUDIENCE}/cds-services/other/feedback`],
    ['the base address', AUDIENCE],
    ['discovery', `${AUDIENCE}/cds-services`],
  ])('of feedback may not be %s', async (_name, aud) => {
    const { ask } = verifierOf([siteWith()]);
    const call = { endpoint: 'feedback', path: `${SERVICE}/feedback` } as const;
    expect(await ask(await client.bearer({ claims: { aud } }), call)).toBe('audience');
  });
});

describe('the time of a token', () => {
  const { skew, lifetime } = siteWith().trust;
  it.each<[string, Claims, unknown]>([
    ['has just ended, within the skew', { exp: TOKEN_TIME - skew + 1 }, TAKEN],
    ['has ended', { exp: TOKEN_TIME - skew }, 'expired'],
    ['ended long ago', { iat: TOKEN_TIME - 86_400, exp: TOKEN_TIME - 86_100 }, 'expired'],
    ['was issued in the future, within the skew', { iat: TOKEN_TIME + skew, exp: TOKEN_TIME + skew + 300 }, TAKEN],
    ['was issued in the future', { iat: TOKEN_TIME + skew + 1, exp: TOKEN_TIME + skew + 300 }, 'issued-in-future'],
    ['is not yet valid, within the skew', { nbf: TOKEN_TIME + skew }, TAKEN],
    ['is not yet valid', { nbf: TOKEN_TIME + skew + 1 }, 'not-yet-valid'],
    ['has been valid since before it was issued, as from Epic', { nbf: TOKEN_TIME - 300 }, TAKEN],
    ['lives as long as may be', { exp: TOKEN_TIME + lifetime }, TAKEN],
    ['lives too long by a second', { exp: TOKEN_TIME + lifetime + 1 }, 'life-too-long'],
    ['lives ten years', { exp: TOKEN_TIME + 315_360_000 }, 'life-too-long'],
    ['has lived ten years of eleven', { iat: TOKEN_TIME - 315_360_000, exp: TOKEN_TIME + 31_536_000 }, 'life-too-long'],
    ['has a fraction of a second', { exp: TOKEN_TIME + 300.5, iat: TOKEN_TIME - 0.5 }, TAKEN],
  ])('that %s', async (_name, claims, result) => {
    expect(await asked(claims)).toEqual(result);
  });

  it('never ends by a number beyond all numbers', async () => {
    const content = (await client.token()).split('.')[1] ?? '';
    const claims = Buffer.from(content, 'base64url')
      .toString()
      .replace(/"exp":\d+/, '"exp":1e999');
    expect(JSON.parse(claims)).toMatchObject({ exp: Number.POSITIVE_INFINITY });
    expect(await verifierOf([siteWith()]).ask(await client.bearer({ text: claims }))).toBe('life-too-long');
  });

  it('follows skew and life of the site', async () => {
    const strict = { skew: 0, lifetime: 60 };
    expect(await asked({ exp: TOKEN_TIME + 60 }, strict)).toEqual(TAKEN);
    expect(await asked({ exp: TOKEN_TIME + 61 }, strict)).toBe('life-too-long');
    expect(await asked({ exp: TOKEN_TIME, iat: TOKEN_TIME - 60 }, strict)).toBe('expired');
    expect(await asked({ exp: TOKEN_TIME + 60, iat: TOKEN_TIME + 1 }, strict)).toBe('issued-in-future');
  });
});

describe('whatever a caller sends', () => {
  it('is refused without an error', async () => {
    const { ask } = verifierOf([siteWith()]);
    const text = fc.string({ unit: 'binary' });
    const encoded = fc.oneof(fc.json(), text).map((value) => Buffer.from(value).toString('base64url'));
    const token = fc.tuple(encoded, encoded, encoded).map((parts) => `Bearer ${parts.join('.')}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, token), async (authorization) => {
        expect(await ask(authorization)).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
  });

  it('is refused without an error also if it is signed', async () => {
    const { ask } = verifierOf([siteWith({ tenant: 'a' })]);
    const members = fc.dictionary(fc.constantFrom('aud', 'exp', 'iat', 'nbf', 'jti', 'tenant'), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(members, async (claims) => {
        // None of these can be a good token: aud is not the address called.
        expect(await ask(await client.bearer({ claims: { aud: 'x', ...claims } }))).toBeTypeOf('string');
      }),
      { numRuns: 200 },
    );
  });
});
