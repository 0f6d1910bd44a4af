import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { valuesText } from '../../src/response/value-text.ts';

const coded = (code: string) => ({ coding: [{ code }] });
const condition = (members: JsonObject): JsonObject => ({ resourceType: 'Condition', id: 'c', ...members });

describe('the values of a fact', () => {
  it.each<readonly [what: string, values: readonly unknown[], text: string]>([
    ['nothing', [], ''],
    ['words and numbers', ['a *b*', 5, true], 'a b; 5; true'],
    ['three of four, and how many more', ['a', 'b', 'c', 'd'], 'a; b; c; and 1 more'],
    ['equal ones once', ['a', 'b', 'a', 'c', 'b'], 'a; b; c'],
    ['of very many those beyond what is compared as more', Array(60).fill('a'), 'a; and 10 more'],
    ['of very many the first three', Array.from({ length: 60 }, (_, at) => at), '0; 1; 2; and 57 more'],
    ['as many as are compared', Array(50).fill('a'), 'a'],
    ['an order by its words', [{ resourceType: 'ServiceRequest', code: { text: 'Traction' } }], 'Traction'],
    ['a device by its code', [{ resourceType: 'DeviceRequest', codeCodeableConcept: coded('E1399') }], 'E1399'],
    ['an order without a code', [{ resourceType: 'ServiceRequest' }], 'This order'],
    ['a Condition without anything', [condition({})], 'a condition (status not given)'],
    [
      'a Condition by its words, code, status, certainty and day',
      [
        condition({
          code: { ...coded('M81.0'), text: 'Bone loss' },
          clinicalStatus: coded('active'),
          verificationStatus: coded('provisional'),
          recordedDate: '2025-03-01T10:00:00Z',
          onsetDateTime: '2024',
        }),
      ],
      'Bone loss (M81.0, active, provisional, recorded 2025-03-01)',
    ],
    [
      'a Condition that is confirmed, by the day on which it began',
      [condition({ verificationStatus: coded('confirmed'), onsetDateTime: '2024-05-06T00:00:00Z' })],
      'a condition (status not given, onset 2024-05-06)',
    ],
    [
      'a Condition that only the order names, as the reason of the order',
      [condition({ id: undefined, code: { text: 'Pain' }, evidence: [{}], clinicalStatus: coded('active') })],
      'Pain (reason of the order)',
    ],
  ])('are told as %s', (_what, values, text) => {
    expect(valuesText(values)).toBe(text);
  });
});
