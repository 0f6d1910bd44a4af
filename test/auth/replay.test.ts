import { describe, expect, it, vi } from 'vitest';
import { createReplayGuard } from '../../src/auth/replay.ts';
import { createClient, siteOf, TOKEN_TIME } from '../support/tokens.ts';
import { tokenStore, verifierOf } from '../support/verifier.ts';

const client = await createClient();
const other = await createClient({ issuer: 'https://other.example/' });
const sites = [
  siteOf({ keys: { pinned: [client.jwk] } }),
  siteOf({ keys: { pinned: [other.jwk] }, issuer: other.issuer }, { id: 'other' }),
];
const TAKEN = { site: 'st-mary' };

describe('a token', () => {
  it('is taken once', async () => {
    const { ask } = verifierOf(sites);
    const token = await client.bearer();
    expect([await ask(token), await ask(token), await ask(token)]).toEqual([TAKEN, 'replayed', 'replayed']);
  });

  it('is taken once if it comes many times in one moment', async () => {
    const { ask } = verifierOf(sites);
    const token = await client.bearer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    expect(answers.filter((answer) => answer !== 'replayed')).toEqual([TAKEN]);
  });

  it('is taken once among all replicas', async () => {
    const useToken = tokenStore();
    const token = await client.bearer();
    expect(await verifierOf(sites, { useToken }).ask(token)).toEqual(TAKEN);
    expect(await verifierOf(sites, { useToken }).ask(token)).toBe('replayed');
  });

  it('is not taken with a fresh time, if its jti was used', async () => {
    const { ask } = verifierOf(sites);
    expect(await ask(await client.bearer({ claims: { jti: 'same' } }))).toEqual(TAKEN);
    expect(await ask(await client.bearer({ claims: { jti: 'same', exp: TOKEN_TIME + 600 } }))).toBe('replayed');
  });

  it('is taken with a jti that another issuer used', async () => {
    const { ask } = verifierOf(sites);
    expect(await ask(await client.bearer({ claims: { jti: 'same' } }))).toEqual(TAKEN);
    expect(await ask(await other.bearer({ claims: { jti: 'same' } }))).toEqual({ site: 'other' });
  });

  it('is kept by a hash until nobody takes it any more', async () => {
    const kept: [string, string][] = [];
    const useToken = async (...use: [string, string]) => kept.push(use) > 0;
    await verifierOf(sites, { useToken }).ask(
      await client.bearer({ claims: { jti: 'secret', exp: TOKEN_TIME + 300 } }),
    );
    expect(kept).toEqual([
      [expect.stringMatching(/^[0-9a-f]{64}$/), new Date((TOKEN_TIME + 300 + 60) * 1000).toISOString()],
    ]);
  });
});

describe('while the store is down', () => {
  const down = async () => {
    throw new Error('down');
  };

  it('a token is taken once by this process, which says so', async () => {
    const onStoreDown = vi.fn<() => void>();
    const { ask } = verifierOf(sites, { useToken: down, onStoreDown });
    const token = await client.bearer();
    expect(await ask(token)).toEqual(TAKEN);
    expect(await ask(token)).toBe('replayed');
    expect(onStoreDown).toHaveBeenCalledTimes(1);
  });

  it('a token that was used before is refused, and so it is afterwards', async () => {
    const store = tokenStore();
    let isDown = false;
    const { ask } = verifierOf(sites, { useToken: (...use) => (isDown ? down() : store(...use)) });
    const [before, during] = [await client.bearer(), await client.bearer()];
    expect(await ask(before)).toEqual(TAKEN);
    isDown = true;
    expect(await ask(before)).toBe('replayed');
    expect(await ask(during)).toEqual(TAKEN);
    isDown = false;
    expect(await ask(during)).toBe('replayed');
  });
});

describe('the record of this process', () => {
  const guardOf = (limit: number) => {
    const clock = { time: 1000 };
    const guard = createReplayGuard(
      { useToken: async () => true, now: () => clock.time, onStoreDown: () => {} },
      limit,
    );
    return { clock, use: (jti: string, end = 100) => guard({ issuer: 'i', jti, end }) };
  };

  it('forgets the oldest when it is full', async () => {
    const { use } = guardOf(2);
    for (const jti of ['a', 'b', 'c']) await use(jti);
    expect([await use('c'), await use('b'), await use('a')]).toEqual([false, false, true]);
  });

  it('forgets a token once it has ended, and not before', async () => {
    const { clock, use } = guardOf(10);
    await use('a', 100);
    clock.time = 100_000;
    await use('b', 200);
    expect(await use('a', 100)).toBe(false);
    clock.time = 100_001;
    await use('c', 200);
    expect(await use('a', 100)).toBe(true);
  });

  it('tells issuer and jti apart wherever one ends', async () => {
    const guard = createReplayGuard({ useToken: async () => true, now: () => 0, onStoreDown: () => {} });
    expect(await guard({ issuer: 'a', jti: 'bc', end: 1 })).toBe(true);
    expect(await guard({ issuer: 'ab', jti: 'c', end: 1 })).toBe(true);
  });
});
