import { describe, expect, it } from 'vitest';
import { payerOf, primaryCoverage } from '../../src/decision/coverage.ts';
import type { JsonObject } from '../../src/json.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { knowledge, TODAY } from '../support/server.ts';

const coverage = (id: string, members: JsonObject = {}): JsonObject => ({ id, status: 'active', ...members });

describe('the coverage that pays first', () => {
  it.each<readonly [rule: string, coverages: readonly JsonObject[], id: string | undefined]>([
    ['is the only one', [coverage('a')], 'a'],
    ['is nothing if there is none', [], undefined],
    ['has the lowest order', [coverage('a', { order: 2 }), coverage('b', { order: 1 })], 'b'],
    ['has an order rather than none', [coverage('a'), coverage('b', { order: 3 })], 'b'],
    [
      'began last among equals',
      [coverage('a', { period: { start: '2024-01-01' } }), coverage('b', { period: { start: '2026-01-01' } })],
      'b',
    ],
    ['comes first among equals', [coverage('a'), coverage('b')], 'a'],
    ['has not ended', [coverage('a', { period: { end: '2026-11-21' } }), coverage('b')], 'b'],
    ['may end today', [coverage('a', { order: 1, period: { end: TODAY } }), coverage('b', { order: 2 })], 'a'],
    ['may end at some time of today', [coverage('a', { period: { end: `${TODAY}T08:00:00Z` } })], 'a'],
    ['may end this month', [coverage('a', { period: { end: '2026-11' } })], 'a'],
    ['may end this year', [coverage('a', { period: { end: '2026' } })], 'a'],
    ['did not end last year', [coverage('a', { period: { end: '2025' } })], undefined],
    ['has begun', [coverage('a', { period: { start: '2026-11-23' } })], undefined],
    ['may begin today', [coverage('a', { period: { start: TODAY } })], 'a'],
    ['is not cancelled', [coverage('a', { status: 'cancelled' })], undefined],
    ['is no draft', [coverage('a', { status: 'draft' })], undefined],
    ['is no error', [coverage('a', { status: 'entered-in-error' })], undefined],
    ['need not have a status', [coverage('a', { status: undefined })], 'a'],
    ['may have a period that is none', [coverage('a', { period: 'x' })], 'a'],
  ])('%s', (_rule, coverages, id) => {
    expect(primaryCoverage(coverages, TODAY)?.['id']).toBe(id);
  });
});

const typed = (system: string, code: string, payor = 'Example Health') => ({
  type: { coding: [{ system, code }] },
  payor: [{ display: payor }],
});
const named = (display: unknown) => ({ payor: [{ display }] });
const SOPT = 'https://nahdo.org/sopt';

describe('who pays', () => {
  it.each<readonly [string, JsonObject | undefined, string | undefined]>([
    ['nobody where there is no coverage', undefined, undefined],
    ['a programme by the type of the coverage', typed(SOPT, '121'), 'original-medicare'],
    [
      'a programme by type under another name of the system',
      typed('urn:oid:2.16.840.1.113883.3.221.5', '111'),
      'medicare-advantage',
    ],
    ['a programme by type before a company by name', typed(SOPT, '111', 'Anthem'), 'medicare-advantage'],
    ['a programme by type before another by name', typed(SOPT, '95', 'Original Medicare'), 'workers-compensation'],
    ['a programme by name', named('Medicare Advantage by Anthem'), 'medicare-advantage'],
    ['a programme by its whole name', named('Medicare'), 'original-medicare'],
    ['no programme by a word of its name', named('Medicare Supplement Plan G'), 'other'],
    ['a company by name', named('Blue Plus'), 'bcbsmn'],
    ['a company by name, whatever the case', named('BLUE CROSS AND BLUE SHIELD OF MINNESOTA'), 'bcbsmn'],
    ['a company by one of its names', named('Elevance Health'), 'anthem'],
    ['somebody else', named('Example Health Plan'), 'other'],
    ['somebody else of another state', named('Blue Cross and Blue Shield of Texas'), 'other'],
    ['somebody without a name', { payor: [{ reference: 'Organization/1' }] }, 'other'],
    ['somebody where the payor is junk', { payor: 'Anthem', type: [] }, 'other'],
    ['somebody whose name is no text', named(5), 'other'],
    ['the patient', typed('http://terminology.hl7.org/CodeSystem/coverage-selfpay', 'pay'), 'self-pay'],
    [
      'a programme by a local code only if a name says so',
      typed('https://ehr.example.org/types', '121', 'Self pay'),
      'self-pay',
    ],
  ])('is %s', (_name, value, payer) => {
    expect(payerOf(value, knowledge)).toBe(payer);
  });

  it('is known by the name of the plan where the payor says nothing', () => {
    expect(payerOf({ class: [{ type: { coding: [{ code: 'plan' }] }, name: 'Blue Plus Advantage' }] }, knowledge)).toBe(
      'bcbsmn',
    );
    expect(payerOf({ class: [{ value: 'Blue Plus' }] }, knowledge)).toBe('other');
  });

  it('is a company by its identifier, before any by name', () => {
    const copy = copyKnowledge();
    const identifier = '"active": true, "identifier": [{ "system": "https://example.org/payers", "value": "BC1" }],';
    copy.edit('fhir-resources/payers/bcbsmn.json', '"active": true,', identifier);
    const content = loadKnowledge(copy.root, VOCABULARY);
    const own = { system: 'https://example.org/payers', value: 'BC1' };
    expect(payerOf({ payor: [{ display: 'Anthem', identifier: own }] }, content)).toBe('bcbsmn');
    expect(payerOf({ payor: [{ display: 'Anthem', identifier: { ...own, value: 'BC2' } }] }, content)).toBe('anthem');
    expect(payerOf({ payor: [{ display: 'Anthem', identifier: 'BC1' }] }, content)).toBe('anthem');
  });
});
