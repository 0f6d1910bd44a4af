import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan, isTextDeeperThan, parseBody } from '../../src/http/body.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('the depth of a text', () => {
  it.each([
    ['{}', 1],
    ['[[]]', 2],
    ['{"a":[{}]}', 3],
    ['"[[[["', 0],
    ['"\\"[[[["', 0],
    ['["\\\\",[]]', 2],
    ['[[],[],[]]', 2],
    ['[[[', 3],
    ['"[[[ never closed', 0],
  ])('of %s is %i', (text, depth) => {
    expect(isTextDeeperThan(depth, text)).toBe(false);
    expect(isTextDeeperThan(depth - 1, text)).toBe(true);
  });

  it('is the depth of what the parser makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const depth = depthOf(value);
        expect([isTextDeeperThan(depth, text), isDeeperThan(depth, JSON.parse(text))]).toEqual([false, false]);
        if (depth > 0)
          expect([isTextDeeperThan(depth - 1, text), isDeeperThan(depth - 1, JSON.parse(text))]).toEqual([true, true]);
      }),
    );
  });
});

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
