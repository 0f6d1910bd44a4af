import { describe, expect, it } from 'vitest';
import { anchorOf, compilePhrase, matchAt, requiredWords } from '../../src/matching/phrase.ts';
import { clausesOf } from '../../src/matching/tokenize.ts';

/** The words a phrase matches where it begins, or nothing. */
function matched(source: string, text: string): string | undefined {
  const phrase = compilePhrase(source);
  const [clause = []] = clausesOf(text);
  const end = phrase && matchAt(phrase, clause, 0);
  return end === undefined
    ? undefined
    : clause
        .slice(0, end)
        .map((word) => word.text)
        .join(' ');
}

describe('a phrase', () => {
  it.each([
    ['spinal unloading', 'spinal unloading device', 'spinal unloading'],
    ['spinal unloading', 'spinal cord unloading', undefined],
    ['spinal unloading', 'spinal', undefined],
    ['spinal|spine unloading', 'spine unloading', 'spine unloading'],
    ['gravity axial? traction', 'gravity traction', 'gravity traction'],
    ['gravity axial? traction', 'gravity axial traction', 'gravity axial traction'],
    ['gravity axial|spinal? traction', 'gravity spinal traction', 'gravity spinal traction'],
    ['lumbar ~2 hometrac', 'lumbar hometrac', 'lumbar hometrac'],
    ['lumbar ~2 hometrac', 'lumbar one two hometrac', 'lumbar one two hometrac'],
    ['lumbar ~2 hometrac', 'lumbar one two three hometrac', undefined],
    ['vax-d', 'VAX-D table', 'vax d'],
    ['vax-d', 'vax d table', undefined],
    ['vax-d', 'vax/d table', undefined],
    ['r/o', 'r/o fracture', 'r o'],
    ['r/o', 'r o fracture', undefined],
    ['vax d', 'vax-d', 'vax d'],
    ['dynesys', 'dynsys rods', 'dynsys'],
    ['coflex', 'cofex', undefined],
    ['ltx 3000', 'LTX 3000', 'ltx 3000'],
    ['Décor', 'decor', 'decor'],
  ])('"%s" in "%s" matches %j', (source, text, words) => {
    expect(matched(source, text)).toBe(words);
  });

  it('begins at a place, not only at the first word', () => {
    const phrase = compilePhrase('dynesys');
    expect(phrase && matchAt(phrase, clausesOf('extend the dynesys')[0] ?? [], 2)).toBe(3);
    expect(phrase && matchAt(phrase, clausesOf('extend the dynesys')[0] ?? [], 3)).toBeUndefined();
  });

  it.each([
    '',
    '   ',
    'a||b',
    '|a',
    'a?b',
    '?',
    '-',
    'vax-',
    '-d',
    'a--b',
    'a+b',
    'a.b',
    '(a)',
    '~2 a',
    'a ~2',
    '~2',
    'a ~x b',
    'a ~12 b',
    'a? b',
  ])('"%s" is malformed', (source) => {
    expect(compilePhrase(source)).toBeUndefined();
  });

  it.each([
    ['saunders|lumbar ~2 hometrac', { words: ['hometrac'], nearest: 1, farthest: 3 }],
    ['lumbar hometrac?', { words: ['lumbar'], nearest: 0, farthest: 0 }],
    ['lumbar lumbar? lumbar', { words: ['lumbar'], nearest: 0, farthest: 0 }],
    ['lumbar rare|rest? belt hometrac', { words: ['hometrac'], nearest: 2, farthest: 3 }],
  ])('is found by the word of "%s" that the fewest share, where it may stand', (source, anchor) => {
    const phrase = compilePhrase(source);
    const shared = new Map([
      ['lumbar', 9],
      ['saunders', 5],
      ['belt', 3],
    ]);
    expect(phrase && anchorOf(phrase, (word) => shared.get(word) ?? 1)).toEqual(anchor);
  });

  it('requires the words that are not optional', () => {
    const phrase = compilePhrase('saunders|lumbar belt? ~2 hometrac');
    expect(phrase && requiredWords(phrase)).toEqual(['saunders', 'lumbar', 'hometrac']);
  });
});
