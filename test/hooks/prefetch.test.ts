import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/decision/facts.ts';
import { factOf, readPrefetched, type Wanted } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';

const condition = (id: string, subject: unknown = { reference: 'Patient/p1' }): JsonObject => ({
  resourceType: 'Condition',
  id,
  subject,
});
const outcome = (severity?: string): JsonObject => ({
  resourceType: 'OperationOutcome',
  issue: [{ code: 'processing', ...(severity ? { severity } : {}) }],
});

function read(value: unknown, type: Wanted['type'] = 'Condition'): Fact<readonly JsonObject[]> {
  const sent = readPrefetched(value, { type, patientId: 'p1' });
  if ('missing' in sent) return { state: 'missing', reason: sent.missing };
  return factOf([sent.page], sent.page.next === undefined ? undefined : 'not-sent');
}

const page = searchset([condition('c1')]);

interface State {
  readonly rule: string;
  readonly value: unknown;
  readonly ids: readonly string[];
  readonly complete: boolean;
}

const known: readonly State[] = [
  { rule: 'P19 null is known to be empty', value: null, ids: [], complete: true },
  { rule: 'P19 a searchset without entries is known to be empty', value: searchset([]), ids: [], complete: true },
  {
    rule: 'P19 a searchset that leaves out its entries is known to be empty',
    value: { resourceType: 'Bundle', type: 'searchset', total: 0 },
    ids: [],
    complete: true,
  },
  {
    rule: 'P22 a searchset is known',
    value: searchset([condition('c1'), condition('c2')]),
    ids: ['c1', 'c2'],
    complete: true,
  },
  { rule: 'a Bundle without type is a searchset', value: { ...page, type: undefined }, ids: ['c1'], complete: true },
  {
    rule: 'a collection is as good as a searchset',
    value: { ...page, type: 'collection' },
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'P21 a next link means that there is more',
    value: {
      ...page,
      link: [
        { relation: 'self', url: 'https://x/1' },
        { relation: 'next', url: 'https://x/2' },
      ],
    },
    ids: ['c1'],
    complete: false,
  },
  {
    rule: 'P17 an outcome entry that reports an error means that there may be more',
    value: searchset([condition('c1'), outcome('error')]),
    ids: ['c1'],
    complete: false,
  },
  {
    rule: 'P17 an outcome entry that reports a fatal error means that there may be more',
    value: searchset([outcome('fatal')]),
    ids: [],
    complete: false,
  },
  {
    rule: 'P17 an outcome entry that only warns is passed over',
    value: searchset([condition('c1'), outcome('warning')]),
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'P19 an empty search that Epic reports by an outcome and a total of 0 is known to be empty',
    value: { ...searchset([outcome('warning')]), total: 0 },
    ids: [],
    complete: true,
  },
  {
    rule: 'P19 a total of 0 holds even if the outcome calls itself an error',
    value: { ...searchset([outcome('error')]), total: 0 },
    ids: [],
    complete: true,
  },
  {
    rule: 'another type of resource is passed over',
    value: searchset([{ resourceType: 'Patient', id: 'p1' }, condition('c1')]),
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'null, junk and empty entries are passed over',
    value: {
      ...page,
      entry: [null, 1, 'x', [], {}, { resource: null }, { resource: [] }, { resource: condition('c1') }],
    },
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'links that are no links are passed over',
    value: { ...page, link: [null, 'next', {}] },
    ids: ['c1'],
    complete: true,
  },
];

describe('a prefetched search', () => {
  it.each(known)('$rule', ({ value, ids, complete }) => {
    const fact = read(value);
    expect(fact.state === 'known' && fact.lacking === undefined).toBe(complete);
    expect(fact.state === 'known' && fact.value.map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['P20 that was not sent is missing', undefined, 'not-sent'],
    ['P17 P18 that is an OperationOutcome has failed', outcome('error'), 'failed'],
    ['P17 that is an OperationOutcome of any severity has failed', outcome(), 'failed'],
    ['that is a text is unreadable', 'Condition/1', 'unreadable'],
    ['that is a list is unreadable', [condition('c1')], 'unreadable'],
    ['that is an empty object is unreadable', {}, 'unreadable'],
    ['that is another resource is unreadable', condition('c1'), 'unreadable'],
    ['that is a transaction is unreadable', { ...page, type: 'transaction' }, 'unreadable'],
    ['whose entries are no list is unreadable', { ...page, entry: { resource: {} } }, 'unreadable'],
    [
      'for a token nobody filled says nothing of this patient',
      { ...searchset([]), link: [{ relation: 'self', url: 'https://x/Condition?patient={{context.patientId}}' }] },
      'unreadable',
    ],
    [
      'for an encoded token nobody filled says nothing of this patient',
      {
        ...searchset([]),
        link: [{ relation: 'self', url: 'https://x/Condition?patient=%7b%7bcontext.patientId%7D%7D' }],
      },
      'unreadable',
    ],
  ])('%s, which never means empty', (_rule, value, reason) => {
    expect(read(value)).toEqual({ state: 'missing', reason });
  });

  it.each([
    ['a bare reference', { reference: 'Patient/p1' }, true],
    ['an absolute reference', { reference: 'https://ehr.example.org/fhir/Patient/p1' }, true],
    ['a version of the patient', { reference: 'Patient/p1/_history/2' }, true],
    ['no reference', { display: 'the patient' }, true],
    ['no subject', undefined, true],
    ['an address only the client knows', { reference: 'urn:uuid:5a2b8f7e-0c4d-4a1c-9d1e-1f2a3b4c5d6e' }, true],
    ['another patient', { reference: 'Patient/p2' }, false],
    ['another patient by absolute reference', { reference: 'https://ehr.example.org/fhir/Patient/p2' }, false],
    ['a patient whose id only begins alike', { reference: 'Patient/p11' }, false],
    ['a version of another patient', { reference: 'Patient/p2/_history/1' }, false],
  ])('keeps what is about %s only if it can be this patient', (_name, subject, kept) => {
    expect(read(searchset([condition('c1', subject)]))).toMatchObject({ value: kept ? [{ id: 'c1' }] : [] });
  });

  it.each(['subject', 'beneficiary', 'patient'])('knows the patient by %s', (member) => {
    const mine = { resourceType: 'Coverage', id: 'mine', [member]: { reference: 'Patient/p1' } };
    const other = { resourceType: 'Coverage', id: 'other', [member]: { reference: 'Patient/p2' } };
    expect(read(searchset([other, mine]), 'Coverage')).toMatchObject({ value: [{ id: 'mine' }], foreign: 1 });
  });
});
