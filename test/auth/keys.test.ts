import { describe, expect, it } from 'vitest';
import { createKeys } from '../../src/auth/keys.ts';
import { createClient, siteOf, startKeyStub } from '../support/tokens.ts';
import { verifierOf } from '../support/verifier.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADDRESS = new URL('https://ehr.example/jwks.json');

const old = await createClient();
const fresh = await createClient();

/** Keys over a key server that is a function, at a clock that the test moves. */
function world() {
  const state = { time: 1_000_000, published: [old.jwk], isDown: false, fetches: 0, failures: 0 };
  const keys = createKeys({
    fetchKeys: async () => {
      state.fetches += 1;
      if (state.isDown) throw new Error('down');
      return state.published;
    },
    now: () => state.time,
    onFailure: (address) => {
      expect(address).toBe(ADDRESS);
      state.failures += 1;
    },
  });
  const ask = async (kid: string) => {
    const answer = await keys.find(ADDRESS, { alg: 'ES384', kid });
    return 'key' in answer ? 'found' : answer.refused;
  };
  return { state, ask, askOld: () => ask(old.jwk.kid), askFresh: () => ask(fresh.jwk.kid) };
}

/** Lets what goes on in the background go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a key set', () => {
  it('Z10 is fetched once for many calls', async () => {
    const { state, askOld } = world();
    for (let call = 0; call < 100; call += 1) expect(await askOld()).toBe('found');
    expect(state.fetches).toBe(1);
  });

  it('Z10 is fetched once for calls that come together', async () => {
    const { state, askOld } = world();
    const answers = await Promise.all(Array.from({ length: 100 }, askOld));
    expect(new Set(answers)).toEqual(new Set(['found']));
    expect(state.fetches).toBe(1);
  });

  it('of each address is kept apart', async () => {
    const own = { alg: 'ES384', kid: old.jwk.kid };
    const keys = createKeys({
      fetchKeys: async ({ host }) => (host === 'ehr.example' ? [old.jwk] : [fresh.jwk]),
      now: () => 0,
      onFailure: () => {},
    });
    expect(await keys.find(ADDRESS, own)).toHaveProperty('key');
    expect(await keys.find(new URL('https://other.example/jwks.json'), own)).toEqual({ refused: 'unknown-key' });
  });

  it('Z10 is fetched anew at once for a key id it does not hold', async () => {
    const { state, askOld, askFresh } = world();
    await askOld();
    state.published = [fresh.jwk];
    expect(await askFresh()).toBe('found');
    expect(await askOld()).toBe('unknown-key');
  });

  it('is fetched anew in the background when it is older than ten minutes', async () => {
    const { state, askOld } = world();
    await askOld();
    state.time += 10 * MINUTE;
    await askOld();
    expect(state.fetches).toBe(1);
    state.time += 1;
    state.published = [fresh.jwk];
    expect(await askOld()).toBe('found');
    await settled();
    expect(state.fetches).toBe(2);
    expect(await askOld()).toBe('unknown-key');
  });

  it('may become empty: its owner has withdrawn all keys', async () => {
    const { state, askOld } = world();
    await askOld();
    state.published = [];
    state.time += 11 * MINUTE;
    await askOld();
    await settled();
    expect(await askOld()).toBe('unknown-key');
  });
});

describe('a flood of unknown key ids', () => {
  it('Z10 causes few fetches', async () => {
    const { state, ask, askOld } = world();
    await askOld();
    for (let call = 0; call < 200; call += 1) expect(await ask(`none-${call}`)).toBe('unknown-key');
    expect(state.fetches).toBe(3);
    state.time += 30_000;
    for (let call = 0; call < 200; call += 1) await ask(`none-${call}`);
    expect(state.fetches).toBe(4);
    state.time += HOUR;
    for (let call = 0; call < 200; call += 1) await ask(`none-${call}`);
    expect(state.fetches).toBe(7);
  });

  it('does not keep known keys from serving, nor new ones from coming in', async () => {
    const { state, ask, askOld, askFresh } = world();
    for (let call = 0; call < 20; call += 1) await ask(`none-${call}`);
    expect(await askOld()).toBe('found');
    state.published = [old.jwk, fresh.jwk];
    state.time += 30_000;
    expect(await askFresh()).toBe('found');
  });

  it('in one moment shares one fetch', async () => {
    const { state, ask, askOld } = world();
    await askOld();
    await Promise.all(Array.from({ length: 100 }, (_, call) => ask(`none-${call}`)));
    expect(state.fetches).toBe(2);
  });
});

describe('a key server that is down', () => {
  it('is not noticed for a day', async () => {
    const { state, askOld } = world();
    await askOld();
    state.isDown = true;
    for (let hour = 1; hour < 24; hour += 1) {
      state.time += HOUR;
      expect(await askOld()).toBe('found');
      await settled();
    }
    expect(state.failures).toBe(23);
    state.time += HOUR;
    expect(await askOld()).toBe('keys-unreachable');
    state.isDown = false;
    state.time += MINUTE;
    expect(await askOld()).toBe('found');
  });

  it('Z10 does not lose its keys to a token with an unknown key id', async () => {
    const { state, askOld, askFresh } = world();
    await askOld();
    state.isDown = true;
    expect(await askFresh()).toBe('unknown-key');
    expect(await askOld()).toBe('found');
  });

  it('from the start is asked again, but not for every call', async () => {
    const { state, askOld } = world();
    state.isDown = true;
    for (let call = 0; call < 100; call += 1) expect(await askOld()).toBe('keys-unreachable');
    expect(state).toMatchObject({ fetches: 3, failures: 3 });
    state.isDown = false;
    state.time += 30_000;
    expect(await askOld()).toBe('found');
  });
});

describe('over the network', () => {
  it('Z10 a client changes its keys, its server falls silent, and its calls go on', async () => {
    const stub = await startKeyStub(old.jwk);
    const { ask } = verifierOf([siteOf({ keys: { jku: [new URL(stub.jku)] } })]);
    expect(await ask(await old.bearer())).toEqual({ site: 'st-mary' });
    stub.publish(fresh.jwk);
    expect(await ask(await fresh.bearer())).toEqual({ site: 'st-mary' });
    expect(await ask(await old.bearer())).toBe('unknown-key');
    stub.answerWith((request) => request.destroy());
    expect(await ask(await fresh.bearer())).toEqual({ site: 'st-mary' });
  });

  it('first calls that come together fetch once', async () => {
    const stub = await startKeyStub(old.jwk);
    const { ask } = verifierOf([siteOf({ keys: { jku: [new URL(stub.jku)] } })]);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => old.bearer()));
    const answers = await Promise.all(tokens.map((token) => ask(token)));
    expect(answers).toEqual(tokens.map(() => ({ site: 'st-mary' })));
    expect(stub.seen).toHaveLength(1);
  });

  it('a call is refused, not failed, while there are no keys', async () => {
    const stub = await startKeyStub();
    stub.answerWith((_request, response) => void response.writeHead(503).end());
    const { ask } = verifierOf([siteOf({ keys: { jku: [new URL(stub.jku)] } })]);
    expect(await ask(await old.bearer())).toBe('keys-unreachable');
  });
});
