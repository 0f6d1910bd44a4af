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
  const read = (text: string) => {
    const { body, later } = parseBodyWithout('prefetch', bytesOf(text), 10);
    return later ? { body, later: later() } : { body };
  };

  it.each([
    [
      'leaves an empty object in its place',
      '{"a":1, "prefetch" : {"c":[{}]} ,"b":2}',
      { a: 1, prefetch: {}, b: 2 },
      { c: [{}] },
    ],
    ['knows its name by escapes, too', '{"pre\\u0066etch":{"c":"é"}}', { prefetch: {} }, { c: 'é' }],
    ['passes over the mark of UTF-8', '\uFEFF{"prefetch":{}}', { prefetch: {} }, {}],
  ])('%s', (_rule, text, body, later) => {
    expect(read(text)).toEqual({ body, later });
  });

  it.each([
    ['is no object', '{"prefetch":[1]}', { prefetch: [1] }],
    ['stands twice, when the last counts', '{"prefetch":{"a":1},"prefetch":{"b":2}}', { prefetch: { b: 2 } }],
    ['stands within something else', '{"context":{"prefetch":{"a":1}}}', { context: { prefetch: { a: 1 } } }],
    ['is not there', '{}', {}],
    ['has no object around it', '["prefetch"]', ['prefetch']],
  ])('sets nothing aside if it %s', (_case, text, body) => {
    expect(read(text)).toEqual({ body });
  });

  it.each([
    ['broken', '{"prefetch":{"a":[1,]}}', 'invalid-json'],
    ['too deep', '{"prefetch":{"a":[[[[[[[[[[]]]]]]]]]]}}', 'too-deep'],
  ])('refuses at once what is %s in it', (_name, text, code) => {
    expect(() => parseBodyWithout('prefetch', bytesOf(text), 10)).toThrow(expect.objectContaining({ code }));
  });

  it('gives together what the parser gives', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('prefetch', 'hook', 'context', 'x'), fc.jsonValue()), (value) => {
        const { body, later } = parseBodyWithout('prefetch', bytesOf(JSON.stringify(value)), 1000);
        const whole = later ? { ...(body as object), prefetch: later() } : body;
        expect(JSON.stringify(whole)).toBe(JSON.stringify(value));
      }),
    );
  });
});
