import { expect, it } from 'vitest';
import { remember } from '../../src/matching/remember.ts';

it('what is remembered is asked for once, also where it is nothing, and forgotten when it is too much', () => {
  const asked: string[] = [];
  const ask = remember(2, (key: string) => {
    asked.push(key);
    return key === 'none' ? undefined : key.length;
  });
  expect(['a', 'none', 'a', 'none'].map(ask)).toEqual([1, undefined, 1, undefined]);
  expect(asked).toEqual(['a', 'none']);
  expect(['bb', 'bb', 'a'].map(ask)).toEqual([2, 2, 1]);
  expect(asked).toEqual(['a', 'none', 'bb', 'a']);
});
