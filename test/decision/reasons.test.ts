import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/decision/facts.ts';
import { conditionReferences, reasonsOf } from '../../src/decision/reasons.ts';
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

  it('have the order as their evidence, also where it has no id', () => {
    const found = reasons({ id: undefined, reasonCode: [{ text: 'a' }] });
    const evidence = [{ detail: [{ reference: 'ServiceRequest/?' }] }];
    expect(found).toEqual({ state: 'known', value: [{ resourceType: 'Condition', code: { text: 'a' }, evidence }] });
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
