import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { keepInTime } from '../../src/http/keep-in-time.ts';

const HALF_A_SECOND = 500;

/** Keeps the process busy, as reading new knowledge does. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

it('waits for what is on disk while the process was too busy to hear of it', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  // From here timers come before what is set for immediately after.
  await turn();
  const keeping = keepInTime(promise);
  setImmediate(resolve);
  block(2 * HALF_A_SECOND);
  await expect(keeping).resolves.toBeUndefined();
});

it.each([
  ['fails', () => Promise.reject(new Error('no space'))],
  ['does not end in half a second', () => new Promise<void>(() => undefined)],
])('refuses what %s', async (_what, keep) => {
  vi.useFakeTimers();
  const refused = expect(keepInTime(keep())).rejects.toMatchObject({ code: 'store-unavailable' });
  await vi.advanceTimersByTimeAsync(HALF_A_SECOND);
  await refused;
  vi.useRealTimers();
});
