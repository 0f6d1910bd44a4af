import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { answerer } from '../support/answer.ts';
import { callWith, changed } from '../support/call.ts';

const answer = answerer();
const ICD9 = 'http://hl7.org/fhir/sid/icd-9-cm';
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const coded = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display ? { display } : {}) }],
});
const condition = (code: JsonObject, members: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  id: 'c1',
  clinicalStatus: { coding: [{ code: 'active' }] },
  code,
  ...members,
});
const traction = (members: JsonObject = {}): JsonObject => ({
  resourceType: 'ServiceRequest',
  id: 'o1',
  status: 'draft',
  code: coded('http://www.ama-assn.org/go/cpt', '97012'),
  ...members,
});
const call = (order: JsonObject, conditions: unknown) => changed(callWith([order]), 'prefetch.conditions', conditions);

describe('the reason of a traction order', () => {
  it.each<readonly [rule: string, order: JsonObject, conditions: unknown, finding: string]>([
    [
      'counts beside an empty problem list',
      traction({ reasonCode: [coded(ICD10, 'C41.2')] }),
      searchset([]),
      'contraindicated',
    ],
    [
      'counts by its words',
      traction({ reasonCode: [{ text: 'Unstable burst fracture L1' }] }),
      searchset([]),
      'contraindicated',
    ],
    [
      'counts where the problem list did not arrive',
      traction({ reasonCode: [coded(ICD10, 'C41.2')] }),
      undefined,
      'contraindicated',
    ],
    [
      'counts by the status of the Condition it refers to',
      traction({ reasonReference: [{ reference: 'Condition/c1' }] }),
      searchset([condition(coded(ICD10, 'C41.2'), { clinicalStatus: { coding: [{ code: 'resolved' }] } })]),
      'documentation',
    ],
    [
      'that is another diagnosis leaves the problem list as it is',
      traction({ reasonCode: [coded(ICD10, 'M51.26')] }),
      searchset([]),
      'documentation',
    ],
  ])('%s', async (_rule, order, conditions, finding) => {
    expect((await answer(call(order, conditions))).spoken).toEqual([`traction/${finding}`]);
  });

  it('is named on the card as that', async () => {
    const order = traction({ reasonCode: [coded(ICD10, 'C41.2', 'Malignant neoplasm of vertebral column')] });
    const [card] = (await answer(call(order, searchset([])))).cards;
    expect(card?.detail).toContain('Malignant neoplasm of vertebral column (C41.2, reason of the order)');
  });

  it('is not looked for in its notes, which often repeat what to look out for', async () => {
    const order = traction({
      note: [{ text: 'Contraindications reviewed: bone cancer, severe osteoporosis, unstable fracture' }],
    });
    const { spoken } = await answer(call(order, searchset([])));
    expect(spoken).toEqual(['traction/documentation']);
  });

  it('that cannot be found leaves the check open, and the card says so', async () => {
    const order = traction({ reasonReference: [{ reference: 'Condition/lost' }] });
    const [card] = (await answer(call(order, searchset([])))).cards;
    expect(card?.detail).toContain('**Not checked:** the diagnosis that the order refers to could not be found');
  });

  it('never makes an order one of ours', async () => {
    const order = {
      ...traction(),
      code: { text: 'Home exercise program' },
      reasonCode: [{ text: 'Mechanical traction' }],
    };
    expect((await answer(call(order, searchset([])))).spoken).toEqual([]);
  });
});

describe('a condition on the problem list of a traction order', () => {
  it.each<readonly [rule: string, condition: JsonObject, finding: string]>([
    ['counts by a code of ICD-9-CM', condition(coded(ICD9, '170.2')), 'contraindicated'],
    [
      'counts by its words beside a code of another cancer',
      condition({ ...coded(ICD10, 'C61'), text: 'Bone metastases' }),
      'contraindicated',
    ],
    [
      'counts by its words beside a code that nobody knows',
      condition({ ...coded('https://ehr.example.org/problems', '7'), text: 'Osteosarcoma' }),
      'contraindicated',
    ],
    [
      'of osteoporosis counts by the severity beside it',
      condition(
        { text: 'Postmenopausal osteoporosis' },
        { severity: { coding: [{ system: 'http://snomed.info/sct', code: '24484000' }] } },
      ),
      'contraindicated',
    ],
    [
      'of osteoporosis that is said not to be severe does not',
      condition({ text: 'Osteoporosis' }, { severity: { text: 'not severe' } }),
      'documentation',
    ],
    ['of osteoporosis without a severity does not', condition(coded(ICD9, '733.01')), 'documentation'],
    [
      'of bone cancer in a category of a family practice stops traction',
      condition(coded(ICD10, 'C41.2'), { category: [{ text: 'Family Medicine problems' }] }),
      'contraindicated',
    ],
  ])('%s', async (_rule, listed, finding) => {
    expect((await answer(call(traction(), searchset([listed])))).spoken).toEqual([`traction/${finding}`]);
  });

  it.each<readonly [rule: string, condition: JsonObject]>([
    ['a fracture whose stability is not coded', condition(coded(ICD9, '805.4', 'Closed fracture of lumbar vertebra'))],
    [
      'a fracture of a bone whose site is the spine',
      condition({ text: 'Fracture of bone' }, { bodySite: [{ text: 'Vertebral column structure' }] }),
    ],
    ['a myeloma by its name', condition({ text: 'Multiple myeloma' })],
    [
      'bone cancer that is provisional by the display of its verification',
      condition(coded(ICD10, 'C41.2'), { verificationStatus: { coding: [{ display: 'Provisional' }] } }),
    ],
    [
      'bone cancer that is differential by the text of its verification',
      condition(coded(ICD10, 'C41.2'), { verificationStatus: { text: 'Differential diagnosis' } }),
    ],
    ['bone cancer beside a code for a history of it', condition(coded(ICD10, 'Z85.830', 'Osteosarcoma'))],
    [
      'bone cancer in the category family history',
      condition(coded(ICD10, 'C41.2'), { category: [{ coding: [{ code: 'x', display: 'Family History' }] }] }),
    ],
    ['bone cancer beside a code for family history', condition(coded(ICD10, 'Z80.8', 'Bone cancer'))],
    ['bone cancer beside an ICD-9-CM code for family history', condition(coded(ICD9, 'V16.8', 'Bone cancer'))],
    ['a tumour of bone of uncertain behaviour, in ICD-9-CM', condition(coded(ICD9, '238.0'))],
    ['a history of severe osteoporosis', condition({ text: 'History of severe osteoporosis' })],
  ])('is named to clarify: %s', async (_rule, listed) => {
    const { spoken, cards } = await answer(call(traction(), searchset([listed])));
    expect(spoken).toEqual(['traction/documentation']);
    expect(cards[0]?.detail).toContain('To clarify before traction');
  });
});

describe('a problem list that is known in part', () => {
  const inPart = (...listed: readonly JsonObject[]) => ({ ...searchset(listed), total: 40 });

  it.each<readonly [what: string, listed: JsonObject]>([
    ['a diagnosis that has nothing to do with it', condition(coded(ICD10, 'M54.50'))],
    ['osteoporosis without a severity', condition(coded(ICD10, 'M81.0'))],
    ['a fracture whose stability is not coded', condition(coded(ICD10, 'S32.010A'))],
    ['metastases that were not found', condition({ text: 'No evidence of bone metastases' })],
  ])('is said to be, whatever was found in the part: %s', async (_what, listed) => {
    const [card] = (await answer(call(traction(), inPart(listed)))).cards;
    expect(card?.indicator).toBe('info');
    expect(card?.detail).toContain('**Not checked:** the EHR cut the problem list off');
  });

  it('is said to be beside a reason of the order that is no contraindication', async () => {
    const order = traction({ reasonCode: [coded(ICD10, 'M54.50')] });
    const [card] = (await answer(call(order, undefined))).cards;
    expect(card?.detail).toContain('**Not checked:** the EHR did not send the problem list');
  });

  it.each<readonly [reason: string, order: JsonObject]>([
    ['is longer than is read', { reasonCode: [{ text: `${'low back pain, '.repeat(2000)} bone cancer` }] }],
    ['is a local code without words', { reasonCode: [{ coding: [{ system: 'urn:oid:1.2.3.4', code: '17' }] }] }],
    ['is a Condition that is nowhere', { reasonReference: [{ reference: 'Condition/c9' }] }],
    ['is known by an identifier', { reasonReference: [{ type: 'Condition', identifier: { value: '77' } }] }],
    [
      'is an entry that is nowhere',
      { reasonReference: [{ reference: 'urn:uuid:6c61ca97-0e94-4a4b-ae5a-0d1d1c9c2f11' }] },
    ],
    ['is another patient’s Condition', { reasonReference: [{ reference: 'Condition/z9' }] }],
  ])('is said to be where a reason of the order %s', async (_reason, members) => {
    const stranger = condition(coded(ICD10, 'C79.51', 'Bone of a stranger'), {
      id: 'z9',
      subject: { reference: 'Patient/somebody-else' },
    });
    const body = changed(call(traction(members), searchset([])), 'prefetch.other', stranger);
    const [card] = (await answer(body)).cards;
    expect(card?.indicator).toBe('info');
    expect(card?.detail).toContain('**Not checked:**');
    expect(JSON.stringify(card)).not.toContain('stranger');
  });

  it('names the diagnoses of the order where one of them cannot be read', async () => {
    const [card] = (await answer(call(traction({ reasonCode: [{}] }), searchset([])))).cards;
    expect(card?.detail).toContain(
      "**Not checked:** the EHR sent entries of the order's diagnoses without their content",
    );
  });

  it.each<readonly [reason: string, order: JsonObject]>([
    ['an Observation', { reasonReference: [{ reference: 'Observation/o1' }] }],
    [
      'another type, by an identifier',
      { reasonReference: [{ type: 'DocumentReference', identifier: { value: '7' } }] },
    ],
    ['words alone', { reasonReference: [{ display: 'Low back pain' }] }],
  ])('is not said to be where a reason of the order is %s', async (_reason, members) => {
    const [card] = (await answer(call(traction(members), searchset([])))).cards;
    expect(card?.detail).not.toContain('**Not checked:**');
  });

  it.each<readonly [what: string, code: JsonObject | undefined]>([
    ['has no code', undefined],
    [
      'has a masked code',
      { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] },
    ],
    ['has a code without a system and no words', { coding: [{ code: 'C79.51' }] }],
    ['has a local code and no words', { coding: [{ system: 'urn:oid:1.2.3.4', code: '17' }], text: ' ' }],
  ])('is said to be where a Condition %s', async (_what, code) => {
    const [card] = (
      await answer(call(traction(), searchset([condition({}, { code }), condition(coded(ICD10, 'M54.50'))])))
    ).cards;
    expect(card?.indicator).toBe('info');
    expect(card?.detail).toContain('**Not checked:** the EHR sent entries of the problem list without their content');
  });

  it.each<readonly [what: string, code: JsonObject, members: JsonObject]>([
    ['has a code without a system and words', { coding: [{ code: '17', display: 'Low back pain' }] }, {}],
    ['has a code of a known system and no words', coded(ICD10, 'M54.50'), {}],
    ['has neither and is over', {}, { clinicalStatus: { coding: [{ code: 'resolved' }] } }],
  ])('is not said to be where a Condition %s', async (_what, code, members) => {
    const [card] = (await answer(call(traction(), searchset([condition(code, members)])))).cards;
    expect(card?.indicator).toBe('info');
    expect(card?.detail).not.toContain('**Not checked:**');
  });

  it('raises the safety stop for what was found in the part', async () => {
    expect((await answer(call(traction(), inPart(condition(coded(ICD10, 'C41.2')))))).spoken).toEqual([
      'traction/contraindicated',
    ]);
  });
});

describe('a spinal decompression or unloading device for a patient with an unstable fracture', () => {
  const fracture = searchset([condition(coded(ICD10, 'S32.012A', 'Unstable burst fracture of first lumbar vertebra'))]);

  it.each<readonly [string, JsonObject]>([
    [
      'decompression',
      { ...traction(), code: coded('http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', 'S9090') },
    ],
    [
      'unloading',
      { ...traction(), resourceType: 'DeviceRequest', code: undefined, codeCodeableConcept: { text: 'LTX 3000' } },
    ],
  ])('%s: the card says so and proposes no therapy', async (_policy, order) => {
    const pain = condition(coded(ICD10, 'M54.50'), { id: 'c2' });
    const [card] = (
      await answer(call(order, { ...fracture, entry: [...(fracture['entry'] as []), { resource: pain }], total: 2 }))
    ).cards;
    expect(card?.detail).toContain('- Unstable spinal fracture: Unstable burst fracture of first lumbar vertebra');
    expect(card?.suggestions?.map(({ label }) => label)).toEqual(['Remove this order']);
  });
});
