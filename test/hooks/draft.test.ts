import { describe, expect, it } from 'vitest';
import { draftOf } from '../../src/hooks/draft.ts';
import { orderSign } from '../../src/hooks/order-sign.ts';
import { callWith, changed } from '../support/call.ts';

const device = (name: string, id?: string) => ({
  resourceType: 'Device',
  ...(id === undefined ? {} : { id }),
  modelNumber: name,
});

describe('a reference within the bundle', () => {
  const entries = [
    { fullUrl: 'urn:uuid:1', resource: device('first', 'd1') },
    { fullUrl: 'urn:uuid:2', resource: device('second', 'd1') },
    { fullUrl: 'urn:uuid:2', resource: device('third', 'd3') },
  ];
  const { resolve } = draftOf(orderSign.parse(changed(callWith([]), 'context.draftOrders.entry', entries)));

  it.each([
    ['a full address', 'urn:uuid:1', 'first'],
    ['type and id', 'Device/d3', 'third'],
    ['a whole address', 'https://ehr.example.org/fhir/Device/d3', 'third'],
    ['type, id and version', 'Device/d3/_history/2', 'third'],
    ['an address that two entries have: the first', 'urn:uuid:2', 'second'],
    ['an id that two entries have: the first', 'Device/d1', 'first'],
    ['what is not there', 'Device/d4', undefined],
    ['a resource without an address', '', undefined],
  ])('is found by %s', (_how, reference, model) => {
    expect(resolve(reference)?.['modelNumber']).toBe(model);
  });
});
