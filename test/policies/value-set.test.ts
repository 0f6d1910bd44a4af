import { describe, expect, it } from 'vitest';
import { createFaultList } from '../../src/policies/fault.ts';
import type { ValueSet } from '../../src/policies/resource-shapes.ts';
import { compileValueSet, overlap } from '../../src/policies/value-set.ts';
import { knowledge } from '../support/knowledge.ts';

/** A system whose codes have no form that the knowledge tells. */
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
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
const regex = (value: string) => ({ system: ACT, filter: [{ property: 'code', op: 'regex', value }] }) as const;
const listed = (...codes: string[]) => ({ system: ACT, concept: codes.map((code) => ({ code })) });

describe('a value set', () => {
  it.each([
    ['its listed codes', { include: [listed('97012', '22899')] }, ACT, ['97012', '22899'], ['97039', '9701', '970122']],
    ['codes below a code, and the code', { include: [isA('M54.5')] }, ICD, ['M545', 'M5450', 'M5459'], ['M54', 'M546']],
    [
      'codes of a pattern, from end to end',
      { include: [regex('2287[0-9]')] },
      ACT,
      ['22870', '22879'],
      ['2287', '228701'],
    ],
    ['every alternative of a pattern from end to end', { include: [regex('1|22')] }, ACT, ['1', '22'], ['12', '122']],
    ['a whole system', { include: [{ system: ACT }] }, ACT, ['97012', 'ANY'], []],
    ['no excluded code', { include: [{ system: ACT }], exclude: [listed('97012')] }, ACT, ['97039'], ['97012']],
    [
      'nothing below an excluded code',
      { include: [isA('M54')], exclude: [isA('M54.5')] },
      ICD,
      ['M546'],
      ['M545', 'M5450'],
    ],
    ['only what passes list and filter', { include: [{ ...listed('1', '2'), ...regex('2') }] }, ACT, ['2'], ['1']],
    ['what any part includes', { include: [listed('1'), regex('2')] }, ACT, ['1', '2'], ['3']],
  ] as const)('holds %s', (_name, compose, system, inside, outside) => {
    const { set, faults } = compile(compose as unknown as ValueSet['compose']);
    expect(faults).toEqual([]);
    expect(inside.filter((code) => !set.has({ system, code }))).toEqual([]);
    expect(outside.filter((code) => set.has({ system, code }))).toEqual([]);
  });

  it('holds no code of another system', () => {
    expect(compile({ include: [{ system: ACT }] }).set.has({ system: ICD, code: '97012' })).toBe(false);
  });

  it('can be indexed by its codes only if all of them are listed', () => {
    expect(compile({ include: [listed('97012')] }).set).toMatchObject({
      enumerable: true,
      listed: [{ system: ACT, code: '97012' }],
    });
    for (const include of [
      [{ system: ACT }],
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

describe('two value sets overlap', () => {
  it.each([
    ['if both list a code', [listed('1', '2')], [listed('2', '3')], true],
    ['if one lists a code of a pattern of the other', [regex('2.')], [listed('22')], true],
    ['if a whole system holds a code that the other lists', [{ system: ACT }], [listed('22')], true],
    ['not if they list different codes', [listed('1')], [listed('2')], false],
    [
      'not if the codes are of different systems',
      [listed('M54')],
      [{ system: ICD, concept: [{ code: 'M54' }] }],
      false,
    ],
  ] as const)('%s', (_name, one, other, expected) => {
    const setOf = (include: unknown) => compile({ include } as ValueSet['compose']).set;
    const [first, second] = [setOf(one), setOf(other)];
    expect([overlap(first, second), overlap(second, first)]).toEqual([expected, expected]);
  });

  it('not in a code that one of them lists and excludes', () => {
    const excluding = compile({ include: [listed('1', '2')], exclude: [listed('2')] } as ValueSet['compose']).set;
    expect(overlap(excluding, compile({ include: [listed('2')] } as ValueSet['compose']).set)).toBe(false);
  });
});
