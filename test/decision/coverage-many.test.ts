import { describe, expect, it } from 'vitest';
import { byInsurance, insuranceOf, payingForOrders } from '../../src/decision/coverage.ts';
import { objectsIn } from '../../src/json.ts';
import { knowledge, TODAY } from '../support/knowledge.ts';

const coverage = (id: string, payor: object) => ({ resourceType: 'Coverage', id, status: 'active', payor: [payor] });
const insured = (reference: string) => ({ insurance: [{ reference }] });

describe('of many orders', () => {
  it('those whose coverage did not arrive have one result, for which facts are evaluated once', () => {
    const coverages = [coverage('a', { display: 'Aetna' }), coverage('b', { display: 'Cigna' })];
    const ask = payingForOrders(coverages, TODAY, knowledge, () => undefined);
    expect(ask(insured('Coverage/x'))).toBe(ask(insured('Coverage/y')));
    expect(ask(insured('Coverage/x')).payer).toBe('several');
  });

  it('one may contain thousands of coverages and payors', () => {
    const contained = Array.from({ length: 4000 }, (_, at) => [
      { resourceType: 'Organization', id: `o${at}`, name: 'Aetna' },
      coverage(`c${at}`, { reference: `#o${at}` }),
    ]).flat();
    const payors = byInsurance((insurance) => insurance.contained.map(({ payor }) => payor));
    expect(payors({ contained })).toHaveLength(4000);
  });

  it('those that contain the same coverages have one result, whatever else they contain', () => {
    const payors = byInsurance((insurance) => insurance.contained.map(({ payor }) => payor));
    const containing = (...more: readonly object[]) =>
      payors({ contained: [coverage('c', { display: 'Aetna' }), ...more] });
    expect(containing({ resourceType: 'Practitioner', id: 'p' })).toBe(containing());
    expect(payors({ contained: [coverage('c', { display: 'Cigna' })] })).toEqual([[{ display: 'Cigna' }]]);
  });

  it('each coverage that one contains comes with the organization of its payor, and with no other', () => {
    const contained = [
      ...['o1', 'o2', 'o3'].map((id) => ({ resourceType: 'Organization', id, name: id })),
      coverage('c1', { reference: '#o1' }),
      coverage('c2', { reference: 'Organization/o2' }),
      coverage('c3', { display: 'Aetna' }),
    ];
    const organizations = insuranceOf({ contained }).contained.map((each) => objectsIn(each['contained']));
    expect(organizations.map((some) => some.map(({ id }) => id))).toEqual([['o1'], ['o2'], []]);
  });
});
