import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBody, parseBodyWithout } from '../../src/http/body.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
describe('parsing a body', () => {
  it('gives what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseBody(bytesOf(text), 1000))).toBe(text);
      }),
    );
  });

  it.each([
    ['no bytes', new Uint8Array(), 'invalid-json'],
    ['no UTF-8', Uint8Array.of(0xc0, 0x80), 'invalid-utf8'],
    ['too deep a nesting', bytesOf('[[[[[]]]]]'), 'too-deep'],
    ['too deep a nesting in a long body', bytesOf(`["${'x'.repeat(100_000)}",[[[[]]]]]`), 'too-deep'],
    ['a nesting that would take the parser long', bytesOf('['.repeat(1_000_000)), 'too-deep'],
    ['no JSON', bytesOf('{hook}'), 'invalid-json'],
  ])('refuses %s', (_name, bytes, code) => {
    expect(() => parseBody(bytes, 4)).toThrow(expect.objectContaining({ code }));
  });
});

describe('setting the prefetch of a body aside', () => {
  const read = (text: string, key: string) => {
    const { body, later } = parseBodyWithout('prefetch', bytesOf(text), 10);
    return later ? { body, later: later(key) } : { body };
  };

  it.each([
    [
      'leaves an empty object in its place and parses its members one by one',
      '{"a":{"c":1}, "prefetch" : {"b":2, "c":[{"c":3}]} ,"z":{"c":4}}',
      { body: { a: { c: 1 }, prefetch: {}, z: { c: 4 } }, later: [{ c: 3 }] },
    ],
    ['knows names by escapes, too', '{"pre\\u0066etch":{"\\u0063":"é"}}', { body: { prefetch: {} }, later: 'é' }],
    ['passes over the mark of UTF-8', '\uFEFF{"prefetch":{"c":1}}', { body: { prefetch: {} }, later: 1 }],
    ['has the last of members of one name count', '{"prefetch":{"c":1,"c":2}}', { body: { prefetch: {} }, later: 2 }],
    ['tells null from nothing', '{"prefetch":{"c":null}}', { body: { prefetch: {} }, later: null }],
    ['finds nothing where nothing is', '{"prefetch":{"b":{"c":1}}}', { body: { prefetch: {} }, later: undefined }],
  ])('%s', (_rule, text, parsed) => {
    expect(read(text, 'c')).toStrictEqual(parsed);
  });

  it.each([
    ['is no object', '{"prefetch":[1]}', { prefetch: [1] }],
    ['stands twice, when the last counts', '{"prefetch":{"a":1},"prefetch":{"b":2}}', { prefetch: { b: 2 } }],
    ['stands within something else', '{"context":{"prefetch":{"a":1}}}', { context: { prefetch: { a: 1 } } }],
    ['is not there', '{}', {}],
    ['has no object around it', '["prefetch"]', ['prefetch']],
    [
      'has more members beside it than a call has',
      `{"prefetch":{"a":1}${',"b":2'.repeat(1000)}}`,
      { prefetch: { a: 1 }, b: 2 },
    ],
  ])('sets nothing aside if it %s', (_case, text, body) => {
    expect(read(text, 'a')).toEqual({ body });
  });

  it.each([
    ['broken', '{"prefetch":{"a":[1,]}}', 'invalid-json'],
    ['too deep', '{"prefetch":{"a":[[[[[[[[[[]]]]]]]]]]}}', 'too-deep'],
  ])('refuses at once what is %s in it', (_name, text, code) => {
    expect(() => parseBodyWithout('prefetch', bytesOf(text), 10)).toThrow(expect.objectContaining({ code }));
  });

  it('gives together what the parser gives', () => {
    const chart = fc.dictionary(fc.constantFrom('conditions', 'coverage', 'x'), fc.jsonValue());
    fc.assert(
      fc.property(fc.record({ hook: fc.jsonValue(), prefetch: chart, context: chart }), (value) => {
        const { body, later } = parseBodyWithout('prefetch', bytesOf(JSON.stringify(value)), 1000);
        const prefetch = Object.fromEntries(Object.keys(value.prefetch).map((key) => [key, later?.(key)]));
        expect(JSON.stringify({ ...(body as object), prefetch })).toBe(JSON.stringify(value));
      }),
    );
  });
});
