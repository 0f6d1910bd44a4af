import type { RequestListener, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { searchset } from '../../src/policies/case-request.ts';
import { changed } from '../support/call.ts';
import {
  accessTo,
  BONE_CANCER,
  MEDICARE,
  sendJson,
  serving,
  spineCall,
  startUntilTestEnds,
  TOKEN,
} from '../support/fhir-server.ts';
import { gather, missing } from '../support/gather.ts';

describe('what is asked of the FHIR server', () => {
  it('only the key that was not sent', async () => {
    const server = await startUntilTestEnds(serving([BONE_CANCER]));
    const facts = await gather(spineCall({ ...accessTo(server.base), prefetch: { coverage: searchset([MEDICARE]) } }));
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/fhir/Condition?patient=p1&category=problem-list-item,encounter-diagnosis&_count=200',
    ]);
    expect(facts.conditions).toEqual({ state: 'known', value: [BONE_CANCER] });
    expect(facts.coverages).toEqual({ state: 'known', value: [MEDICARE] });
  });

  it('every call carries the token', async () => {
    const server = await startUntilTestEnds(serving([BONE_CANCER, MEDICARE]));
    await gather(spineCall(accessTo(server.base)));
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
  });

  it.each([
    ['bearer', [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]],
    ['MAC', []],
  ])('as much as a token of the type %s gives', async (type, expected) => {
    const server = await startUntilTestEnds(serving([]));
    await gather(changed(spineCall(accessTo(server.base)), 'fhirAuthorization.token_type', type));
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(expected);
  });

  it.each([
    ['null', null],
    ['an empty searchset', { resourceType: 'Bundle', type: 'searchset', total: 0 }],
    ['an OperationOutcome', { resourceType: 'OperationOutcome', issue: [] }],
  ])('%s in prefetch is not asked again', async (_what, value) => {
    const server = await startUntilTestEnds(serving([BONE_CANCER]));
    await gather(spineCall({ ...accessTo(server.base), prefetch: { conditions: value, coverage: value } }));
    expect(server.seen).toEqual([]);
  });

  it('the whole, where the client says that it searched for part', async () => {
    const server = await startUntilTestEnds(serving([BONE_CANCER]));
    const link = [{ relation: 'self', url: `${server.base}Condition?patient=p1&code=M54.50` }];
    const prefetch = { conditions: { ...searchset([]), link }, coverage: searchset([]) };
    const whole = await gather(spineCall({ ...accessTo(server.base), prefetch }));
    expect(server.seen).toHaveLength(1);
    expect(whole.conditions).toEqual({ state: 'known', value: [BONE_CANCER] });
    const found = { conditions: { ...searchset([{ ...BONE_CANCER, id: 'x' }]), link }, coverage: searchset([]) };
    const both = await gather(spineCall({ ...accessTo(server.base), prefetch: found }));
    expect(both.conditions).toEqual({ state: 'known', value: [BONE_CANCER, { ...BONE_CANCER, id: 'x' }] });
    const part = await gather(spineCall({ prefetch }));
    expect(part.conditions).toEqual({ state: 'known', value: [], lacking: 'narrow-search' });
  });

  it('nothing that no policy needs', async () => {
    const server = await startUntilTestEnds(serving([]));
    const facts = await gather(spineCall(accessTo(server.base)), {}, new Set(['coverages']));
    expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual(['/fhir/Coverage']);
    expect(facts.conditions).toEqual(missing('not-asked'));
  });

  it('nothing that the token does not allow', async () => {
    const server = await startUntilTestEnds(serving([MEDICARE]));
    const facts = await gather(spineCall(accessTo(server.base, 'user/Coverage.read user/Condition.write')));
    expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual(['/fhir/Coverage']);
    expect(facts.conditions).toEqual(missing('not-allowed'));
  });

  it('nothing without a token', async () => {
    const server = await startUntilTestEnds(serving([]));
    const facts = await gather(spineCall({ fhirServer: server.base }));
    expect(server.seen).toEqual([]);
    expect(facts.conditions).toEqual(missing('no-token'));
  });

  it('nothing of a server that is not registered', async () => {
    const server = await startUntilTestEnds(serving([]));
    const facts = await gather(spineCall(accessTo(server.base)), {
      servers: [new URL('https://ehr.example.org')],
      development: false,
    });
    expect(server.seen).toEqual([]);
    expect(facts.conditions).toEqual(missing('untrusted-server'));
  });

  it('the searches run side by side', async () => {
    const waiting: ServerResponse[] = [];
    const server = await startUntilTestEnds((_request, response) => {
      waiting.push(response);
      if (waiting.length === 2) for (const each of waiting) sendJson(each, searchset([]));
    });
    const { conditions, coverages } = await gather(spineCall(accessTo(server.base)));
    expect([conditions, coverages]).toEqual([
      { state: 'known', value: [] },
      { state: 'known', value: [] },
    ]);
  });
});

describe('Conditions under other keys than the one asked for', () => {
  const encounter = searchset([BONE_CANCER]);

  it.each([
    ['the problem list is empty', searchset([])],
    ['the problem list holds the same', searchset([BONE_CANCER])],
  ])('count, each once, where %s', async (_what, conditions) => {
    const facts = await gather(spineCall({ prefetch: { conditions, encounter, again: encounter } }));
    expect(facts.conditions).toEqual({ state: 'known', value: [BONE_CANCER] });
  });

  it('count though another has the same id', async () => {
    const other = { ...BONE_CANCER, code: { text: 'Low back pain' } };
    const facts = await gather(spineCall({ prefetch: { conditions: searchset([other, other]), encounter } }));
    expect(facts.conditions).toEqual({ state: 'known', value: [other, other, BONE_CANCER] });
  });

  it('count beside those that the FHIR server has', async () => {
    const server = await startUntilTestEnds(serving([]));
    const facts = await gather(spineCall({ ...accessTo(server.base), prefetch: { encounter } }));
    expect(facts.conditions).toEqual({ state: 'known', value: [BONE_CANCER] });
  });

  it('do not make whole what was cut short', async () => {
    const conditions = { ...searchset([]), total: 9 };
    const facts = await gather(spineCall({ prefetch: { conditions, encounter } }));
    expect(facts.conditions).toEqual({ state: 'known', value: [BONE_CANCER], lacking: 'cut-short' });
  });

  it('count as no Coverage does: which coverage pays is a choice among those that were searched for', async () => {
    const facts = await gather(spineCall({ prefetch: { coverage: searchset([]), history: searchset([MEDICARE]) } }));
    expect(facts.coverages).toEqual({ state: 'known', value: [] });
  });
});

describe('data that cannot be had are missing, with the reason', () => {
  const rows: readonly (readonly [what: string, reason: string, handler: RequestListener])[] = [
    ['hangs', 'late', () => undefined],
    ['drips', 'late', (_request, response) => void setInterval(() => response.write(' '), 50).unref()],
    ['closes the socket', 'unreachable', (request) => void request.socket.destroy()],
    [
      'breaks off',
      'unreachable',
      (request, response) => {
        response.write('{"resourceType":');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
    ['answers 401', 'refused', (_request, response) => sendJson(response, {}, 401)],
    ['answers 403', 'refused', (_request, response) => sendJson(response, {}, 403)],
    ['answers 404', 'gone', (_request, response) => sendJson(response, {}, 404)],
    ['answers 410', 'gone', (_request, response) => sendJson(response, {}, 410)],
    ['answers 429', 'throttled', (_request, response) => sendJson(response, {}, 429)],
    ['answers 500', 'server-failed', (_request, response) => sendJson(response, {}, 500)],
    ['answers 422', 'failed', (_request, response) => sendJson(response, {}, 422)],
    ['answers XML', 'not-fhir', (_request, response) => void response.end('<Bundle xmlns="http://hl7.org/fhir"/>')],
    [
      'answers an HTML login page',
      'not-fhir',
      (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html></html>'),
    ],
    ['answers with nothing', 'not-fhir', (_request, response) => void response.writeHead(204).end()],
    [
      'answers an OperationOutcome',
      'failed',
      (_request, response) => sendJson(response, { resourceType: 'OperationOutcome', issue: [] }),
    ],
    [
      'lies about the kind of resource',
      'unreadable',
      (_request, response) => sendJson(response, { resourceType: 'Basic' }),
    ],
    [
      'redirects',
      'redirected',
      (_request, response) => void response.writeHead(302, { Location: '/fhir/elsewhere' }).end(),
    ],
    [
      'sends more than is allowed',
      'too-large',
      (_request, response) => void response.end(`{"resourceType":"Bundle","x":"${'x'.repeat(5 * 1024 * 1024)}"}`),
    ],
  ];

  it.each(rows)('a server that %s: %s', async (_what, reason, handler) => {
    const server = await startUntilTestEnds(handler);
    const setting = reason === 'late' ? { deadline: 400 } : {};
    expect((await gather(spineCall(accessTo(server.base)), setting)).conditions).toEqual(missing(reason));
  });

  it('a server that is not there: unreachable', async () => {
    const server = await startUntilTestEnds(serving([]));
    await server.close();
    expect((await gather(spineCall(accessTo(server.base)))).conditions).toEqual(missing('unreachable'));
  });

  it('one deadline holds for all calls together', async () => {
    const server = await startUntilTestEnds((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 0);
      setTimeout(
        () => sendJson(response, { ...searchset([]), link: [{ relation: 'next', url: `Condition?page=${page + 1}` }] }),
        page === 0 ? 0 : 500,
      );
    });
    const facts = await gather(spineCall(accessTo(server.base)), { deadline: 3000 });
    expect(facts.conditions).toMatchObject({ state: 'known', lacking: 'late' });
  });

  it('a call that is late is broken off', async () => {
    let closed = 0;
    const server = await startUntilTestEnds((request) => void request.socket.on('close', () => closed++));
    await gather(spineCall(accessTo(server.base)), { deadline: 2000 });
    await expect.poll(() => closed).toBe(2);
  });
});
