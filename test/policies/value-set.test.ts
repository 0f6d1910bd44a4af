import { describe, expect, it } from 'vitest';
import { createFaultList } from '../../src/policies/fault.ts';
import type { ValueSet } from '../../src/policies/resource-schema.ts';
import { compileValueSet } from '../../src/policies/value-set.ts';
import { knowledge } from '../support/server.ts';

const CPT = 'http://www.ama-assn.org/go/cpt';
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';

function compile(compose: ValueSet['compose']) {
  const faults = createFaultList();
  const resource = {
    resourceType: 'ValueSet',
    id: 'x',
    url: 'https://example.org/ValueSet/x',
    version: '1',
    name: 'X',
    status: 'active',
    compose,
  } as const;
  return { set: compileValueSet(resource, 'x.json', knowledge.systems, faults), faults: faults.faults };
}
const isA = (value: string) => ({ system: ICD, filter: [{ property: 'concept', op: 'is-a', value }] }) as const;
const regex = (value: string) => ({ system: CPT, filter: [{ property: 'code', op: 'regex', value }] }) as const;
const listed = (...codes: string[]) => ({ system: CPT, concept: codes.map((code) => ({ code })) });

describe('a value set', () => {
  it.each([
    ['its listed codes', { include: [listed('97012', '22899')] }, CPT, ['97012', '22899'], ['97039', '9701', '970122']],
    ['codes below a code, and the code', { include: [isA('M54.5')] }, ICD, ['M545', 'M5450', 'M5459'], ['M54', 'M546']],
    [
      'codes of a pattern, from end to end',
      { include: [regex('2287[0-9]')] },
      CPT,
      ['22870', '22879'],
      ['2287', '228701'],
    ],
    ['every alternative of a pattern from end to end', { include: [regex('1|22')] }, CPT, ['1', '22'], ['12', '122']],
    ['a whole system', { include: [{ system: CPT }] }, CPT, ['97012', 'ANY'], []],
    ['no excluded code', { include: [{ system: CPT }], exclude: [listed('97012')] }, CPT, ['97039'], ['97012']],
    [
      'nothing below an excluded code',
      { include: [isA('M54')], exclude: [isA('M54.5')] },
      ICD,
      ['M546'],
      ['M545', 'M5450'],
    ],
    ['only what passes list and filter', { include: [{ ...listed('1', '2'), ...regex('2') }] }, CPT, ['2'], ['1']],
    ['what any part includes', { include: [listed('1'), regex('2')] }, CPT, ['1', '2'], ['3']],
  ] as const)('holds %s', (_name, compose, system, inside, outside) => {
    const { set, faults } = compile(compose as unknown as ValueSet['compose']);
    expect(faults).toEqual([]);
    expect(inside.filter((code) => !set.has({ system, code }))).toEqual([]);
    expect(outside.filter((code) => set.has({ system, code }))).toEqual([]);
  });

  it('holds no code of another system', () => {
    expect(compile({ include: [{ system: CPT }] }).set.has({ system: ICD, code: '97012' })).toBe(false);
  });

  it('can be indexed by its codes only if all of them are listed', () => {
    expect(compile({ include: [listed('97012')] }).set).toMatchObject({
      enumerable: true,
      listed: [{ system: CPT, code: '97012' }],
    });
    for (const include of [
      [{ system: CPT }],
      [regex('9')],
      [listed('1'), isA('M54')],
    ] as unknown as ValueSet['compose']['include'][])
      expect(compile({ include }).set.enumerable).toBe(false);
  });

  it('lists its codes as they are compared', () => {
    expect(compile({ include: [{ system: ICD, concept: [{ code: 'M54.50' }] }] }).set.listed).toEqual([
      { system: ICD, code: 'M5450' },
    ]);
  });
});
