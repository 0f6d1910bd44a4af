import { describe, expect, it } from 'vitest';
import { insuranceOf, payingForOrders } from '../../src/decision/coverage.ts';
import { createMatchCoverage, whyNotInForce } from '../../src/decision/coverage-match.ts';
import type { JsonObject } from '../../src/json.ts';
import { coverageOf, crdSite } from '../support/crd.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const payers = crdSite().crd?.payers ?? [];
const ORGANIZATION = {
  resourceType: 'Organization',
  id: 'x9',
  name: 'Prairie Example Health Plan',
  identifier: [{ system: 'https://payers.example.org/id', value: 'prairie-001' }],
};
const SENT = [ORGANIZATION, { resourceType: 'Organization', id: 'x8', name: ORGANIZATION.name }];
const lookup = (reference: string) =>
  reference === 'urn:uuid:b' ? coverageOf('c9') : SENT.find(({ id }) => reference === `Organization/${id}`);

function insured(coverages: readonly JsonObject[], order: JsonObject = {}, spokenFor = payers) {
  const match = createMatchCoverage({
    coverages,
    payers: spokenFor,
    knowledge,
    lookup,
    today: TODAY,
  });
  const insurance = match(insuranceOf(order));
  return 'coverage' in insurance ? `${insurance.kind} ${String(insurance.coverage['id'])}` : insurance.kind;
}

const ended = { period: { start: '2025-01-01', end: '2025-12-31' } };
const otherPayer = { payor: 'other' };

describe('the Coverage that an order falls under', () => {
  it.each([
    ['the only one, by the name of its payor', [coverageOf('a')], 'insured a'],
    ['the only one, by a reference that the site maps', [coverageOf('a', { payor: 'referenced' })], 'insured a'],
    ['the only one, by an identifier', [coverageOf('a', { payor: 'identified' })], 'insured a'],
    ['the only one, by its contained payor', [coverageOf('a', { payor: 'contained' })], 'insured a'],
    [
      'the only one, by an Organization that was sent',
      [{ ...coverageOf('a'), payor: [{ reference: 'Organization/x9' }] }],
      'insured a',
    ],
    [
      'the only one, by a name in other letters and with other spaces',
      [{ ...coverageOf('a'), payor: [{ display: ' PRAIRIE example  health plan ' }] }],
      'insured a',
    ],
    [
      'the only one, by its name beside an identifier of another system',
      [
        {
          ...coverageOf('a'),
          payor: [{ display: 'Prairie Example Health Plan', identifier: { system: 'x', value: '1' } }],
        },
      ],
      'insured a',
    ],
    [
      'the only one, by a reference with a version',
      [{ ...coverageOf('a'), payor: [{ reference: 'https://x/fhir/Organization/prairie-plan/_history/23' }] }],
      'insured a',
    ],
    [
      'none by a contained Organization that the payor does not refer to',
      [{ ...coverageOf('a', { payor: 'contained' }), payor: [{ reference: '#another' }] }],
      'other-payer',
    ],
    ['none without a payor', [{ ...coverageOf('a'), payor: undefined }], 'other-payer'],
    ['none by an Organization that was not sent', [{ ...coverageOf('a'), payor: [{ reference: 'x' }] }], 'other-payer'],
    [
      'the only one, by the name of an Organization that was sent',
      [{ ...coverageOf('a'), payor: [{ reference: 'Organization/x8' }] }],
      'insured a',
    ],
    ['none of another payer, whatever its name says', [coverageOf('a', otherPayer)], 'other-payer'],
    ['none of a payer nobody speaks for', [coverageOf('a', { payor: 'medicare' })], 'other-payer'],
    ['none where there is none', [], 'none'],
    ['none that has no id to be named by', [{ ...coverageOf('a'), id: undefined }], 'none'],
    ['none that was entered in error', [coverageOf('a', { status: 'entered-in-error' })], 'none'],
    ['one that has ended', [coverageOf('a', ended)], 'not-in-force a'],
    ['one that was cancelled', [coverageOf('a', { status: 'cancelled' })], 'not-in-force a'],
    ['one that has begun rather than one that ended', [coverageOf('a', ended), coverageOf('b')], 'insured b'],
    ['one of several that nothing ranks', [coverageOf('a'), coverageOf('b')], 'unranked a'],
    [
      'the first of several that are ranked',
      [coverageOf('a', { order: 2 }), coverageOf('b', { order: 1 })],
      'insured b',
    ],
    [
      'the first of several whose ranks are texts',
      [coverageOf('a', { order: '2' }), coverageOf('b', { order: 1 })],
      'insured b',
    ],
    ['several where only one has a rank', [coverageOf('a', { order: 2 }), coverageOf('b')], 'unranked a'],
    ['the only one of a payer spoken for, beside another', [coverageOf('a', otherPayer), coverageOf('b')], 'insured b'],
    [
      'none where another payer comes first',
      [coverageOf('a', { ...otherPayer, order: 1 }), coverageOf('b', { order: 2 })],
      'other-payer',
    ],
    ['one of nobody in the list of members', [coverageOf('a', { subscriberId: 'UNKNOWN' })], 'no-member a'],
    [
      'one with a member id among its identifiers',
      [coverageOf('a', { subscriberId: 'S-1', identifier: [{ value: 'PX-7' }] })],
      'insured a',
    ],
  ])('is %s', (_, coverages, expected) => {
    expect(insured(coverages)).toBe(expected);
  });

  it('is the only one, by a whole address that the site maps', () => {
    const address = 'https://ehr.example/fhir/Organization/9';
    const mapped = payers.map((payer) => ({ ...payer, references: [address] }));
    const coverage = (reference: string) => ({ ...coverageOf('a'), payor: [{ reference }] });
    expect(insured([coverage(address)], {}, mapped)).toBe('insured a');
    expect(insured([coverage('https://other.example/fhir/Organization/9')], {}, mapped)).toBe('other-payer');
  });

  describe.each([
    [
      'of a payer with two identifiers',
      [],
      [
        { system: 'a', value: '1' },
        { system: 'b', value: '2' },
      ],
    ],
    ['of a payer with two addresses', ['Organization/1', 'Organization/2'], []],
  ])('%s', (_, references, identifiers) => {
    const payersOf = payers.map((payer) => ({ ...payer, references, identifiers, names: [' Prairie '] }));
    it.each<readonly [payor: JsonObject, isMet: boolean]>([
      [{ identifier: { system: 'b', value: '2' } }, identifiers.length > 0],
      [
        {
          identifier: [
            { system: 'a', value: '9' },
            { system: 'b', value: '2' },
          ],
        },
        identifiers.length > 0,
      ],
      [{ identifier: { system: 'b', value: '1' } }, false],
      [{ identifier: { system: 'b', value: '1' }, display: 'Prairie' }, identifiers.length === 0],
      [{ reference: 'https://x/fhir/Organization/2' }, references.length > 0],
      [{ reference: 'Organization/3' }, false],
      [{ display: 'Prairie' }, true],
    ])('is one by %j: %s', (payor, isMet) => {
      expect(insured([{ ...coverageOf('a'), payor: [payor] }], {}, payersOf)).toBe(isMet ? 'insured a' : 'other-payer');
    });
  });

  it('is the only one, by what the knowledge calls its payer', () => {
    const medicare = payers.map((payer) => ({ ...payer, id: 'original-medicare', members: undefined }));
    const coverages = [coverageOf('a', { payor: 'medicare', subscriberId: 'UNKNOWN' })];
    expect(insured(coverages, {}, medicare)).toBe('insured a');
  });

  it.each([
    ['of one rank', { order: 1 }, { order: 1 }],
    ['whose rank is no number', { order: 'second' }, { order: 'first' }],
  ])('is one of several %s, which nothing ranks', (_, one, other) => {
    expect(insured([coverageOf('a', one), coverageOf('b', other)])).toBe('unranked a');
  });

  it('is the one of two that the order names which was sent', () => {
    const insurance = [{ reference: 'Coverage/a' }, { reference: 'Coverage/z' }];
    expect(insured([coverageOf('a'), coverageOf('b')], { insurance })).toBe('insured a');
  });

  it('is the one that the order names', () => {
    const order = { insurance: [{ reference: 'https://ehr.example/fhir/Coverage/b/_history/2' }] };
    expect(insured([coverageOf('a'), coverageOf('b')], order)).toBe('insured b');
  });

  it('is the one at the address that the order names', () => {
    const order = { insurance: [{ reference: 'urn:uuid:b' }] };
    expect(insured([coverageOf('a'), coverageOf('c9')], order)).toBe('insured c9');
  });

  it.each<[string, JsonObject]>([
    ['was not sent', { insurance: [{ reference: 'Coverage/elsewhere' }] }],
    ['was not sent, and is named by a URN', { insurance: [{ reference: 'urn:uuid:elsewhere' }] }],
    ['it contains', { insurance: [{ reference: '#c1' }], contained: [coverageOf('c1', otherPayer)] }],
    ['it contains, with the id of another', { insurance: [{ reference: '#a' }], contained: [coverageOf('a')] }],
    ['it was to contain', { insurance: [{ reference: '#a' }] }],
  ])('is none where the order names one that %s', (_how, order) => {
    expect(insured([coverageOf('a', { order: 1 })], order)).toBe('none');
  });

  it.each(['urn:uuid:3f25', 'Coverage/3f25', '3f25'])('is the one that the order names by %s', (reference) => {
    const order = { insurance: [{ reference }] };
    const acme = { ...coverageOf('3f25', otherPayer), order: 2 };
    expect(insured([coverageOf('a', { order: 1 }), acme], order)).toBe('other-payer');
    expect(insured([coverageOf('a'), coverageOf('3f25')], order)).toBe('insured 3f25');
  });

  it.each<[string, JsonObject]>([
    ['by its reference', { insurance: [{ reference: 'ClaimResponse/1' }] }],
    ['by the type that its reference tells', { insurance: [{ reference: 'urn:uuid:1', type: 'ClaimResponse' }] }],
    ['in the order', { insurance: [{ reference: '#1' }], contained: [{ resourceType: 'ClaimResponse', id: '1' }] }],
  ])('is any where the order names a prior authorization alone, %s', (_how, order) => {
    expect(insured([coverageOf('a')], order)).toBe('insured a');
  });

  it('is a plan for dental care where there is no other', () => {
    expect(insured([coverageOf('a', { type: { text: 'Dental care' } })])).toBe('limited a');
  });

  it.each<[string, JsonObject]>([
    ['for dental care', { type: { text: 'Dental care' } }],
    ['that supplements Medicare', { type: { text: 'Medicare supplement' } }],
  ])('is the one for medical care beside one %s, as for the policies', (_what, plan) => {
    const coverages = [coverageOf('a', plan), coverageOf('b')];
    expect(insured(coverages)).toBe('insured b');
    expect(payingForOrders(coverages, TODAY, knowledge, () => undefined)({}).coverages.map(({ id }) => id)).toEqual([
      'b',
    ]);
  });

  it.each([
    [ended, 'The coverage ended on 2025-12-31'],
    [{ period: { start: '2027-01-01' } }, 'The coverage begins on 2027-01-01'],
    [{ status: 'cancelled', period: { start: 'Zoe Doe', end: '0 Doe' } }, 'The coverage is not active'],
    [{ status: 'cancelled', period: { end: '2026' } }, 'The coverage is not active'],
    [{ status: 'cancelled' }, 'The coverage is not active'],
  ])('says why it is not in force: %j', (members, words) => {
    expect(whyNotInForce(coverageOf('a', members), TODAY)).toBe(words);
  });
});
