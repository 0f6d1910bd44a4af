import type { RequestListener } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { createFhirClient, createFhirClients } from '../../src/fhir-client/client.ts';
import { changed } from '../support/call.ts';
import {
  accessTo,
  BONE_CANCER,
  sendJson,
  serving,
  spineCall,
  startUntilTestEnds,
  TOKEN,
} from '../support/fhir-server.ts';
import { gather, missing } from '../support/gather.ts';

describe('an address of more than 2,000 characters', () => {
  it('is not called, and says nothing of the server', async () => {
    const server = await startUntilTestEnds(serving([BONE_CANCER]));
    const body = changed(spineCall(accessTo(server.base)), 'context.patientId', 'p'.repeat(200_000));
    expect((await gather(body)).conditions).toEqual(missing('address-too-long'));
    expect(server.seen).toEqual([]);
  });
});

describe('a server that keeps failing is left alone', () => {
  it('after five failures, and only that server', async () => {
    const client = createFhirClient({ pause: 60_000 });
    const [bad, good] = [
      await startUntilTestEnds((_request, response) => sendJson(response, {}, 500)),
      await startUntilTestEnds(serving([BONE_CANCER])),
    ];
    for (let call = 0; call < 3; call++) await gather(spineCall(accessTo(bad.base)), { client });
    const asked = bad.seen.length;
    expect((await gather(spineCall(accessTo(bad.base)), { client })).conditions).toEqual(missing('circuit-open'));
    expect(bad.seen.length).toBe(asked);
    expect((await gather(spineCall(accessTo(good.base)), { client })).conditions).toMatchObject({ state: 'known' });
  });

  it('while 200 servers are known and the others are called', async () => {
    const client = createFhirClient({ failureLimit: 1, pause: 60_000 });
    const bad = await startUntilTestEnds((_request, response) => sendJson(response, {}, 500));
    const good = await startUntilTestEnds(serving([BONE_CANCER]));
    const ask = (url: string) =>
      client.get(new URL(url), { base: new URL(url), token: TOKEN, signal: AbortSignal.timeout(10_000) });
    await ask(bad.base);
    for (let other = 1; other < 200; other++) await ask(`${good.base}/${other}`);
    await ask(`${good.base}/1`);
    expect(await ask(bad.base)).toEqual({ missing: 'circuit-open', unsent: true });
    expect(bad.seen.length).toBe(1);
  });

  it('not for refusing a token', async () => {
    const client = createFhirClient({ failureLimit: 2 });
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 401));
    for (let call = 0; call < 4; call++) await gather(spineCall(accessTo(server.base)), { client });
    expect(server.seen.length).toBe(8);
  });

  it('not for failures of a request: its address is unknown, its answer too large, or its time was up before', async () => {
    const client = createFhirClient({ answerLimit: 100, failureLimit: 1 });
    let late = new AbortController();
    const answers: Readonly<Record<string, RequestListener>> = {
      '/fhir/a': (_request, response) => sendJson(response, {}, 400),
      '/fhir/b': (_request, response) => sendJson(response, {}, 501),
      '/fhir/c': (_request, response) => void response.end('x'.repeat(200)),
      '/fhir/d': () => late.abort(),
    };
    const server = await startUntilTestEnds((request, response) => answers[request.url ?? '']?.(request, response));
    const base = new URL(server.base);
    // No time goes by until the call that is late is broken off.
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const path of ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd']) {
      late = new AbortController();
      await client.get(new URL(`/fhir/${path}`, base), { base, token: TOKEN, signal: late.signal });
    }
    vi.useRealTimers();
    expect(server.seen).toHaveLength(8);
  });

  it('for one site, and not for the others', async () => {
    const clients = createFhirClients();
    const server = await startUntilTestEnds((_request, response) => sendJson(response, {}, 500));
    const ask = async (site: string) =>
      (await gather(spineCall(accessTo(server.base)), { client: clients(site) })).coverages;
    for (let call = 0; call < 3; call++) await ask('st-mary');
    expect([await ask('st-mary'), await ask('st-luke')]).toEqual([missing('circuit-open'), missing('server-failed')]);
  });

  it.each([
    ['in seconds', 429, () => '60'],
    ['by a date', 503, () => new Date(Date.now() + 60_000).toUTCString()],
  ])('as long as it asks %s', async (_way, status, retryAfter) => {
    const client = createFhirClient();
    const server = await startUntilTestEnds(
      (_request, response) => void response.writeHead(status, { 'Retry-After': retryAfter() }).end(),
    );
    const ask = async () =>
      (await gather(spineCall(accessTo(server.base)), { client }, new Set(['coverages']))).coverages;
    await ask();
    expect(await ask()).toEqual(missing('throttled'));
    expect(server.seen).toHaveLength(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    await ask();
    vi.useRealTimers();
    expect(server.seen).toHaveLength(2);
  });

  it('and asked again after the pause', async () => {
    const client = createFhirClient({ failureLimit: 1, pause: 30 });
    let broken = true;
    const server = await startUntilTestEnds((request, response) =>
      broken ? sendJson(response, {}, 500) : serving([BONE_CANCER])(request, response),
    );
    await gather(spineCall(accessTo(server.base)), { client });
    broken = false;
    await expect
      .poll(
        async () =>
          (await gather(spineCall(accessTo(server.base)), { client }, new Set(['conditions']))).conditions.state,
      )
      .toBe('known');
  });
});
