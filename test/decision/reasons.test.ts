import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/decision/facts.ts';
import { conditionReferences, isReasonOfOrder, reasonsOf } from '../../src/decision/reasons.ts';
import { asObject, type JsonObject } from '../../src/json.ts';

const condition = (id: string): JsonObject => ({ resourceType: 'Condition', id, code: { text: id } });
const facts = new Map([
  ['conditions', { state: 'known' as const, value: [condition('listed')] }],
  ['references', { state: 'known' as const, value: [condition('read')] }],
]);
const inBundle = (reference: string) => (reference === 'Condition/bundled' ? condition('bundled') : undefined);
const reasons = (order: JsonObject) =>
  reasonsOf({ resourceType: 'ServiceRequest', id: 'o', ...order }, inBundle, facts);
const namesIn = (fact: Fact<readonly JsonObject[]>) =>
  fact.state === 'known' ? fact.value.map(({ code }) => asObject(code)?.['text']) : [];

describe('the diagnoses that an order gives as its reason', () => {
  it.each<readonly [how: string, order: JsonObject, names: readonly string[]]>([
    ['in reasonCode', { reasonCode: [{ text: 'a' }, { text: 'b' }] }, ['a', 'b']],
    ['as DSTU2 gives one', { reasonCodeableConcept: { text: 'a' } }, ['a']],
    [
      'as R5 gives them',
      { reason: [{ concept: { text: 'a' } }, { reference: { reference: 'Condition/listed' } }] },
      ['a', 'listed'],
    ],
    ['contained in the order', { contained: [condition('own')], reasonReference: [{ reference: '#own' }] }, ['own']],
    ['beside it in the bundle', { reasonReference: [{ reference: 'Condition/bundled' }] }, ['bundled']],
    ['on the problem list', { reasonReference: [{ reference: 'Condition/listed' }] }, ['listed']],
    [
      'on the problem list, by a whole address with a version',
      { reasonReference: [{ reference: 'https://x/fhir/Condition/listed/_history/2' }] },
      ['listed'],
    ],
    ['read from the FHIR server', { reasonReference: [{ reference: 'Condition/read' }] }, ['read']],
    ['by the words of a reference alone', { reasonReference: [{ display: 'said' }] }, ['said']],
  ])('are found %s, and are all of them', (_how, order, names) => {
    const found = reasons(order);
    expect(found).toMatchObject({ state: 'known' });
    expect(found).not.toHaveProperty('lacking');
    expect(namesIn(found)).toEqual(names);
  });

  it('are known in part where one cannot be found, whose words count', () => {
    const found = reasons({ reasonReference: [{ reference: 'Condition/lost', display: 'said' }] });
    expect(found).toMatchObject({ state: 'known', lacking: 'unresolved' });
    expect(namesIn(found)).toEqual(['said']);
  });

  it('are the first thousand where it gives more, and known in part', () => {
    const reasonCode = Array.from({ length: 1001 }, (_, at) => ({ text: `${at}` }));
    const found = reasons({ reasonCode });
    expect(found).toMatchObject({ state: 'known', lacking: 'too-many' });
    expect(namesIn(found)).toHaveLength(1000);
    expect(reasons({ reasonCode: reasonCode.slice(1) })).not.toHaveProperty('lacking');
  });

  it('are unknown where it leads to a Condition of another patient', () => {
    const of = (patient: string) =>
      reasons({
        subject: { reference: 'Patient/p1' },
        contained: [{ ...condition('own'), subject: { reference: `Patient/${patient}` } }],
        reasonReference: [{ reference: '#own' }],
      });
    expect(of('p1')).toMatchObject({ value: [{ id: 'own' }] });
    expect(of('p2')).toEqual({ state: 'known', value: [], lacking: 'unresolved' });
  });

  it('have the order as their evidence, also where it has no id', () => {
    const found = reasons({ id: undefined, reasonCode: [{ text: 'a' }] });
    const evidence = [{ detail: [{ reference: 'ServiceRequest/?' }] }];
    expect(found).toEqual({ state: 'known', value: [{ resourceType: 'Condition', code: { text: 'a' }, evidence }] });
    expect(reasons({ reasonCode: [{ text: 'a' }] })).toMatchObject({
      value: [{ evidence: [{ detail: [{ reference: 'ServiceRequest/o' }] }] }],
    });
  });

  it.each([
    ['Condition/a', true],
    ['https://x/fhir/Condition/a', true],
    ['https://x/fhir/Condition/a/_history/23', true],
    ['Observation/a', false],
    ['PreCondition/a', false],
    ['Condition/a/b', false],
    ['Condition/', false],
    [undefined, false],
  ])('stand outside the order by %s: %s', (reference, isCondition) => {
    const order = { reasonReference: [{ reference }] };
    expect(conditionReferences(order)).toEqual(isCondition ? [reference] : []);
  });

  it.each<readonly [resource: JsonObject, isOfOrder: boolean]>([
    [{ resourceType: 'Condition', evidence: [] }, true],
    [{ resourceType: 'Condition', id: 'c', evidence: [] }, false],
    [{ resourceType: 'Condition' }, false],
    [{ resourceType: 'Observation', evidence: [] }, false],
  ])('are told from those on record: %j %s', (resource, isOfOrder) => {
    expect(isReasonOfOrder(resource)).toBe(isOfOrder);
  });

  it.each<readonly [reference: JsonObject, isWhole: boolean]>([
    [{ reference: 'Condition/lost' }, false],
    [{ reference: '#lost' }, false],
    [{ reference: 'urn:uuid:1' }, false],
    [{ type: 'Condition', identifier: { value: '7' } }, false],
    [{ type: 'http://hl7.org/fhir/StructureDefinition/Condition', reference: 'x' }, false],
    [{ type: 'Observation', identifier: { value: '7' } }, true],
    [{ reference: 'Observation/lost' }, true],
    [{ reference: 'https://x/fhir/Observation/lost/_history/23' }, true],
    [{ display: 'said' }, true],
  ])('are known in part where one may have been found by %j, else whole: %s', (reference, isWhole) => {
    const found = reasons({ reasonReference: [reference] });
    expect('lacking' in found).toBe(!isWhole);
  });

  it('are found by an address that ends in the type and the id, or goes on with a version', () => {
    const at = (reference: string) => namesIn(reasons({ reasonReference: [{ reference }] }));
    expect(at('https://x/fhir/Condition/listed')).toEqual(['listed']);
    expect(at('https://x/fhir/Condition/listed/_history/7')).toEqual(['listed']);
    expect(at('https://x/fhir/Condition/listed2')).toEqual([]);
    expect(at('https://x/fhir/PreCondition/listed')).toEqual([]);
  });

  it('are none where it gives none, and where what they refer to stands nowhere', () => {
    expect(reasons({})).toEqual({ state: 'known', value: [] });
    const missing = new Map([['conditions', { state: 'missing' as const, reason: 'not-sent' as const }]]);
    const order = { contained: [condition('own')], reasonReference: [{ reference: '#another' }] };
    expect(reasonsOf(order, inBundle, missing)).toEqual({ state: 'known', value: [], lacking: 'unresolved' });
  });

  it('are no resources of another kind, wherever these were found', () => {
    const contained = [{ resourceType: 'Observation', id: 'own' }];
    expect(reasons({ contained, reasonReference: [{ reference: '#own' }] })).toEqual({ state: 'known', value: [] });
  });

  it('are no observations or reports', () => {
    const order = { reasonReference: [{ reference: 'Observation/1' }, { reference: 'DiagnosticReport/2' }] };
    expect(reasons(order)).toEqual({ state: 'known', value: [] });
    expect(conditionReferences(order)).toEqual([]);
  });
});
