import { describe, expect, it } from 'vitest';
import { readPage } from '../../src/hooks/searchset.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { knowledge } from '../support/knowledge.ts';

const condition = (id: string, subject: unknown = { reference: 'Patient/p1' }): JsonObject => ({
  resourceType: 'Condition',
  id,
  subject,
});
const page = searchset([condition('c1')]);
const wanted = { type: 'Condition', patientId: 'p1', outcomes: knowledge.searchOutcomes };

describe('a searchset', () => {
  it.each([
    ['a bare reference', { reference: 'Patient/p1' }, true],
    ['an absolute reference', { reference: 'https://ehr.example.org/fhir/Patient/p1' }, true],
    ['a version of the patient', { reference: 'Patient/p1/_history/2' }, true],
    ['no reference', { display: 'the patient' }, true],
    ['no subject', undefined, true],
    ['an address only the client knows', { reference: 'urn:uuid:5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e' }, true],
    ['what it contains, whose ids are its own', { reference: '#p2' }, true],
    ['another patient', { reference: 'Patient/p2' }, false],
    ['a group', { reference: 'Group/p1' }, false],
    ['the Patient of the same Bundle', { reference: 'urn:uuid:1' }, true],
    ['another Patient of the same Bundle', { reference: 'urn:uuid:2' }, false],
    ['another patient by absolute reference', { reference: 'https://ehr.example.org/fhir/Patient/p2' }, false],
    ['a patient whose id only begins alike', { reference: 'Patient/p11' }, false],
    ['a version of another patient', { reference: 'Patient/p2/_history/1' }, false],
  ])('keeps what is about %s only if it can be this patient', (_name, subject, kept) => {
    const patients = ['p1', 'p2'].map((id, at) => ({
      fullUrl: `urn:uuid:${at + 1}`,
      resource: { resourceType: 'Patient', id },
    }));
    const value = { ...page, type: 'collection', entry: [...patients, { resource: condition('c1', subject) }] };
    expect(readPage(value, wanted)).toHaveProperty('resources.length', kept ? 1 : 0);
  });
});

describe('a Bundle that holds Bundles', () => {
  const holding = (type: string, ...inner: readonly unknown[]) => ({
    resourceType: 'Bundle',
    type,
    entry: inner.map((resource) => ({ resource })),
  });
  const next = { link: [{ relation: 'next', url: 'https://x/Condition?page=2' }] };

  it.each<readonly [rule: string, value: unknown, ids: readonly string[], reason: string | undefined]>([
    ['is read through', holding('collection', holding('collection', page)), ['c1'], undefined],
    ['in a list is read through', [page], ['c1'], 'no-searchset'],
    [
      'is the answers to a batch',
      holding('batch-response', page, searchset([condition('c2')]), searchset([])),
      ['c1', 'c2'],
      undefined,
    ],
    ['lacks what one of them lacks', holding('collection', { ...page, total: 61 }), ['c1'], 'cut-short'],
    ['lacks the next page of one of them', holding('collection', { ...page, ...next }), ['c1'], 'cut-short'],
    [
      'lacks one that is no search result',
      holding('collection', page, { ...page, type: 'history' }),
      ['c1'],
      'unreadable',
    ],
    [
      'lacks a search of the batch that failed',
      {
        resourceType: 'Bundle',
        type: 'batch-response',
        entry: [{ resource: page }, { response: { status: '403 Forbidden' } }],
      },
      ['c1'],
      'no-content',
    ],
    [
      "lacks what is only about another patient's",
      holding('collection', searchset([condition('c2', { reference: 'Patient/p2' })])),
      [],
      'another-patient',
    ],
  ])('%s', (_rule, value, ids, reason) => {
    const read = readPage(value, wanted);
    expect(read).toMatchObject({ resources: ids.map((id) => ({ id })), lacking: reason });
    expect(read).toHaveProperty('resources.length', ids.length);
  });

  it('is read to a depth that no client needs, and lacks what is deeper', () => {
    const nested = (levels: number) => {
      let bundle: JsonObject = page;
      for (let level = 0; level < levels; level++) bundle = holding('collection', bundle);
      return readPage(bundle, wanted);
    };
    expect(nested(8)).toMatchObject({ resources: [{ id: 'c1' }], lacking: undefined });
    expect(nested(9)).toMatchObject({ resources: [], lacking: 'unreadable' });
    expect(nested(100_000)).toMatchObject({ resources: [], lacking: 'unreadable' });
  });
});
