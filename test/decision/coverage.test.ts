import { describe, expect, it } from 'vitest';
import { insuranceOf, lastDayOf, payingForOrders, withSent } from '../../src/decision/coverage.ts';
import type { JsonObject } from '../../src/json.ts';
import type { Resolve } from '../../src/matching/order.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const coverage = (id: string, members: JsonObject = {}): JsonObject => ({
  resourceType: 'Coverage',
  id,
  status: 'active',
  ...members,
});
const of = (id: string, display: string, members: JsonObject = {}) =>
  coverage(id, { payor: [{ display }], ...members });
/** An order that names Coverages. */
const insured = (...references: readonly string[]): JsonObject => ({
  insurance: references.map((reference) => ({ reference })),
});

/** Payer of an order as the ids of the coverages and the payer; the same whatever the order of the list. */
function paying(coverages: readonly JsonObject[], order: JsonObject = {}, resolve: Resolve = () => undefined) {
  const answers = [coverages, coverages.toReversed()].map((list) => {
    const { coverages: chosen, payer } = payingForOrders(list, TODAY, knowledge, resolve)(order);
    return { ids: chosen.map(({ id }) => id), payer };
  });
  expect(answers[0]).toEqual(answers[1]);
  return answers[0];
}

describe('a coverage pays while it is in force', () => {
  it.each<readonly [rule: string, members: JsonObject, pays: boolean]>([
    ['without an end', {}, true],
    ['not after its end', { period: { end: '2026-11-21' } }, false],
    ['on its last day', { period: { end: TODAY } }, true],
    ['at some time of its last day', { period: { end: `${TODAY}T08:00:00Z` } }, true],
    ['in its last month', { period: { end: '2026-11' } }, true],
    ['in its last year', { period: { end: '2026' } }, true],
    ['not after its last year', { period: { end: '2025' } }, false],
    ['not before its begin', { period: { start: '2026-11-23' } }, false],
    ['on its first day', { period: { start: TODAY } }, true],
    ['not when cancelled', { status: 'cancelled' }, false],
    ['not when cancelled, in capitals', { status: 'Cancelled' }, false],
    ['not as a draft', { status: 'draft' }, false],
    ['not as an error', { status: 'entered-in-error' }, false],
    ['without a status', { status: undefined }, true],
    ['with a period that is none', { period: 'x' }, true],
    ['that begins and ends on no date', { period: { start: 'Zoe Doe', end: '0' } }, true],
  ])('%s', (_rule, members, pays) => {
    expect(paying([of('a', 'Aetna', members)])).toEqual(
      pays ? { ids: ['a'], payer: 'other' } : { ids: [], payer: undefined },
    );
  });
});

const medicare = of('medicare', 'Medicare');
const comp = of('comp', 'Northern Workers Comp Fund');
const dental = of('dental', 'Delta Dental');
const aetna = of('aetna', 'Aetna');

describe('the coverage that pays first, whatever its place in the list', () => {
  it.each<readonly [rule: string, coverages: readonly JsonObject[], ids: readonly string[], payer: string | undefined]>(
    [
      ['is none where there is none', [], [], undefined],
      ['has the lowest rank', [of('a', 'Aetna', { order: 2 }), of('b', 'Cigna', { order: 1 })], ['b'], 'other'],
      ['has the first rank rather than none', [comp, { ...medicare, order: 1 }], ['medicare'], 'original-medicare'],
      [
        'may be one without a rank where none is the first',
        [aetna, { ...medicare, order: 2 }],
        ['aetna', 'medicare'],
        'several',
      ],
      [
        'is that of the injury, before one that is not the first',
        [comp, { ...medicare, order: 2 }],
        ['comp'],
        'workers-compensation',
      ],
      [
        'has the lowest rank, also as a text',
        [of('a', 'Aetna', { order: 2 }), of('b', 'Cigna', { order: '1' })],
        ['b'],
        'other',
      ],
      [
        'has the lowest rank, also as a text of two digits',
        [of('a', 'Aetna', { order: 2 }), of('b', 'Cigna', { order: '10' })],
        ['a'],
        'other',
      ],
      [
        'is not the first by a text that is no number',
        [of('a', 'Aetna', { order: 2 }), of('b', 'Cigna', { order: '1st' }), of('c', 'Humana', { order: 'no. 1' })],
        ['a', 'b', 'c'],
        'several',
      ],
      ['is that of the injury, before Medicare', [medicare, comp], ['comp'], 'workers-compensation'],
      ['is that of the accident', [aetna, of('auto', 'Lakeside Auto Insurance')], ['auto'], 'auto-insurance'],
      ['is not a dental plan', [dental, medicare], ['medicare'], 'original-medicare'],
      [
        'is not a dental plan that is ranked first',
        [
          { ...dental, order: 1 },
          { ...medicare, order: 2 },
        ],
        ['medicare'],
        'original-medicare',
      ],
      ['is not a drug plan', [of('rx', 'Riverbend Medicare Part D'), aetna], ['aetna'], 'other'],
      ['is not a vision plan', [of('eyes', 'VSP', { order: 1 }), aetna], ['aetna'], 'other'],
      ['is a limited plan only where there is no other', [dental], ['dental'], 'limited-plan'],
      [
        'is not a Medicare supplement',
        [of('gap', 'Medigap Plan N', { order: 1 }), { ...medicare, order: 2 }],
        ['medicare'],
        'original-medicare',
      ],
      ['is not TRICARE for Life', [of('tfl', 'TRICARE for Life'), medicare], ['medicare'], 'original-medicare'],
      ['is a supplement beside a limited plan', [of('gap', 'Medigap Plan N'), dental], ['gap'], 'medicare-supplement'],
      [
        'is a supplement beside a limited plan of whatever rank',
        [of('gap', 'Medigap Plan N'), { ...dental, order: 1 }],
        ['gap'],
        'medicare-supplement',
      ],
      ['is not the patient', [of('self', 'Self Pay'), medicare], ['medicare'], 'original-medicare'],
      [
        'is either of two of one payer',
        [of('a', 'Medicare Part A'), of('b', 'Medicare Part B')],
        ['a'],
        'original-medicare',
      ],
      ['is either of two of one name', [of('a', 'Aetna'), of('b', 'Aetna')], ['a'], 'other'],
      ['cannot be told of two private plans', [of('b', 'Cigna'), aetna], ['aetna', 'b'], 'several'],
      ['cannot be told of Medicare and a private plan', [medicare, aetna], ['aetna', 'medicare'], 'several'],
      [
        'cannot be told by the date on which it began',
        [{ ...aetna, period: { start: '2026-01-01' } }, medicare],
        ['aetna', 'medicare'],
        'several',
      ],
      ['cannot be told of two injuries', [comp, of('auto', 'Lakeside Auto')], ['auto', 'comp'], 'several'],
      [
        'cannot be told of two of one rank',
        [
          { ...aetna, order: 1 },
          { ...medicare, order: 1 },
          { ...comp, order: 2 },
        ],
        ['aetna', 'medicare'],
        'several',
      ],
    ],
  )('%s', (_rule, coverages, ids, payer) => {
    expect(paying(coverages)).toEqual({ ids, payer });
  });
});

it('the coverages that may pay come in the same order, also where two have one id', () => {
  const same = [of('a', 'Cigna'), of('a', 'Aetna'), of('b', 'Humana')];
  const chosen = [same, same.toReversed()].map(
    (list) => payingForOrders(list, TODAY, knowledge, () => undefined)({}).coverages,
  );
  expect(chosen[0]).toHaveLength(3);
  expect(chosen[0]).toEqual(chosen[1]);
});

describe('the insurance that an order names', () => {
  const ranked = [
    { ...medicare, order: 1 },
    { ...comp, order: 2 },
  ];

  it.each([
    'Coverage/comp',
    'comp',
    'Coverage/comp/_history/3',
    'https://ehr.example.org/fhir/Coverage/comp',
    'urn:uuid:comp',
  ])('comes before the rank, by %s', (reference) => {
    expect(paying(ranked, insured(reference))).toEqual({ ids: ['comp'], payer: 'workers-compensation' });
  });

  it('may be contained in the order', () => {
    const order = { ...insured('#own'), contained: [of('own', 'Pinnacol Assurance')] };
    expect(paying(ranked, order)).toEqual({ ids: ['own'], payer: 'workers-compensation' });
  });

  it('is also one that the order contains and does not name, by its rank', () => {
    const order = { contained: [{ ...of('own', 'Pinnacol Assurance'), order: 1 }] };
    expect(paying([], order)).toEqual({ ids: ['own'], payer: 'workers-compensation' });
    expect(paying([{ ...medicare, order: 2 }], order)).toEqual({ ids: ['own'], payer: 'workers-compensation' });
    expect(paying([{ ...medicare, order: 0 }], order)?.ids).toEqual(['medicare']);
  });

  it('is contained in the order, not one of the same id that was sent', () => {
    const order = { ...insured('#medicare'), contained: [of('medicare', 'Pinnacol Assurance')] };
    expect(paying(ranked, order)?.payer).toBe('workers-compensation');
  });

  it.each(['', '#'])('may be contained in the order with the Organization that pays, by ids with "%s"', (mark) => {
    const order = {
      ...insured('#own'),
      contained: [
        coverage(`${mark}own`, { payor: [{ reference: '#fund' }] }),
        { resourceType: 'Organization', id: `${mark}fund`, name: 'Pinnacol Assurance' },
      ],
    };
    expect(insuranceOf(order).contained[0]?.['payor']).toEqual([{ reference: '#fund', display: 'Pinnacol Assurance' }]);
    expect(paying(ranked, order)).toEqual({ ids: [`${mark}own`], payer: 'workers-compensation' });
  });

  it('keeps the name that the payor has of its own', () => {
    const contained = [of('own', 'Aetna'), { resourceType: 'Organization', id: 'fund', name: 'Other' }];
    expect(insuranceOf({ contained }).contained[0]?.['payor']).toEqual([{ display: 'Aetna' }]);
  });

  it.each([
    ['Coverage/own', of('own', 'Pinnacol Assurance')],
    ['urn:uuid:own', { ...of('own', 'Pinnacol Assurance'), id: undefined }],
  ])('may stand beside the order in its Bundle, by %s', (reference, sent) => {
    const resolve = (asked: string) => (asked === reference ? sent : undefined);
    expect(paying(ranked, insured(reference), resolve)).toEqual({ ids: ['own'], payer: 'workers-compensation' });
  });

  it('is the known one where its address leads there', () => {
    expect(paying(ranked, insured('urn:uuid:1'), () => ({ ...comp, payor: [] }))).toEqual({
      ids: ['comp'],
      payer: 'workers-compensation',
    });
  });

  it('is no resource of another type that its address leads to', () => {
    const named = insuranceOf(insured('urn:uuid:1'));
    const insurance = withSent(named, ranked, () => ({ resourceType: 'ClaimResponse', id: 'comp' }));
    expect(insurance).toEqual({ references: [], contained: [] });
  });

  it('is none where it has no reference', () => {
    expect(insuranceOf({ insurance: [{ display: 'Medicare' }] })).toEqual({ references: [], contained: [] });
  });

  it('is none of what else the order contains', () => {
    const contained = [{ resourceType: 'Practitioner', id: 'own' }, of('own', 'Aetna')];
    expect(insuranceOf({ contained }).contained).toEqual([of('own', 'Aetna')]);
  });

  it('is of several the one of the lowest rank', () => {
    expect(paying(ranked, insured('Coverage/comp', 'Coverage/medicare'))?.ids).toEqual(['medicare']);
  });

  it('is passed over where it is no longer in force', () => {
    const ended = { ...comp, status: 'cancelled' };
    expect(paying([medicare, ended], insured('Coverage/comp'))?.payer).toBe('original-medicare');
  });

  it('is passed over where it pays for no therapy', () => {
    expect(paying([medicare, dental], insured('Coverage/dental'))?.payer).toBe('original-medicare');
  });

  it.each(['Coverage/elsewhere', 'urn:uuid:elsewhere', '#elsewhere'])(
    'leaves it open who pays where it did not arrive: %s',
    (reference) => {
      expect(paying([medicare], insured(reference))).toEqual({ ids: ['medicare'], payer: 'several' });
    },
  );

  it('is the one that arrived, of several', () => {
    expect(paying([medicare, comp], insured('Coverage/comp', 'Coverage/elsewhere'))).toEqual({
      ids: ['comp'],
      payer: 'workers-compensation',
    });
  });

  it('is no Coverage where it is a prior authorization', () => {
    expect(paying([medicare], insured('ClaimResponse/1'))?.payer).toBe('original-medicare');
  });
});

it('more coverages than fit in one call of a function are looked at', () => {
  expect(paying(Array.from({ length: 150_000 }, () => of('c1', 'Aetna')))).toEqual({ ids: ['c1'], payer: 'other' });
});

describe('the last day of a coverage', () => {
  it.each([
    ['of a day', { end: '2026-11-20' }, '2026-11-20'],
    ['of a time', { end: '2026-11-20T23:00:00-06:00' }, '2026-11-20'],
    ['of a month', { end: '2028-02' }, '2028-02-29'],
    ['of a year', { end: '2026' }, '2026-12-31'],
    ['without an end', { start: '2026-01-01' }, undefined],
    ['without a period', undefined, undefined],
    ['of a month that no calendar has', { end: '2026-13' }, undefined],
    ['of a day that no calendar has', { end: '2026-02-30' }, undefined],
    ['of words', { end: 'next year' }, undefined],
  ])('%s', (_what, period, expected) => {
    expect(lastDayOf(coverage('a', { period }))).toBe(expected);
  });
});
