import { describe, expect, it } from 'vitest';
import { parseKeepingNumbers, parseKeepingNumbersOfDrafts, withExactNumbers } from '../src/exact-numbers.ts';
import { asObject } from '../src/json.ts';
import { callOf } from './support/call.ts';
import { postText } from './support/post.ts';
import { startApp } from './support/server.ts';

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

const ordered = (quantity: string) =>
  JSON.stringify(callOf()).replace('"status":"draft"', `"status":"draft","quantityQuantity":${quantity}`);

it.each([
  [
    'a decimal',
    '{"value":2,"unit":"units","extension":[{"url":"https://ehr.example/x","valueDecimal":1.50}]}',
    '{"value":1,"unit"',
  ],
  [
    'a whole number with places',
    '{"extension":[{"url":"https://ehr.example/x","valueDecimal":3.00}],"unit":"units","value":2.0}',
    '"value":1}',
  ],
])(
  'a suggested change of a draft leaves %s as it was written, and changes what it is about',
  async (_what, quantity, changed) => {
    const { text } = await postText(startApp(), ordered(quantity)).expect(200);
    const [decimal] = /"valueDecimal":[\d.]+/.exec(quantity) ?? [];
    expect(text).toContain('"type":"update"');
    expect(text).toContain(decimal);
    expect(text).toContain(changed);
  },
);

it('a number beyond all numbers is left out of a suggested change', async () => {
  const quantity = '{"value":2,"unit":"units","extension":[{"url":"https://ehr.example/x","valueDecimal":1e999}]}';
  const { text } = await postText(startApp(), ordered(quantity)).expect(200);
  expect(text).toContain('"type":"update"');
  expect(text).not.toContain('valueDecimal');
});

it('numbers are kept of drafts that hold any, and not of what is sent beside drafts without', () => {
  const sent = (order: string) => `{"context":{"draftOrders":{"entry":[{"resource":${order}}]}},"prefetch":{"x":1.50}}`;
  const written = (order: string) =>
    JSON.stringify(withExactNumbers(asObject(parseKeepingNumbersOfDrafts(sent(order))) ?? {}));
  expect(written('{"a":2.0}')).toBe(sent('{"a":2.0}'));
  expect(written('{"a":"2.0"}')).toBe(sent('{"a":"2.0"}').replace('1.50', '1.5'));
});
