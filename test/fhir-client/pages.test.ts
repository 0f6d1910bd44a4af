import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { accessTo, BONE_CANCER, sendJson, spineCall, startUntilTestEnds, TOKEN } from '../support/fhir-server.ts';
import { gather } from '../support/gather.ts';

async function conditionsOf(body: JsonObject) {
  const { conditions } = await gather(body, {}, new Set(['conditions']));
  return conditions;
}

const pageWith = (resources: readonly JsonObject[], next?: unknown) => ({
  ...searchset(resources),
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
});
const sent = (next: unknown) => ({ prefetch: { conditions: pageWith([], next) } });

describe('a page with a next link', () => {
  it('sent in prefetch is completed from the FHIR server, with the token', async () => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, searchset([BONE_CANCER])));
    const fact = await conditionsOf(
      spineCall({ ...accessTo(server.base), ...sent(`${server.base}/Condition?page=2`) }),
    );
    expect(fact).toEqual({ state: 'known', value: [BONE_CANCER] });
    expect(server.seen).toEqual([{ url: '/fhir/Condition?page=2', authorization: `Bearer ${TOKEN}` }]);
  });

  it.each([
    ['that names no FHIR server', {}, 'rest-not-sent'],
    ['that gives no token', { fhirServer: 'https://ehr.example.org/fhir' }, 'no-token'],
    ['of a server that is not registered', accessTo('https://ehr.example.org/fhir'), 'untrusted-server'],
  ])('of a client %s leaves the data known in part, and says why', async (_who, access, lacking) => {
    const body = spineCall({ ...access, ...sent('https://ehr.example.org/fhir/Condition?page=2') });
    expect(await conditionsOf(body)).toEqual({ state: 'known', value: [], lacking });
  });

  it('that comes round again ends', async () => {
    const server = await startUntilTestEnds((_request, response) =>
      sendJson(response, pageWith([], 'Condition?page=1')),
    );
    expect(await conditionsOf(spineCall(accessTo(server.base)))).toMatchObject({ lacking: 'too-many' });
    expect(server.seen.length).toBe(2);
  });

  it('without end is cut off', async () => {
    let page = 0;
    const server = await startUntilTestEnds((_request, response) =>
      sendJson(response, pageWith([], `Condition?page=${++page}`)),
    );
    expect(await conditionsOf(spineCall(accessTo(server.base)))).toMatchObject({ lacking: 'too-many' });
    expect(server.seen).toHaveLength(20);
  });

  it.each(['', 7, 'javascript:alert(1)', 'file:///etc/passwd'])('to %j leaves the data known in part', async (next) => {
    const server = await startUntilTestEnds((_request, response) => sendJson(response, searchset([])));
    expect(await conditionsOf(spineCall({ ...accessTo(server.base), ...sent(next) }))).toMatchObject({
      state: 'known',
      lacking: 'foreign-link',
    });
    expect(server.seen).toEqual([]);
  });
});

describe('the token goes to no other address', () => {
  const leak = (path: string) => async () => {
    const thief = await startUntilTestEnds((_request, response) => sendJson(response, searchset([BONE_CANCER])));
    const server = await startUntilTestEnds((_request, response) =>
      sendJson(response, pageWith([], path.replace('THIEF', thief.origin))),
    );
    return { thief, server };
  };

  it.each([
    ['another origin', 'THIEF/fhir/Condition?page=2'],
    ['another path of the same origin', '/private/Condition?page=2'],
  ])('for a next link to %s', async (_what, path) => {
    const { thief, server } = await leak(path)();
    expect(await conditionsOf(spineCall(accessTo(server.base)))).toMatchObject({ lacking: 'foreign-link' });
    expect([thief.seen.length, server.seen.length]).toEqual([0, 1]);
  });

  it('for a next link that hides another host behind a user name', async () => {
    const thief = await startUntilTestEnds((_request, response) => sendJson(response, searchset([])));
    const server = await startUntilTestEnds((_request, response) =>
      sendJson(
        response,
        pageWith([], `http://${new URL(server.base).host}@${new URL(thief.base).host}/fhir/Condition`),
      ),
    );
    expect(await conditionsOf(spineCall(accessTo(server.base)))).toMatchObject({ lacking: 'foreign-link' });
    expect(thief.seen).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])('for a %i redirect', async (status) => {
    const thief = await startUntilTestEnds((_request, response) => sendJson(response, searchset([BONE_CANCER])));
    const server = await startUntilTestEnds(
      (_request, response) => void response.writeHead(status, { Location: `${thief.base}/Condition` }).end(),
    );
    expect(await conditionsOf(spineCall(accessTo(server.base)))).toEqual({ state: 'missing', reason: 'redirected' });
    expect(thief.seen).toEqual([]);
  });
});
