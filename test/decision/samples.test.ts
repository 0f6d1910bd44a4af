import { describe, expect, it } from 'vitest';
import { FACTS } from '../../src/decision/facts.ts';
import { samplesFor } from '../../src/decision/samples.ts';
import { variablesOf } from '../../src/decision/variables.ts';
import { asObject, type JsonObject } from '../../src/json.ts';

const isEmpty = (value: unknown) => value === undefined || (Array.isArray(value) && value.length === 0);

describe('the samples on which every expression is run', () => {
  it.each(variablesOf(FACTS))('hold %%%s in all but one', (variable) => {
    const samples = samplesFor(FACTS);
    const empty = samples.filter((sample) => isEmpty(sample[variable]));
    expect(samples.length).toBeGreaterThan(3);
    expect(empty).toEqual(variable === 'order' ? [] : [samples.at(-1)]);
  });

  it('name no variable that expressions do not have', () => {
    for (const sample of samplesFor(FACTS))
      expect(Object.keys(sample).filter((name) => !variablesOf(FACTS).includes(name))).toEqual([]);
  });

  it('are of every kind of order', () => {
    const kinds = samplesFor(FACTS).map(({ order }) => asObject(order)?.['resourceType']);
    expect(new Set(kinds)).toEqual(new Set(['ServiceRequest', 'DeviceRequest']));
  });

  it('hold two plain resources of a kind that nobody wrote samples for', () => {
    const fact = { name: 'scans', type: 'ImagingStudy', key: 'scans', search: 'x', variable: 'scans' };
    const [sample] = samplesFor([...FACTS, fact]);
    const scans = sample?.['scans'] as readonly JsonObject[];
    expect(scans.map(({ resourceType, id, status }) => [resourceType, id, status])).toEqual([
      ['ImagingStudy', 'sample', 'sample'],
      ['ImagingStudy', 'sample', 'sample'],
    ]);
    expect(scans[0]?.['code']).toMatchObject({ text: 'sample' });
  });
});
