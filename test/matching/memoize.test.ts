import { expect, it } from 'vitest';
import { memoize, memoizeWeakly } from '../../src/matching/memoize.ts';

it('a memoized function is called once for each key, also where it returns undefined, and again once there were too many keys', () => {
  const asked: string[] = [];
  const ask = memoize(2, (key: string) => {
    asked.push(key);
    return key === 'none' ? undefined : key.length;
  });
  expect(['a', 'none', 'a', 'none'].map(ask)).toEqual([1, undefined, 1, undefined]);
  expect(asked).toEqual(['a', 'none']);
  expect(['bb', 'bb', 'a'].map(ask)).toEqual([2, 2, 1]);
  expect(asked).toEqual(['a', 'none', 'bb', 'a']);
});

it('a text that is longer than any code or word is not kept, so that long ones fill no memory', () => {
  let calls = 0;
  const ask = memoize(2, (key: string) => {
    calls += 1;
    return key.length;
  });
  const long = 'x'.repeat(1001);
  expect([ask(long), ask(long), calls]).toEqual([1001, 1001, 2]);
});

it('a function of objects is called once for each object, also where it returns false', () => {
  const asked: object[] = [];
  const isEmpty = memoizeWeakly((key: readonly string[]) => {
    asked.push(key);
    return key.length === 0;
  });
  const [none, one] = [[], ['a']];
  expect([none, one, none, one].map(isEmpty)).toEqual([true, false, true, false]);
  expect(asked).toEqual([none, one]);
});
