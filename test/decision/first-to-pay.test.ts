import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areOne,
  type Candidate,
  candidatesAmong,
  firstToPay,
  foremost,
  rankOf,
} from '../../src/decision/first-to-pay.ts';
import { COVERAGE_KINDS } from '../../src/policies/payer.ts';
import { knowledge } from '../support/knowledge.ts';

let made = 0;
const candidates = (maxLength: number) =>
  fc.array(
    fc
      .record({
        payer: fc.constantFrom('aetna', 'cigna', 'other'),
        name: fc.constantFrom('A', 'B'),
        kind: fc.constantFrom(...COVERAGE_KINDS),
        rank: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
      })
      .map(({ payer, name, kind, rank }): Candidate => {
        made += 1;
        return { coverage: { id: `c${made}`, payor: [{ display: name }] }, payer, kind, rank };
      }),
    { maxLength },
  );
const idsOf = (some: readonly Candidate[]) => some.map(({ coverage }) => coverage['id']);

describe('the foremost Coverages of a patient', () => {
  it('are all that may pay first, whatever Coverages an order adds to them', () => {
    fc.assert(
      fc.property(candidates(15), candidates(4), (sent, own) => {
        expect(idsOf(firstToPay([...foremost(sent), ...own]))).toEqual(idsOf(firstToPay([...sent, ...own])));
      }),
    );
  });

  it('pay as one, or do not, as all of them do, and have the same first, however many nothing tells apart', () => {
    const alike = candidates(100).map((some) =>
      some.map((each): Candidate => ({ ...each, kind: 'medical', rank: undefined })),
    );
    fc.assert(
      fc.property(alike, (sent) => {
        const [few, all] = [firstToPay(foremost(sent)), firstToPay(sent)];
        expect(few.length).toBeLessThanOrEqual(21);
        expect(few[0]).toBe(all[0]);
        expect(areOne(few)).toBe(areOne(all));
      }),
    );
  });

  it('hold one of another payer, if there is only one among very many', () => {
    const of = (payer: string, at: number): Candidate => ({
      ...{ payer, kind: 'medical', rank: undefined },
      coverage: { id: `c${String(at).padStart(3, '0')}` },
    });
    const sent = Array.from({ length: 100 }, (_, at) => of(at === 90 ? 'cigna' : 'aetna', at));
    expect(new Set(foremost(sent).map(({ payer }) => payer))).toEqual(new Set(['aetna', 'cigna']));
  });
});

it.each([
  [1, 1],
  ['2', 2],
  ['second', undefined],
  [undefined, undefined],
])('the place of a Coverage is its order, also as a text: %j', (order, rank) => {
  expect(rankOf({ order })).toBe(rank);
});

describe('Medicaid pays after all others where none is ranked', () => {
  const of = (display: string, order?: number) => ({ id: display, payor: [{ display }], ...(order && { order }) });

  it.each([
    ['Medicare', [of('Ohio Medicaid'), of('Medicare')], ['Medicare']],
    ['a private plan', [of('Ohio Medicaid'), of('Aetna')], ['Aetna']],
    ['but the patient', [of('Ohio Medicaid'), of('Self Pay')], ['Ohio Medicaid']],
    ['but a plan for the teeth', [of('Ohio Medicaid'), of('Delta Dental')], ['Ohio Medicaid']],
    ['unless it is ranked before them', [of('Ohio Medicaid', 1), of('Medicare')], ['Ohio Medicaid']],
  ])('%s', (_rule, coverages, first) => {
    expect(idsOf(firstToPay(candidatesAmong(coverages, knowledge)))).toEqual(first);
  });
});
