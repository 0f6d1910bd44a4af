import { describe, expect, it } from 'vitest';
import { FACTS, type Fact, type FactDefinition } from '../../src/decision/facts.ts';
import { factOf, readOtherKeys, readPrefetched, STANDARD_HABITS } from '../../src/hooks/prefetch.ts';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { knowledge } from '../support/knowledge.ts';

const condition = (id: string, subject: unknown = { reference: 'Patient/p1' }): JsonObject => ({
  resourceType: 'Condition',
  id,
  subject,
});
const outcome = (severity?: string): JsonObject => ({
  resourceType: 'OperationOutcome',
  issue: [{ code: 'processing', ...(severity ? { severity } : {}) }],
});

const [CONDITIONS, COVERAGES] = FACTS as [FactDefinition, FactDefinition];
const wantedOf = ({ type }: FactDefinition) => ({ type, patientId: 'p1', outcomes: knowledge.searchOutcomes });

/** The fact that a prefetch amounts to, without access to a FHIR server. */
function factIn(prefetch: JsonObject, fact = CONDITIONS, habits = STANDARD_HABITS): Fact<readonly JsonObject[]> {
  const sent = readPrefetched(prefetch, fact, wantedOf(fact), habits);
  if ('missing' in sent) return { state: 'missing', reason: sent.missing };
  const lacking = sent.page.next === undefined ? undefined : 'not-sent';
  return factOf([sent.page], fact.search, lacking, habits);
}

const read = (value: unknown, fact = CONDITIONS) => factIn({ [fact.key]: value }, fact);

const page = searchset([condition('c1')]);

interface State {
  readonly rule: string;
  readonly value: unknown;
  readonly ids: readonly string[];
  readonly complete: boolean;
}

const known: readonly State[] = [
  { rule: 'null is known to be empty', value: null, ids: [], complete: true },
  { rule: 'a searchset without entries is known to be empty', value: searchset([]), ids: [], complete: true },
  {
    rule: 'a searchset that leaves out its entries is known to be empty',
    value: { resourceType: 'Bundle', type: 'searchset', total: 0 },
    ids: [],
    complete: true,
  },
  {
    rule: 'a searchset is known',
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
    rule: 'a next link means that there is more',
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
    rule: 'a next link counts whatever its capitals',
    value: { ...page, link: [{ relation: 'Next', url: 'https://x/2' }] },
    ids: ['c1'],
    complete: false,
  },
  {
    rule: 'an outcome entry that reports an error means that there may be more',
    value: searchset([condition('c1'), outcome('error')]),
    ids: ['c1'],
    complete: false,
  },
  {
    rule: 'an outcome entry that reports a fatal error means that there may be more',
    value: searchset([outcome('fatal')]),
    ids: [],
    complete: false,
  },
  {
    rule: 'an outcome entry that only warns is passed over',
    value: searchset([condition('c1'), outcome('warning')]),
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'an empty search that Epic reports by an outcome and a total of 0 is known to be empty',
    value: { ...searchset([outcome('warning')]), total: 0 },
    ids: [],
    complete: true,
  },
  {
    rule: 'an error counts even beside a total of 0',
    value: { ...searchset([outcome('error')]), total: 0 },
    ids: [],
    complete: false,
  },
  {
    rule: 'another type of resource is passed over',
    value: searchset([{ resourceType: 'Patient', id: 'p1' }, condition('c1')]),
    ids: ['c1'],
    complete: true,
  },
  {
    rule: 'entries that are no objects stand for what did not arrive',
    value: { ...page, entry: [null, 1, 'x', [], { resource: condition('c1') }] },
    ids: ['c1'],
    complete: false,
  },
  {
    rule: 'a resource of no type stands for one that did not arrive',
    value: searchset([{ id: 'c1' }]),
    ids: [],
    complete: false,
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
    ['that was not sent is missing', undefined, 'not-sent'],
    ['that is an OperationOutcome has failed', outcome('error'), 'failed'],
    ['that is an OperationOutcome of any severity has failed', outcome(), 'failed'],
    ['that is a text is unreadable', 'Condition/1', 'unreadable'],
    ['that is an empty object is unreadable', {}, 'unreadable'],
    ['that is another resource is unreadable', { resourceType: 'Patient', id: 'p1' }, 'unreadable'],
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

  it.each(['subject', 'beneficiary', 'patient'])('knows the patient by %s', (member) => {
    const mine = { resourceType: 'Coverage', id: 'mine', [member]: { reference: 'Patient/p1' } };
    const other = { resourceType: 'Coverage', id: 'other', [member]: { reference: 'Patient/p2' } };
    expect(read(searchset([other, mine]), COVERAGES)).toMatchObject({ value: [{ id: 'mine' }], foreign: 1 });
  });
});

const issue = (severity: string, code: string, detail?: string) => ({
  severity,
  code,
  ...(detail === undefined ? {} : { details: { coding: [{ system: 'urn:oid:1.2.3', code: detail }] } }),
});
const told = (...issues: readonly JsonObject[]): JsonObject => ({ resourceType: 'OperationOutcome', issue: issues });

describe('a searchset that is not all', () => {
  it.each<readonly [rule: string, value: JsonObject, reason: string | undefined]>([
    [
      'withheld as suppressed, by a warning beside a total of 0',
      { ...searchset([told(issue('warning', 'suppressed', '59'))]), total: 0 },
      'withheld',
    ],
    [
      'withheld as forbidden, by information',
      searchset([condition('c1'), told(issue('information', 'forbidden'))]),
      'withheld',
    ],
    ['timed out', searchset([told(issue('warning', 'timeout'))]), 'timed-out'],
    ['too costly', searchset([told(issue('warning', 'too-costly'))]), 'cut-short'],
    ['of an unsupported search', searchset([told(issue('error', 'not-supported'))]), 'not-supported'],
    ['of an error that the table does not know', searchset([told(issue('error', 'business-rule'))]), 'failed'],
    [
      'an error in an outcome that begins with a harmless issue',
      searchset([told(issue('information', 'informational'), issue('fatal', 'exception'))]),
      'failed',
    ],
    [
      'nothing found, as Epic says it',
      { ...searchset([told(issue('warning', 'processing', '4101'))]), total: 0 },
      undefined,
    ],
    [
      "Epic's standing note, whatever its type",
      searchset([condition('c1'), told(issue('warning', 'suppressed', '4119'))]),
      undefined,
    ],
    ['a note that only informs', searchset([condition('c1'), told(issue('information', 'informational'))]), undefined],
    ['a total above what came', { ...searchset([condition('c1')]), total: 61 }, 'cut-short'],
    ['a total above what came, as text', { ...searchset([condition('c1')]), total: '61' }, 'cut-short'],
    ['a total as text that is what came', { ...searchset([condition('c1')]), total: '1' }, undefined],
    ['a total that is no number', { ...searchset([condition('c1')]), total: 'many' }, undefined],
    [
      'a page that another comes before',
      { ...page, link: [{ relation: 'previous', url: 'https://x/Condition?page=1' }] },
      'cut-short',
    ],
    [
      'a total that includes what is about another patient',
      { ...searchset([condition('c1'), condition('c2', { reference: 'Patient/p2' })]), total: 2 },
      undefined,
    ],
    [
      'entries without their resources',
      { ...searchset([]), entry: [{ fullUrl: 'https://x/Condition/1' }], total: 1 },
      'no-content',
    ],
    ['matches that are all of another type', searchset([{ resourceType: 'Patient', id: 'p1' }]), 'unreadable'],
    ['all of it about another patient', searchset([condition('c1', { reference: 'Patient/p2' })]), 'another-patient'],
  ])('is known in part: %s', (_rule, value, reason) => {
    expect(read(value)).toMatchObject({ state: 'known' });
    expect((read(value) as { lacking?: string }).lacking).toBe(reason);
  });

  it('is missing with the reason where an outcome stands in its place', () => {
    expect(read(told(issue('error', 'forbidden')))).toEqual({ state: 'missing', reason: 'withheld' });
  });

  it.each([
    ['a lone resource', condition('c1')],
    ['a list of resources', [condition('c1')]],
  ])('counts for what it holds where %s stands in its place', (_what, value) => {
    expect(read(value)).toEqual({ state: 'known', value: [condition('c1')], lacking: 'no-searchset' });
  });
});

describe('a client with habits of its own', () => {
  const habits = { ...STANDARD_HABITS, pages: false };
  const full = searchset(Array.from({ length: 20 }, (_, at) => ({ ...condition(`c${at}`), resourceType: 'Coverage' })));

  it('without pages has cut a search that is as long as was asked for, and no other', () => {
    expect(factIn({ coverage: full }, COVERAGES, habits)).toMatchObject({ lacking: 'cut-short' });
    expect(factIn({ coverage: full }, COVERAGES)).not.toHaveProperty('lacking');
    expect(factIn({ coverage: searchset([]) }, COVERAGES, habits)).not.toHaveProperty('lacking');
  });

  it('that sends null for what it could not fill has not said that there is none', () => {
    expect(factIn({ conditions: null }, CONDITIONS, { ...STANDARD_HABITS, nulls: 'unknown' })).toEqual({
      state: 'missing',
      reason: 'not-filled',
    });
  });

  it.each(['{{%patient.id}}', '{{context.patientId.upper()}}', '{{%conditions.entry.resource.id}}'])(
    'has not said that there is none by null for a template with %s',
    (token) => {
      const fact = { ...CONDITIONS, search: `Condition?patient=${token}` };
      expect(factIn({ conditions: null }, fact)).toEqual({ state: 'missing', reason: 'not-filled' });
    },
  );

  it.each<readonly [string, JsonObject]>([
    ['a key that differs in case', { Conditions: page }],
    ['a key that clients are known to use', { conditionBundle: page }],
  ])('may send the same under %s', (_how, prefetch) => {
    expect(factIn(prefetch)).toEqual({ state: 'known', value: [condition('c1')] });
  });

  it('may send the same under a key that its site file names', () => {
    const named = { ...STANDARD_HABITS, keys: new Map([['problems', 'conditions']]) };
    expect(factIn({ problems: page }, CONDITIONS, named)).toEqual({ state: 'known', value: [condition('c1')] });
    expect(factIn({ problems: page })).toEqual({ state: 'missing', reason: 'not-sent' });
  });

  it('may send them under any key, perhaps not all of them', () => {
    const other = readOtherKeys({ patient: { resourceType: 'Patient' }, everything: page }, wantedOf(CONDITIONS));
    expect(other).toMatchObject({ resources: [condition('c1')], lacking: 'other-key' });
    expect(readOtherKeys({ patient: { resourceType: 'Patient' } }, wantedOf(CONDITIONS))).toBeUndefined();
  });
});
