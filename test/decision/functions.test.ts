import { describe, expect, it } from 'vitest';
import { createFunctions } from '../../src/decision/functions.ts';
import type { JsonObject } from '../../src/json.ts';
import { describe as read } from '../../src/matching/description.ts';
import { knowledge } from '../support/knowledge.ts';

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const urlOf = (urls: Iterable<string>, id: string) => [...urls].find((url) => url.endsWith(`/${id}`)) ?? id;
const set = (id: string) => urlOf(knowledge.codeSets.keys(), id);
const names = (id: string) => urlOf(knowledge.namesOf.keys(), id);
const coded = (system: string, code: string, text?: string): JsonObject => ({
  coding: [{ system, code }],
  ...(text === undefined ? {} : { text }),
});
const condition = (code: JsonObject, members: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  code,
  ...members,
});
const both = (...codes: readonly string[]) => ({
  coding: codes.map((code) => ({ system: HCPCS, code })),
  text: 'LTX 3000',
});
const CANCER = condition(coded(ICD10, 'C41.2'));
const PAIN = condition(coded(ICD10, 'M54.50'));

describe('the codes of a ValueSet', () => {
  it.each<readonly [inputs: readonly unknown[], valueSet: string, isIn: boolean]>([
    [[coded(ICD10, 'C41.2')], 'bone-cancer', true],
    [[coded(ICD10, 'M54.50')], 'bone-cancer', false],
    [[coded(ICD10, 'M54.50'), coded(ICD10, 'C41.2')], 'bone-cancer', true],
    [[{ system: ICD10, code: 'C41.2' }], 'bone-cancer', true],
    [[coded(ICD10, 'C41.2')], 'unheard', false],
    [[], 'bone-cancer', false],
    [['C41.2', 5, null], 'bone-cancer', false],
  ])('hold one of %j in %s: %s', (inputs, valueSet, isIn) => {
    expect(createFunctions(knowledge).memberOf(inputs, set(valueSet))).toEqual([isIn]);
  });

  it('select the resources whose code is in it', () => {
    const { coded: select } = createFunctions(knowledge);
    expect(select([PAIN, CANCER, {}, 'x'], set('bone-cancer'))).toEqual([CANCER]);
    expect(select([PAIN, CANCER], 'https://example.org/unheard')).toEqual([]);
  });
});

describe('the names of a CodeSystem', () => {
  it.each<readonly [what: string, resource: JsonObject, isNamed: boolean]>([
    ['words', condition({ text: 'Osteosarcoma' }), true],
    ['words that deny it', condition({ text: 'No osteosarcoma' }), false],
    ['words that are not certain', condition({ text: 'Suspected osteosarcoma' }), false],
    ['words of something else', condition({ text: 'Low back pain' }), false],
    ['words beside a code of something else', condition(coded(ICD10, 'M54.50', 'Osteosarcoma')), true],
    ['words in two places', condition({ text: 'Metastasis' }, { bodySite: [{ text: 'Bone' }] }), true],
    [
      'words in two places, as SNOMED CT displays them',
      condition({ text: 'Metastasis (disorder)' }, { bodySite: [{ coding: [{ display: 'Bone (body structure)' }] }] }),
      true,
    ],
    ['half of the words', condition({ text: 'Metastasis' }), false],
    ['the place alone', condition({}, { bodySite: [{ text: 'Bone' }] }), false],
    ['a note', condition({ text: 'Breast cancer' }, { note: [{ text: 'Bone mets on MRI' }] }), true],
    ['a note that denies it', condition({ text: 'Breast cancer' }, { note: [{ text: 'No bone mets on MRI' }] }), false],
    ['a stage', condition({ text: 'Prostate cancer' }, { stage: [{ summary: { text: 'M1b (bone)' } }] }), true],
    ['a finding', condition({ text: 'Back pain' }, { evidence: [{ code: [{ text: 'Vertebral metastases' }] }] }), true],
    [
      'a finding that denies it',
      condition({ text: 'Pain' }, { evidence: [{ code: [{ text: 'No bone mets' }] }] }),
      false,
    ],
    ['words and a note on something else', condition({ text: 'Osteosarcoma' }, { note: [{ text: 'No pain' }] }), true],
    ['words and a note that was left empty', condition({ text: 'Osteosarcoma' }, { note: [{ text: ' None ' }] }), true],
    [
      'words and a note of what is not',
      condition({ text: 'Osteosarcoma' }, { note: [{ text: 'Not worsening' }] }),
      true,
    ],
    ['half of the words and a note', condition({ text: 'Bone' }, { note: [{ text: 'cancer' }] }), false],
  ])('are found in %s', (_what, resource, isNamed) => {
    const { named } = createFunctions(knowledge);
    expect(named([PAIN, resource], names('bone-cancer-names'))).toEqual(isNamed ? [resource] : []);
    expect(named([resource], names('osteoporosis-names'))).toEqual([]);
  });

  it('are found in the words of the code and a note that begins with a qualifier together, of a Condition only', () => {
    const { named } = createFunctions(knowledge);
    const noted = (text: string) => condition({ text: 'Osteoporosis' }, { note: [{ text }] });
    const severe = noted('severe, T-score -4.1');
    const others = [noted('severe back pain'), noted('seen, severe')];
    const order = { ...severe, resourceType: 'ServiceRequest' };
    expect(named([severe, ...others, order], names('severe-osteoporosis-names'))).toEqual([severe]);
  });

  it('are found in the words of the code, its site and a note that begins with a qualifier together', () => {
    const { named } = createFunctions(knowledge);
    const fracture = (site: string) =>
      condition({ text: 'Fracture' }, { bodySite: [{ text: site }], note: [{ text: 'unstable per CT' }] });
    const [spine, ankle] = [fracture('L1 vertebra'), fracture('Right ankle')];
    expect(named([spine, ankle], names('unstable-fracture-names'))).toEqual([spine]);
  });

  it('do not count beside a code that says something else, where codes are compared', () => {
    const { named } = createFunctions(knowledge);
    const other = condition(coded(ICD10, 'M54.50', 'Osteosarcoma'));
    const same = condition(coded(ICD10, 'C41.2', 'Osteosarcoma'));
    const uncoded = condition({ text: 'Osteosarcoma' });
    const local = condition(coded('https://ehr.example.org/codes', '7', 'Osteosarcoma'));
    const all = [other, same, uncoded, local];
    expect(named(all, names('bone-cancer-names'), set('bone-cancer'))).toEqual([same, uncoded, local]);
    expect(named(all, names('bone-cancer-names'))).toEqual(all);
  });

  it.each<readonly [what: string, code: JsonObject, isNamed: boolean]>([
    ['a code that asks for a name, and the name', coded(HCPCS, 'E1399', 'LTX 3000'), true],
    ['a code that asks for a name, alone', coded(HCPCS, 'E1399'), false],
    ['the name alone', { text: 'LTX 3000' }, true],
    ['a code of something else, and the name', coded(HCPCS, 'S9090', 'LTX 3000'), false],
    ['a code that asks for a name beside one of something else, and the name', both('E1399', 'S9090'), true],
  ])('are found of an order by %s', (_what, code, isNamed) => {
    const { namedIn } = createFunctions(knowledge);
    const [system, compatible, qualified] = [
      names('unloading-names'),
      set('unloading-compatible'),
      set('unloading-qualified'),
    ];
    expect(namedIn([code], system, compatible, qualified)).toEqual([isNamed]);
    expect(namedIn([{}, code], system, compatible, qualified)).toEqual([isNamed]);
  });

  it.each<readonly [text: string, categories: string, isMentioned: boolean]>([
    ['Suspected osteosarcoma', 'uncertain', true],
    ['Suspected osteosarcoma', 'uncertain|historical', true],
    ['Suspected osteosarcoma', 'historical', false],
    ['History of bone metastases', 'historical', true],
    ['History of osteosarcoma', 'historical', false],
    ['Osteosarcoma', 'affirmed', true],
    ['Osteosarcoma', 'uncertain', false],
    ['No osteosarcoma', 'uncertain|historical', false],
    ['Suspected back pain', 'uncertain', false],
    ['Suspected severe osteoporosis', 'uncertain', false],
  ])('are mentioned in "%s" as %s: %s', (text, categories, isMentioned) => {
    const { mentioned } = createFunctions(knowledge);
    const resource = condition({ text });
    expect(mentioned([resource], names('bone-cancer-names'), categories)).toEqual(isMentioned ? [resource] : []);
  });

  it('are not mentioned beside a code that says something else, where codes are compared', () => {
    const { mentioned } = createFunctions(knowledge);
    const resource = condition(coded(ICD10, 'M54.50', 'Suspected osteosarcoma'));
    expect(mentioned([resource], names('bone-cancer-names'), 'uncertain', set('bone-cancer'))).toEqual([]);
    expect(mentioned([resource], names('bone-cancer-names'), 'uncertain')).toEqual([resource]);
  });
});

describe('a thing that says more than it holds', () => {
  it('is described as it was memoized', () => {
    const functions = createFunctions(knowledge);
    const device = { text: 'Device' };
    const [system, compatible] = [names('unloading-names'), set('unloading-compatible')];
    functions.memoizeDescription(device, read({ text: 'LTX 3000' }, knowledge));
    expect(functions.namedIn([device], system, compatible)).toEqual([true]);
    expect(functions.namedIn([{ text: 'Device' }], system, compatible)).toEqual([false]);
  });
});
