import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { membersOf } from '../../src/http/json-text.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON as it is written by hand, spaced and escaped, with a few characters changed, lost or doubled. */
const damaged = fc
  .tuple(
    fc.jsonValue(),
    fc.constantFrom(undefined, 2, '\t', ' \r\n'),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          '',
          ' ',
          '"',
          '\\',
          '\\u',
          '\\u00e9',
          '\\n',
          ',',
          ':',
          '[',
          ']',
          '{',
          '}',
          '-',
          '+',
          '.',
          '0',
          '1e',
          'E5',
          't',
          'null',
          '\n',
          '\u0000',
          '\u001f',
          '\u00a0',
          '\ufeff',
          'é',
          '"a":1,',
        ),
        fc.nat(2),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([value, space, changes]) =>
    changes.reduce(
      (text, [at, piece, length]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + length);
      },
      JSON.stringify(value, undefined, space),
    ),
  );

describe('a JSON text', () => {
  it('is well-formed if the parser takes it, and only then', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        expect(membersOf(bytesOf(text), 1000) !== 'invalid-json').toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '',
    ' ',
    '01',
    '-',
    '-0',
    '1.',
    '.5',
    '1.5e',
    '1e+5',
    '1E-05',
    '+1',
    'tru',
    'true ',
    'nulll',
    'NaN',
    '"',
    '"\\',
    '"\\u12',
    '"\\u12g4"',
    '"\\ud800"',
    '"\\x"',
    '"a\tb"',
    '"\u007f"',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{,}',
    '{a:1}',
    "{'a':1}",
    '{1:1}',
    '[}',
    '{]',
    '[1}',
    '{"a":1]',
    '[]]',
    '{} {}',
    ' \t\r\n[ ] ',
    '\u00a0[]',
    '\u000b[]',
  ])('such as %j is taken or refused as the parser does', (text) => {
    expect(membersOf(bytesOf(text), 1000) !== 'invalid-json').toBe(isJson(text));
  });

  it('is as deep as what the parser makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = bytesOf(JSON.stringify(value));
        const depth = depthOf(value);
        expect(membersOf(bytes, depth)).not.toBe('too-deep');
        if (depth > 0) expect(membersOf(bytes, depth - 1)).toBe('too-deep');
      }),
    );
  });

  it.each([
    [
      'has its members and those of the objects in it noted, inner ones first',
      ' { "a" : [1, {"b": 2}] , "ä\\n":{"c": {"d": 1}} }',
      ['1 "a" [1, {"b": 2}]', '2 "c" {"d": 1}', '1 "ä\\n" {"c": {"d": 1}}'],
    ],
    ['is one level by itself if it is an array', '[{"a":1},[{"b":1}]]', ['2 "a" 1']],
    ['has no members if it is no object', '"a"', []],
  ])('%s', (_rule, text, noted) => {
    const textAt = ({ start, end }: { start: number; end: number }) => Buffer.from(text).toString('utf8', start, end);
    const members = membersOf(bytesOf(text), 9);
    expect(
      typeof members !== 'string' &&
        members.map(({ level, name, value }) => `${level} ${textAt(name)} ${textAt(value)}`),
    ).toEqual(noted);
  });
});
