import { describe, expect, it } from 'vitest';
import { codeInWords } from '../../src/decision/code-in-words.ts';
import type { JsonObject } from '../../src/json.ts';
import { MOST_CHARACTERS } from '../../src/matching/mentions.ts';

const ICD10 = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C79.51' };
const METASTASIS = { coding: [ICD10], text: 'Metastasis (disorder)' };
const told = (members: JsonObject, code: unknown = METASTASIS) =>
  codeInWords({ resourceType: 'Condition', code, ...members }, new Set(['severe']));
const withWords = (...displays: readonly string[]) => ({
  ...METASTASIS,
  coding: [ICD10, ...displays.map((display) => ({ display }))],
});

describe('the code of a resource, told with the words beside it,', () => {
  it.each<readonly [rule: string, members: JsonObject, told: unknown]>([
    ['is as it was sent where nothing stands beside it', {}, METASTASIS],
    ['is as it was sent beside a site without a text', { bodySite: [{ coding: [{ code: '1' }] }] }, METASTASIS],
    ['keeps its codings beside a note', { note: [{ text: 'Seen on MRI' }] }, withWords('Seen on MRI')],
    ['names its site', { bodySite: [{ text: 'Bone' }] }, withWords('Metastasis of Bone')],
    [
      'names its site without the tag of SNOMED CT',
      { bodySite: [{ text: 'Bone (body structure)' }] },
      withWords('Metastasis of Bone'),
    ],
    [
      'names its site with what else stands in brackets',
      { bodySite: [{ text: 'Bone (left) of hip' }, { text: 'Rib (R4)' }] },
      withWords('Metastasis of Bone (left) of hip', 'Metastasis of Rib (R4)'),
    ],
    [
      'names the finding, and the stage alone and beside the code',
      { stage: [{ summary: { text: 'IV' } }], evidence: [{ code: [{ text: 'Bone pain' }] }] },
      withWords('IV', 'Bone pain', 'Metastasis, IV'),
    ],
    [
      'is told with a qualifier first, then with the stage',
      { stage: [{ summary: { text: 'IV' } }], note: [{ text: 'Severe' }] },
      withWords('IV', 'Severe', 'Metastasis, Severe', 'Metastasis, IV'),
    ],
    [
      'is told with a note that begins with a qualifier',
      { note: [{ text: ' Severe, see scan' }, { text: '-' }, {}] },
      withWords(' Severe, see scan', '-', 'Metastasis,  Severe, see scan'),
    ],
    ['is told without the notes of an order', { resourceType: 'ServiceRequest', note: [{ text: 'IV' }] }, METASTASIS],
    [
      'is told with the beginning of a long note',
      { note: [{ text: 'x'.repeat(MOST_CHARACTERS + 1) }] },
      withWords('x'.repeat(MOST_CHARACTERS)),
    ],
  ])('%s', (_rule, members, expected) => {
    expect(told(members)).toEqual(expected);
  });

  it('is told by the qualifiers of the names that are asked for, also of a resource that was read by others before', () => {
    const resource = { resourceType: 'Condition', code: METASTASIS, note: [{ text: 'Severe' }] };
    expect(codeInWords(resource, new Set())).toEqual(withWords('Severe'));
    expect(codeInWords(resource, new Set(['severe']))).toEqual(withWords('Severe', 'Metastasis, Severe'));
  });

  it('is what was sent where that is no object', () => {
    expect(told({ note: [{ text: 'Seen' }] }, 'C79.51')).toBe('C79.51');
    expect(codeInWords(undefined, new Set())).toBeUndefined();
  });
});
