import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clausesOf, fold } from '../../src/matching/tokenize.ts';

const texts = (text: string) => clausesOf(text).map((clause) => clause.map((word) => word.text).join(' '));

describe('folding', () => {
  it.each([
    ['DYNESYS', 'dynesys'],
    ['Dynesys®', 'dynesys'],
    ['Dynesys(R) and VAX-D(tm)', 'dynesys and vax-d'],
    ['Ｍｅｃｈａｎｉｃａｌ', 'mechanical'],
    ['décompression', 'decompression'],
    ['VAX\u2011D, VAX\u2013D, VAX\u2212D', 'vax-d, vax-d, vax-d'],
    ["patient's patient’s", 'patients patients'],
    ['two  spaces', 'two  spaces'],
  ])('of "%s" is "%s"', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('of what is folded changes nothing', () => {
    // A bracketed mark may be uncovered by taking another away, as in "((r)r)".
    const withoutBrackets = fc
      .string({ unit: 'grapheme' })
      .map((text) => [...text].filter((character) => !character.normalize('NFKD').includes('(')).join(''));
    fc.assert(
      fc.property(withoutBrackets, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe('clauses', () => {
  it.each([
    ['no dynesys. ordering vax-d', ['no dynesys', 'ordering vax d']],
    ['one; two! three? four', ['one', 'two', 'three', 'four']],
    ['one\ntwo\r\nthree • four', ['one', 'two', 'three', 'four']],
    ['first, second: third', ['first second third']],
    ['97012.5 is a number', ['97012 5 is a number']],
    ['ends here.', ['ends here']],
    ['...; ;.', []],
    ['', []],
  ])('of "%s" end at a full stop, a semicolon or a line, not at a comma', (text, clauses) => {
    expect(texts(text)).toEqual(clauses);
  });

  it('say what joins each word to the one before', () => {
    const glues = clausesOf('vax-d d/t age, gender neutral')
      .flat()
      .map(({ text, glue }) => `${glue}${text}`);
    expect(glues).toEqual([' vax', '-d', ' d', '/t', ' age', ',gender', ' neutral']);
  });

  it('never hold an empty word or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const clause of clausesOf(text)) {
          expect(clause.length).toBeGreaterThan(0);
          for (const word of clause) expect(word.text).toMatch(/^[\p{L}\p{N}]+$/u);
        }
      }),
    );
  });

  it('are the same however the text is cased', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(clausesOf(text.toUpperCase())).toEqual(clausesOf(text.toLowerCase()));
      }),
    );
  });
});
