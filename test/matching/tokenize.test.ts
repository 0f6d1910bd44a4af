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
    ['one; two! three? four', ['one', 'two', 'three ? four']],
    ['one\ntwo\r\nthree • four', ['one', 'two', 'three', 'four']],
    ['first, second: third', ['first second third']],
    ['97012.5 is a number', ['97012 5 is a number']],
    ['ends here.', ['ends here']],
    ['...; ;.', []],
    ['', []],
  ])('of "%s" end at a full stop, a semicolon or a line, not at a comma', (text, clauses) => {
    expect(texts(text)).toEqual(clauses);
  });

  it.each([
    ['goes on in lower case', 'no evidence of a fracture, dislocation, or\nbone metastases', 1],
    [
      'goes on in lower case behind carriage return',
      'no evidence of a fracture, dislocation, or \r\n  bone metastases',
      1,
    ],
    ['is short', 'mechanical traction\nno lifting', 2],
    ['has ended', 'no evidence of a fracture or a dislocation.\nbone metastases', 2],
    ['is followed by one that begins anew', 'no evidence of a fracture, dislocation, or tumor\nBone metastases', 2],
    ['is followed by a bullet', 'no evidence of a fracture, dislocation, or tumor\n- bone metastases', 2],
  ])('of a line that is wrapped go on in the next: where a line %s', (_line, text, count) => {
    expect(clausesOf(text)).toHaveLength(count);
  });

  it('say what joins each word to the one before', () => {
    const glues = clausesOf('vax-d d/t age, gender neutral')
      .flat()
      .map(({ text, glue }) => `${glue}${text}`);
    expect(glues).toEqual([' vax', '-d', ' d', '/t', ' age', ',gender', ' neutral']);
  });

  it('never hold an empty word or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        for (const clause of clausesOf(text)) {
          expect(clause.length).toBeGreaterThan(0);
          for (const word of clause) expect(word.text).toMatch(/^(?:[\p{L}\p{N}]+|\?)$/u);
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

describe('a clause', () => {
  const glued = (text: string, abbreviations: readonly string[] = []) =>
    clausesOf(text, { abbreviations: new Set(abbreviations), openings: new Set(['please']), closings: new Set() }).map(
      (clause) =>
        clause.map(({ text: word, glue }, at) => (at === 0 || glue === ' ' ? word : `${glue}${word}`)).join(' '),
    );

  it.each([
    ['a comma', 'one, two', ['one ,two']],
    ['a colon', 'one: two', ['one :two']],
    ['a bracket', 'one (two) three', ['one (two (three']],
    ['a dash with a space beside it', 'one - two -three', ['one –two –three']],
    ['a question mark behind a word', 'one? two', ['one ? ?two']],
    ['a slash between spaces', 'one / two/ three', ['one //two /three']],
    ['no plain hyphen or slash', 'one-two w/o three', ['one -two w /o three']],
    ['no question mark in front', '?one ? two', ['? one ? two']],
    ['no comma or colon within a number', '1,000 at 10:30', ['1 000 at 10 30']],
  ])('is cut by %s', (_what, text, clauses) => {
    expect(glued(text)).toEqual(clauses);
  });

  it.each([
    ['an abbreviation', 'Hx. one', ['hx one']],
    ['another word', 'Done. one', ['done', 'one']],
    ['dotted letters', 'S.T.x. one', ['stx one']],
    ['an abbreviation before a word that begins a clause', 'Hx. Please one', ['hx', 'please one']],
    ['an abbreviation at a line end', 'Hx.\none', ['hx', 'one']],
  ])('with a full stop behind %s', (_what, text, clauses) => {
    expect(glued(text, ['hx'])).toEqual(clauses);
  });

  it.each([
    ['250mg', '250 mg'],
    ['20min', '20 min'],
    ['9000c', '9000c'],
    ['2nd', '2nd'],
    ['L4', 'l4'],
  ])('takes the number and unit of "%s" for "%s"', (text, words) => {
    expect(glued(text)).toEqual([words]);
  });

  it('reads a minus behind the things of a list as "neg", but not one that ends a text', () => {
    expect(glued('one -, two -; three -')).toEqual(['one neg ,two neg', 'three neg']);
    expect(glued('one -')).toEqual(['one']);
  });

  it('keeps a semicolon before the clause behind it', () => {
    expect(clausesOf('one; two. three').map(([word]) => word?.glue)).toEqual([' ', ';', ' ']);
  });

  it('takes & and + between words for "and"', () => {
    expect(glued('one & two + three, I&D')).toEqual(['one and two and three ,i d']);
  });

  it('goes on over the lines of a list under a heading, and ends below it', () => {
    expect(glued('Tried:\n- one\n- two\nthree\n- four')).toEqual(['tried :one ,two', 'three', 'four']);
  });
});
