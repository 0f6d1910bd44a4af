import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLexicon, wordsOf } from '../../src/matching/lexicon.ts';
import { compilePhrase, matchAt, type Phrase } from '../../src/matching/phrase.ts';
import { clausesOf } from '../../src/matching/tokenize.ts';

const compiled = (source: string): Phrase => {
  const phrase = compilePhrase(source);
  if (!phrase) throw new Error(`${source} is no phrase`);
  return phrase;
};

const lexiconOf = (entries: Readonly<Record<string, readonly string[]>>) =>
  createLexicon(
    Object.entries(entries).flatMap(([code, sources]) => sources.map((source) => [code, compiled(source)] as const)),
  );

const collar = { collar: ['frost collar', 'frostcollar', 'ice collar'] };

const found = (entries: Readonly<Record<string, readonly string[]>>, text: string) =>
  lexiconOf(entries)
    .find(clausesOf(text)[0] ?? [])
    .map(({ entry, start, end }) => `${entry} ${start}-${end}`);

describe('a lexicon', () => {
  it.each([
    ['Frost collar', ['collar 0-2']],
    ['order an ice collar, or a FROSTCOLLAR', ['collar 2-4', 'collar 6-7']],
    ['frost. collar', []],
    ['collar of frost', []],
    ['frostcolar', ['collar 0-1']],
    ['fostcollar', ['collar 0-1']],
    ['', []],
  ])('finds in "%s" %j', (text, matches) => {
    expect(found(collar, text)).toEqual(matches);
  });

  it('finds every entry that fits, and each once', () => {
    expect(found({ ...collar, frost: ['frost'] }, 'frost collar').toSorted()).toEqual(['collar 0-2', 'frost 0-1']);
  });

  it('keeps apart long words one typo apart', () => {
    const two = { a: ['collarine'], b: ['collarone'] };
    expect(found(two, 'collarine')).toContain('a 0-1');
    expect(found(two, 'collarxne').toSorted()).toEqual(['a 0-1', 'b 0-1']);
  });

  it('finds a year wherever a phrase says {year}', () => {
    expect(found({ old: ['in {year}'] }, 'placed in 2014 or in 1899 or in 201')).toEqual(['old 1-3']);
    expect(found({ year: ['{year}'], old: ['{oldyear}'] }, '2014 and 2024')).toEqual([
      'year 0-1',
      'old 0-1',
      'year 2-3',
    ]);
  });

  it('finds any word with a digit wherever a phrase says {number}', () => {
    expect(found({ dose: ['frost {number} min'] }, 'frost 15 min, frost x20 min, frost no min')).toEqual([
      'dose 0-3',
      'dose 3-6',
    ]);
  });

  it('finds a question mark wherever a phrase says {?}', () => {
    expect(found({ asked: ['{?}'] }, 'collar? frost')).toEqual(['asked 1-2']);
  });

  it('finds a long word with any one typo behind its first letter', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const word = fc.string({ unit: letter, minLength: 7, maxLength: 24 });
    fc.assert(
      fc.property(word, letter, fc.nat(), fc.nat(2), (name, wrong, place, kind) => {
        const at = 1 + (place % (name.length - 1));
        const rest = name.slice(kind === 0 ? at : at + 1);
        const written = `${name.slice(0, at)}${kind === 2 ? '' : wrong}${rest}`;
        expect(found({ a: [name] }, `order ${written} today`)).toContain('a 1-2');
      }),
    );
  });
});

describe('the index of a lexicon', () => {
  const word = fc.constantFrom('frost', 'collar', 'ice', 'cervical', 'cervicla', 'cervicall', 'of', 'the');
  const part = fc.tuple(word, fc.constantFrom('', '?', '|ice', '|frost?')).map(([first, rest]) => first + rest);
  const phrase = fc
    .tuple(word, fc.array(fc.tuple(fc.constantFrom('', '~1 ', '~2 '), part), { maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest.map((pair) => pair.join(''))].join(' '));

  it('finds what trying every phrase at every word finds', () => {
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 6 }),
        fc.array(word, { maxLength: 9 }),
        (sources, words) => {
          const phrases = sources.map(compiled);
          const clause = clausesOf(words.join(' '))[0] ?? [];
          const each = clause.flatMap((_, start) =>
            phrases.flatMap((one) => {
              const end = matchAt(one, clause, start);
              return end === undefined ? [] : [`${start}-${end}`];
            }),
          );
          const matches = createLexicon(phrases.map((one) => [one, one] as const)).find(clause);
          expect(matches.map(({ start, end }) => `${start}-${end}`)).toEqual(each);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the words of a span', () => {
  it('are those of the clause, in a row', () => {
    const [clause = []] = clausesOf('Frost-collar, size M');
    expect(wordsOf(clause, { start: 0, end: 3 })).toBe('frost collar size');
  });
});
