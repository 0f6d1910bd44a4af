import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withRest } from '../../src/store/with-rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('a rest', () => {
  const afterWork = async (times: number, milliseconds: number) => {
    const ended = vi.fn();
    const work = async () => void (await new Promise((resolve) => setTimeout(resolve, milliseconds)));
    void withRest(times, work).then(ended);
    await pass(milliseconds);
    return ended;
  };

  it('is so many times as long as the work before it', async () => {
    const ended = await afterWork(100, 3);
    await pass(299);
    expect(ended).not.toHaveBeenCalled();
    await pass(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('takes ten seconds at most, so that a slow disk does not stop forgetting', async () => {
    const ended = await afterWork(100, 1000);
    await pass(9999);
    expect(ended).not.toHaveBeenCalled();
    await pass(1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('does not follow work that fails', async () => {
    await expect(withRest(100, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(vi.getTimerCount()).toBe(0);
  });
});
