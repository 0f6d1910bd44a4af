import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/http/read-json.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('parsing a body', () => {
  it('gives what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(bytesOf(text), 1000))).toBe(text);
      }),
    );
  });

  it('counts the depth as it is, whatever brackets, quotes and escapes stand in texts', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    const text = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', 'é') });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(text, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(text, tie('tree'), { maxKeys: 3 })),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const bytes = bytesOf(JSON.stringify(value));
        const depth = depthOf(value);
        expect(() => parseJson(bytes, depth)).not.toThrow();
        if (depth > 0) expect(() => parseJson(bytes, depth - 1)).toThrow(expect.objectContaining({ code: 'too-deep' }));
      }),
    );
  });

  it('takes many values, and commas in texts are none', () => {
    expect(parseJson(bytesOf(`[${'0,'.repeat(499_998)}0]`), 1)).toHaveLength(499_999);
    expect(parseJson(bytesOf(`"${','.repeat(600_000)}"`), 1)).toHaveLength(600_000);
  });

  it('passes over the mark that some editors set before UTF-8', () => {
    expect(parseJson(bytesOf('\uFEFF[]'), 1)).toEqual([]);
  });

  it.each([
    ['no bytes', new Uint8Array(), 'invalid-json'],
    ['no UTF-8', Uint8Array.of(0xc0, 0x80), 'invalid-utf8'],
    ['too deep a nesting', bytesOf('[[[[[]]]]]'), 'too-deep'],
    ['a nesting that would take the parser long', bytesOf('['.repeat(1_000_000)), 'too-deep'],
    ['more values than any chart has', bytesOf(`[${'{},'.repeat(250_000)}{}]`), 'too-large'],
    ['more members than any chart has', bytesOf(`{"a":0${',"a":0'.repeat(500_000)}}`), 'too-large'],
    ['no JSON', bytesOf('{hook}'), 'invalid-json'],
    ['a text without an end', bytesOf('"\\'), 'invalid-json'],
  ])('refuses %s', (_name, bytes, code) => {
    expect(() => parseJson(bytes, 4)).toThrow(expect.objectContaining({ code }));
  });
});
