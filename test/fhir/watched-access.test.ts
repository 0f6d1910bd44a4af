import { describe, expect, it } from 'vitest';
import type { FhirAnswer } from '../../src/fhir/client.ts';
import { watchAccess } from '../../src/fhir/watched-access.ts';

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
  for (const answer of answers) expect(await access.client.get(BASE, BASE, 't', signal)).toBe(answer);
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
    [
      'was not used where no request was sent',
      [{ missing: 'circuit-open' }, { missing: 'address-too-long' }],
      'not-used',
    ],
    ['was used where something came', [{ missing: 'refused' }, PATIENT], 'used'],
    ['was used where the server has no such resource', [{ missing: 'gone' }], 'used'],
    ['was rejected where all failed', [{ missing: 'refused' }, { missing: 'server-failed' }], 'rejected'],
  ])('%s', async (_what, answers, use) => {
    expect((await watching(answers)).tokenUse()).toBe(use);
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
