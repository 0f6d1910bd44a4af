import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPlainYaml } from '../../src/policies/plain-yaml.ts';
import { PROJECT } from '../support/server.ts';

const CARDS = join(PROJECT, 'cards');

/** What the library makes of a text; nothing if it refuses it. */
function byLibrary(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

describe('plain YAML', () => {
  it.each(readdirSync(CARDS))('is what the card %s is written in, and says what the library reads', (file) => {
    const text = readFileSync(join(CARDS, file), 'utf8');
    expect(readPlainYaml(text)).toEqual(parse(text));
  });

  it.each([
    ['a text over two lines', 'a: one\n  two'],
    ['an empty line in a folded text', 'a: >-\n  one\n\n  two'],
    ['what looks like a comment behind it', 'a: >-\n  one\n\n  # two'],
    ['a deeper line in a folded text', 'a: >-\n  one\n   two'],
    ['a literal text', 'a: |\n  one'],
    ['a member without a value', 'a:\nb: c'],
    ['a member twice', 'a: b\na: c'],
    ['a list at the level of its member', 'a:\n- b'],
    ['a list in a list', 'a:\n  - - b'],
    ['a comment behind a value', 'a: b # c'],
    ['a comment behind a quoted value', "a: 'b' # c"],
    ['a mapping on one line', 'a: {b: c}'],
    ['double quotes', 'a: "b"'],
    ['an anchor', 'a: &b c'],
    ['a mapping where a text was begun', 'a: b: c'],
    ['null', 'a: null'],
    ['another way to say true', 'a: True'],
    ['a number beyond the plain ones', 'a: 0x10'],
    ['a fraction', 'a: 1.5'],
    ['a tab', 'a:\tb'],
    ['a space at the end', 'a: b '],
    ['two documents', 'a: b\n---\nc: d'],
    ['an indentation of nothing', 'a:\n    b: c\n  d: e'],
    ['words in brackets that go on', 'a:\n  [b, c,\n  d]'],
    ['a list alone', '- a'],
    ['nothing', ''],
  ])('is not %s, which is left to the library', (_what, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  it('says what the library reads, however its parts are put together', () => {
    const parts = [
      'a',
      'b',
      'text',
      ':',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '>-',
      "'",
      "''",
      '[',
      ']',
      ', ',
      '#',
      ' # ',
    ];
    const words = ['true', 'null', 'no', '1', '07', '{order}: it', 'a: >-\n  b\n  c', 'x:\n  - y: z\n    w: v', '---'];
    const text = fc.array(fc.constantFrom(...parts, ...words), { maxLength: 14 }).map((all) => all.join(''));
    const begun = fc.tuple(fc.constantFrom('', 'a: ', 'a:\n  - ', 'a:\n  b: ', 'a: >-\n  '), text);
    let read = 0;
    fc.assert(
      fc.property(begun, ([start, rest]) => {
        const plain = readPlainYaml(start + rest);
        if (plain !== undefined) read++;
        expect(plain === undefined || JSON.stringify(plain) === JSON.stringify(byLibrary(start + rest))).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(100);
  });
});
