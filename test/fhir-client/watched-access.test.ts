import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createFhirClient, type FhirAnswer } from '../../src/fhir-client/client.ts';
import { watchAccess } from '../../src/fhir-client/watched-access.ts';
import { startUntilTestEnds } from '../support/fhir-server.ts';

// CRD CRDMetricData.tokenUse: what became of the token of a call.

const BASE = new URL('https://ehr.example.org/fhir/');

/** Asks once for each answer that the FHIR server is to give. */
async function watching(answers: readonly FhirAnswer[]) {
  const left = [...answers];
  const client = { get: async () => left.shift() ?? { missing: 'unreachable' as const } };
  const { signal } = new AbortController();
  const watched = watchAccess({ client, base: BASE, token: 't', scope: 'patient/*.read', signal });
  const { access } = watched;
  if (typeof access === 'string') throw new Error(access);
  for (const answer of answers) expect(await access.client.get(BASE, access)).toBe(answer);
  return watched;
}

const PATIENT = { content: { resourceType: 'Patient', id: 'p1' } };
const FOUND = {
  content: {
    resourceType: 'Bundle',
    entry: [{ resource: { resourceType: 'Condition' } }, { resource: { resourceType: 'Condition' } }],
  },
};

describe('the token of a call', () => {
  it.each<[string, readonly FhirAnswer[], string]>([
    ['was not used where nothing was asked', [], 'not-used'],
    ['was not used where no request was sent', [{ missing: 'circuit-open', unsent: true }], 'not-used'],
    ['was used where something came', [{ missing: 'refused' }, PATIENT], 'used'],
    ['was used where the server has no such resource', [{ missing: 'gone' }], 'used'],
    ['was rejected where all failed', [{ missing: 'refused' }, { missing: 'server-failed' }], 'rejected'],
  ])('%s', async (_what, answers, use) => {
    expect((await watching(answers)).tokenUse()).toBe(use);
  });

  it.each<[string, string, AbortSignal]>([
    ['the server asked to be left alone', '/fhir/Patient/p1', AbortSignal.timeout(10_000)],
    ['the time was up before', '/fhir/Patient/p1', AbortSignal.abort()],
    ['the address is too long', `/fhir/${'x'.repeat(3000)}`, AbortSignal.timeout(10_000)],
  ])('was not used by a client that sent nothing since %s', async (_why, path, signal) => {
    const throttle = (_request: unknown, response: ServerResponse) =>
      void response.writeHead(429, { 'Retry-After': '60' }).end();
    const { base: address, seen } = await startUntilTestEnds(throttle);
    const [base, client] = [new URL(address), createFhirClient()];
    await client.get(base, { base, token: 't', signal: AbortSignal.timeout(10_000) });
    const { access, tokenUse } = watchAccess({ client, base, token: 't', scope: 'patient/*.read', signal });
    if (typeof access === 'string') throw new Error(access);
    expect(await access.client.get(new URL(path, base), access)).toHaveProperty('missing');
    expect(seen).toHaveLength(1);
    expect(tokenUse()).toBe('not-used');
  });

  it('was not used where there is no server', () => {
    const watched = watchAccess('not-sent');
    expect([watched.access, watched.tokenUse(), watched.types()]).toEqual(['not-sent', 'not-used', []]);
  });

  it('brought the resources that are counted by their types', async () => {
    expect((await watching([PATIENT, FOUND, { content: 'no FHIR' }])).types()).toEqual([
      'Patient',
      'Condition',
      'Condition',
    ]);
  });

  it('brought so many resources at once that they fit in no one call of a function', async () => {
    const entry = Array.from({ length: 300_000 }, () => ({ resource: { resourceType: 'Condition' } }));
    expect((await watching([{ content: { resourceType: 'Bundle', entry } }])).types()).toHaveLength(300_000);
  });
});
