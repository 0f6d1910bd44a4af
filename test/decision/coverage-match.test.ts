import { describe, expect, it } from 'vitest';
import { matchCoverage, whyNotInForce } from '../../src/decision/coverage-match.ts';
import type { JsonObject } from '../../src/json.ts';
import { coverageOf, crdSite } from '../support/crd.ts';
import { knowledge, TODAY } from '../support/server.ts';

const payers = crdSite().crd?.payers ?? [];
const ORGANIZATION = {
  resourceType: 'Organization',
  id: 'x9',
  name: 'Prairie Example Health Plan',
  identifier: [{ system: 'https://payers.example.org/id', value: 'prairie-001' }],
};
const lookup = (reference: string) => (reference === 'Organization/x9' ? ORGANIZATION : undefined);

function insured(coverages: readonly JsonObject[], order: JsonObject = {}) {
  const insurance = matchCoverage(order, { coverages, payers, knowledge, lookup, today: TODAY });
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
    ['none of another payer, whatever its name says', [coverageOf('a', otherPayer)], 'other-payer'],
    ['none of a payer nobody speaks for', [coverageOf('a', { payor: 'medicare' })], 'other-payer'],
    ['none where there is none', [], 'none'],
    ['none that has no id to be named by', [{ ...coverageOf('a'), id: undefined }], 'none'],
    ['one that has ended', [coverageOf('a', ended)], 'not-in-force a'],
    ['one that was cancelled', [coverageOf('a', { status: 'cancelled' })], 'not-in-force a'],
    ['one that has begun rather than one that ended', [coverageOf('a', ended), coverageOf('b')], 'insured b'],
    ['one of several that nothing ranks', [coverageOf('a'), coverageOf('b')], 'unranked a'],
    [
      'the first of several that are ranked',
      [coverageOf('a', { order: 2 }), coverageOf('b', { order: 1 })],
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

  it('is the one that the order names', () => {
    const order = { insurance: [{ reference: 'https://ehr.example/fhir/Coverage/b/_history/2' }] };
    expect(insured([coverageOf('a'), coverageOf('b')], order)).toBe('insured b');
  });

  it('is none where the one that the order names was not sent', () => {
    const order = { insurance: [{ reference: 'Coverage/elsewhere' }] };
    expect(insured([coverageOf('a')], order)).toBe('none');
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
