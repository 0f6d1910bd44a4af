import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTypoRoom, isTypoOf, mayBeTypo, typoKeys } from '../../src/matching/typo.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
const longWord = fc.string({ unit: fc.constantFrom(...letters), minLength: 7, maxLength: 24 });

describe('a typo', () => {
  it.each([
    ['tracton', 'traction', true, 'a letter is missing'],
    ['tracttion', 'traction', true, 'a letter is too many'],
    ['traktion', 'traction', true, 'a letter is wrong'],
    ['tarction', 'traction', true, 'two letters are swapped'],
    ['traction', 'traction', true, 'nothing is wrong'],
    ['fraction', 'traction', false, 'the first letter is another'],
    ['tration', 'tractions', false, 'two letters are missing'],
    ['trakzion', 'traction', false, 'two letters are wrong'],
    ['tractoin', 'traction', true, 'the last letters are swapped'],
    ['cervicla', 'cervicall', false, 'two letters are swapped and one is missing'],
    ['noitcart', 'traction', false, 'all is turned around'],
    ['dyness', 'dynesys', true, 'one letter short of the shortest long word'],
    ['cofex', 'coflex', false, 'the word is too short to be unmistakable'],
  ])('%s for %s: %s, since %s', (written, word, typo) => {
    expect(isTypoOf(written, word)).toBe(typo);
  });

  it('is possible only in words of ordinary length', () => {
    expect(['coflex', 'dynesys', 'x'.repeat(24), 'x'.repeat(25)].map(hasTypoRoom)).toEqual([false, true, true, false]);
    expect(['cofle', 'dynesy', 'x'.repeat(25), 'x'.repeat(26)].map(mayBeTypo)).toEqual([false, true, true, false]);
  });

  it('behind the first letter is recognised wherever it is', () => {
    fc.assert(
      fc.property(longWord, fc.nat(), fc.constantFrom(...letters), fc.nat(2), (word, place, letter, kind) => {
        const at = 1 + (place % (word.length - 1));
        const written = [
          word.slice(0, at) + word.slice(at + 1),
          word.slice(0, at) + letter + word.slice(at),
          word.slice(0, at) + letter + word.slice(at + 1),
        ][kind];
        expect(isTypoOf(written ?? '', word)).toBe(true);
      }),
    );
  });

  it('shares a key with the word, so that an index finds it', () => {
    fc.assert(
      fc.property(longWord, longWord, (written, word) => {
        const keys = new Set(typoKeys(word));
        expect(!isTypoOf(written, word) || typoKeys(written).some((key) => keys.has(key))).toBe(true);
      }),
    );
    expect(typoKeys('tarction').some((key) => typoKeys('traction').includes(key))).toBe(true);
  });
});
