import { describe, expect, it } from 'vitest';
import { parseKeepingNumbers, withExactNumbers } from '../src/exact-numbers.ts';
import { asObject } from '../src/json.ts';

const TEXTS = [
  '{"value":1.50}',
  '{"value":1e3,"other":-0.0}',
  '{"big":12345678901234567890,"list":[1.0,2,[3.10]]}',
  '{"nested":{"quantity":{"value":0.250,"unit":"mg"}},"text":"1.50","truth":true}',
];

describe('numbers of a parsed text', () => {
  it.each(TEXTS)('are written as they came: %s', (text) => {
    expect(JSON.stringify(withExactNumbers(asObject(parseKeepingNumbers(text)) ?? {}))).toBe(text);
  });

  it('are numbers as JSON.parse reads them for whoever calculates with them', () => {
    expect(parseKeepingNumbers('{"value":1.50,"count":2}')).toEqual({ value: 1.5, count: 2 });
  });

  it('are refused where they are none, as JSON.parse does', () => {
    expect(() => parseKeepingNumbers('{"value":01}')).toThrow(SyntaxError);
  });
});
