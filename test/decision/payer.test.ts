import { describe, expect, it } from 'vitest';
import { payerOf } from '../../src/decision/payer.ts';
import type { JsonObject } from '../../src/json.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { knowledge } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

const SOPT = 'https://nahdo.org/sopt';
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const PLAN_TYPE = 'http://terminology.hl7.org/CodeSystem/insurance-plan-type';
const CLASSES = 'http://terminology.hl7.org/CodeSystem/coverage-class';
const SELF_PAY = 'http://terminology.hl7.org/CodeSystem/coverage-selfpay';

const typed = (system: string, code: string, payor = 'Example Health', display?: string) => ({
  type: { coding: [{ system, code, ...(display ? { display } : {}) }] },
  payor: [{ display: payor }],
});
const named = (display: unknown) => ({ payor: [{ display }] });
const classed = (code: string, members: JsonObject, payor = 'Example Health') => ({
  payor: [{ display: payor }],
  class: [{ type: { coding: [{ system: CLASSES, code }] }, ...members }],
});
const idOf = (coverage: JsonObject, content = knowledge) => payerOf(coverage, content).id;

describe('who pays by a Coverage', () => {
  it.each<readonly [string, JsonObject, string]>([
    ['is a programme by the type', typed(SOPT, '121'), 'original-medicare'],
    [
      'is a programme by the type under another name of the system',
      typed('urn:oid:2.16.840.1.113883.3.221.5', '111'),
      'medicare-advantage',
    ],
    ['is a programme before the company that runs it', typed(SOPT, '111', 'Anthem'), 'medicare-advantage'],
    ['is told by the type rather than by a name', typed(SOPT, '95', 'Original Medicare'), 'workers-compensation'],
    ['is told by a name where it narrows the type', typed(SOPT, '1', 'Humana Gold Plus'), 'medicare-advantage'],
    [
      'is told by a name where it narrows one of two types',
      {
        type: {
          coding: [
            { system: SOPT, code: '1' },
            { system: SOPT, code: '311' },
          ],
        },
        payor: [{ display: 'Humana Gold Plus' }],
      },
      'medicare-advantage',
    ],
    ['is a drug plan by name where the type says Medicare', typed(SOPT, '1', 'Express Scripts PDP'), 'limited-plan'],
    ['is a dental plan by name where the type says Medicaid', typed(SOPT, '2', 'MCNA Dental'), 'limited-plan'],
    ['is a dual plan by name where the type says Medicaid', typed(SOPT, '21', 'UCare MSHO'), 'dual-plan'],
    ['stays Medicare Advantage with dental care', typed(SOPT, '111', 'Example HMO with Dental'), 'medicare-advantage'],
    ['is a supplement by the type', typed(SOPT, '523', 'Example Mutual'), 'medicare-supplement'],
    ['is a drug plan by the type', typed(ACT, 'DRUGPOL'), 'limited-plan'],
    ['is a vision plan by the type', typed(ACT, 'VISPOL'), 'limited-plan'],
    ['is a plan for long-term care by the type', typed(PLAN_TYPE, 'long-term'), 'limited-plan'],
    ['is a plan for hospice care by the type', typed(PLAN_TYPE, 'hospice'), 'limited-plan'],
    ['is a medical plan by the type', typed(PLAN_TYPE, 'medical'), 'other'],
    ['is no Medicare by a managed care policy', typed(ACT, 'MCPOL'), 'other'],
    ['is Veterans Affairs by the type', typed(SOPT, '32', 'Optum'), 'veterans-affairs'],
    ['is a public program by the type', typed(SOPT, '43', 'Hill County'), 'public-program'],
    ['is told by a name where the type says government and no more', typed(SOPT, '3', 'TRICARE'), 'tricare'],
    ['is TRICARE by the type', typed(SOPT, '311', 'Humana'), 'tricare'],
    [
      'is TRICARE for Life by the type, which calls it a Medicare supplement',
      typed(SOPT, '3114', 'TRICARE'),
      'tricare-for-life',
    ],
    [
      'is TRICARE for Life where the type says TRICARE and no more',
      typed(SOPT, '31', 'TRICARE for Life'),
      'tricare-for-life',
    ],
    ['is the patient by the type', typed(SELF_PAY, 'pay'), 'self-pay'],
    [
      'is the patient by the type, whatever its display says of Medicaid',
      typed(SOPT, '81', 'Patient', 'Self-pay (Includes applicants for insurance and Medicaid applicants)'),
      'self-pay',
    ],
    ['is not told by a local code', typed('https://ehr.example.org/types', '121', 'Self pay'), 'self-pay'],
    [
      'is told by the words of a local code',
      typed('https://ehr.example.org/types', '7', 'Example Health', 'Managed Medicare'),
      'medicare-advantage',
    ],
    [
      'is told by the text of the type',
      { payor: [{ display: 'Humana' }], type: { text: 'Medicare Advantage PPO' } },
      'medicare-advantage',
    ],
    ['is told by the name of the plan', classed('plan', { name: 'Blue Plus Advantage', value: '10' }), 'bcbsmn'],
    ['is told by the value of the plan', classed('plan', { value: 'Medicare Part B' }, 'CMS'), 'original-medicare'],
    ['is a drug plan where CMS pays Part D', classed('plan', { value: 'Part D' }, 'CMS'), 'limited-plan'],
    ['is Medicare Advantage where CMS pays Part C', classed('plan', { value: 'Part C' }, 'CMS'), 'medicare-advantage'],
    ['is told by the group', classed('group', { value: '77', name: 'Medicare Advantage Group' }), 'medicare-advantage'],
    ['is not the employer of the group', classed('group', { name: 'Lakeside Auto Insurance Employees' }), 'other'],
    ['is not a company that is the employer', classed('group', { name: 'Anthem, Inc.' }), 'other'],
    [
      'is not the employer of a group that has another code, too',
      {
        payor: [{ display: 'Example Health' }],
        class: [{ type: { coding: [{ code: 'x' }, { code: 'group' }] }, name: 'Anthem, Inc.' }],
      },
      'other',
    ],
    [
      'is told by a class of which the kind is not said',
      { payor: [{ display: 'Example Health' }], class: [{ name: 'Blue Plus Advantage' }] },
      'bcbsmn',
    ],
    ['is told by a name before one that only looks like it', named('Medicaid or Medicaid pending'), 'medicaid'],
    ['is not told by what only looks like its name', named('Medicaid pending'), 'self-pay'],
    ['is told by one of two parts of a name', named('Example Holding; TennCare'), 'medicaid'],
    ['is told by a short name that is the whole name', named('VA'), 'veterans-affairs'],
    ['is not told by a short name that is one part', named('VA; Richmond'), 'other'],
    ['is not told by a name without letters', named('--'), 'other'],
    ['is told by words that a full stop parts', named('Anthem.PPO'), 'anthem'],
    [
      'is told by the name in the place of an identifier',
      { payor: [{ identifier: { value: 'Centers for Medicare and Medicaid Services' } }] },
      'original-medicare',
    ],
    [
      'is told by an alias of a contained Organization',
      {
        contained: [{ resourceType: 'Organization', id: 'o', name: 'Holding 12', alias: ['TennCare'] }],
        payor: [{ reference: '#o', display: 'Holding 12' }],
      },
      'medicaid',
    ],
    [
      'is told by the alias of an Organization that is referred to by a version',
      {
        contained: [{ resourceType: 'Organization', id: 'o', name: 'Holding 12', alias: ['TennCare'] }],
        payor: [{ reference: 'Organization/o/_history/2' }],
      },
      'medicaid',
    ],
    [
      'is told by the one alias of an Organization that is referred to by its whole address',
      {
        contained: [{ resourceType: 'Organization', id: 'o', name: 'Holding 12', alias: 'TennCare' }],
        payor: [{ reference: 'https://ehr.example.org/fhir/Organization/o' }],
      },
      'medicaid',
    ],
    [
      'is told by the name of a contained Organization',
      { contained: [{ resourceType: 'Organization', id: 'o', name: 'TennCare' }], payor: [{ reference: '#o' }] },
      'medicaid',
    ],
    [
      'is told by the alias of a contained Organization the id of which was sent with a "#"',
      {
        contained: [{ resourceType: 'Organization', id: '#o', name: 'Holding 12', alias: ['TennCare'] }],
        payor: [{ reference: '#o' }],
      },
      'medicaid',
    ],
    ['is not told by the code of another system', typed(ACT, '121'), 'other'],
    [
      'is not told by the name of a contained resource of another kind',
      { contained: [{ resourceType: 'Practitioner', id: 'o', name: 'TennCare' }], payor: [{ reference: '#o' }] },
      'other',
    ],
    [
      'is not told by the words of a code that is known',
      typed(ACT, 'MCPOL', 'Example Health', 'Medicare Advantage'),
      'other',
    ],
    [
      'is not told by a contained Organization that is no payor',
      {
        contained: [{ resourceType: 'Organization', id: 'o', name: 'Original Medicare' }],
        payor: [{ display: 'Example Health' }],
        policyHolder: { reference: '#o' },
      },
      'other',
    ],
    ['is the patient who is the payor, by a version', { payor: [{ reference: 'Patient/p1/_history/2' }] }, 'self-pay'],
    ['is the patient who is the payor', { payor: [{ reference: 'Patient/p1', display: 'Ada Example' }] }, 'self-pay'],
    ['is somebody else', named('Example Health Plan'), 'other'],
    ['is somebody else without a name', { payor: [{ reference: 'Organization/1' }] }, 'other'],
    ['is somebody else where the payor is junk', { payor: 'Anthem', type: [] }, 'other'],
    ['is somebody else where the name is no text', named(5), 'other'],
  ])('%s', (_rule, coverage, payer) => {
    expect(idOf(coverage)).toBe(payer);
  });

  it.each([
    ['Medicaid Workers Comp', 'workers-compensation', 'an injury before all others'],
    ['Workers Comp Medicaid', 'workers-compensation', 'an injury before all others'],
    ['TRICARE Medicaid', 'tricare', 'Medicaid after all others'],
    ['Anthem and Blue Plus', 'anthem', 'the first by its id'],
  ])('is of the two that "%s" names %s: %s', (display, payer) => {
    const reversed = { ...knowledge, payers: knowledge.payers.toReversed() };
    expect([idOf(named(display)), idOf(named(display), reversed)]).toEqual([payer, payer]);
  });

  it('is a company by its identifier, before any by name', () => {
    const copy = copyKnowledge();
    const identifier = '"active": true, "identifier": [{ "system": "https://example.org/payers", "value": "BC1" }],';
    copy.edit('fhir-resources/payers/bcbsmn.json', '"active": true,', identifier);
    const content = loadKnowledge(copy.root, VOCABULARY);
    const own = { system: 'https://example.org/payers', value: 'BC1' };
    expect(idOf({ payor: [{ display: 'Anthem', identifier: own }] }, content)).toBe('bcbsmn');
    expect(idOf({ payor: [{ display: 'Anthem', identifier: { ...own, value: 'BC2' } }] }, content)).toBe('anthem');
    expect(idOf({ payor: [{ display: 'Anthem', identifier: { ...own, system: 'x' } }] }, content)).toBe('anthem');
    expect(idOf({ payor: [{ display: 'Anthem', identifier: 'BC1' }] }, content)).toBe('anthem');
    const contained = [{ resourceType: 'Organization', id: '4', identifier: [own] }];
    expect(idOf({ contained, payor: [{ display: 'Anthem', reference: 'Organization/4' }] }, content)).toBe('bcbsmn');
  });
});

it('names are read as far as any payer has one: so many of a Coverage, and so much of each', () => {
  const others = (count: number) => Array.from({ length: count }, () => ({ display: 'Example Health' }));
  expect(idOf({ payor: [...others(199), { display: 'Aetna Medicare' }] })).not.toBe('other');
  expect(idOf({ payor: [...others(200), { display: 'Aetna Medicare' }] })).toBe('other');
  expect(idOf(named(`${'Example '.repeat(125)}Medicare Advantage`))).toBe('other');
});
