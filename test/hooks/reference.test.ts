import { describe, expect, it } from 'vitest';
import { idIn, localReference, typeIn, withoutVersion } from '../../src/hooks/reference.ts';

describe('a reference', () => {
  it.each<readonly [text: string, type: string | undefined, id: string, local: string]>([
    ['Coverage/c1', 'Coverage', 'c1', 'Coverage/c1'],
    ['Coverage/c1/_history/2', 'Coverage', 'c1', 'Coverage/c1'],
    ['https://ehr.example/fhir/R4/Coverage/c1', 'Coverage', 'c1', 'Coverage/c1'],
    ['https://ehr.example/fhir/Coverage/c1/_history/2', 'Coverage', 'c1', 'Coverage/c1'],
    ['urn:uuid:3f25', undefined, '3f25', 'urn:uuid:3f25'],
    ['#c1', undefined, '#c1', '#c1'],
    ['c1', undefined, 'c1', 'c1'],
    ['', undefined, '', ''],
  ])('"%s" has the type %s and the id "%s"', (text, type, id, local) => {
    expect([typeIn(text), idIn(text), localReference(text)]).toEqual([type, id, local]);
  });

  it.each([
    ['ServiceRequest/o1/_history/2', 'ServiceRequest/o1'],
    ['https://ehr.example/fhir/ServiceRequest/o1/_history/2', 'https://ehr.example/fhir/ServiceRequest/o1'],
    ['ServiceRequest/o1', 'ServiceRequest/o1'],
  ])('"%s" without its version is "%s"', (text, expected) => {
    expect(withoutVersion(text)).toBe(expected);
  });

  it.each([
    ['of one long word and a slash', `${'a'.repeat(1_000_000)}/`, ''],
    ['of versions without end', `${'/_history/'.repeat(100_000)}\n`, '\n'],
  ])('%s is read in the time that its length takes', (_, text, id) => {
    expect([idIn(text), withoutVersion(text).length <= text.length]).toEqual([id, true]);
  });
});
