import { expect, it } from 'vitest';
import { createBehindAnswers } from '../../src/http/behind-answers.ts';

it('the end waits for all work behind the answers, also for what comes while it waits', async () => {
  const behind = createBehindAnswers();
  const done: string[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  behind.add(first.promise.then(() => void done.push('first')));
  const settled = behind.settled().then(() => done.push('settled'));
  behind.add(second.promise.then(() => void done.push('second')));
  first.resolve();
  await first.promise;
  second.resolve();
  await settled;
  expect(done).toEqual(['first', 'second', 'settled']);
});

it('the end waits for nothing where nothing is under way', async () => {
  await expect(createBehindAnswers().settled()).resolves.toBeUndefined();
});
