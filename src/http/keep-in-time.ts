import { storeUnavailable } from '../errors.ts';

/** Milliseconds that an answer waits for the disk, in steps. */
const STEP = 50;
const STEPS = 10;

/**
 * Waits until something is on disk. Rejects with RequestError `store-unavailable` if it fails, or takes longer than half a second. While
 * the process is busy, as when it reads new knowledge, nothing can arrive: that counts as one step, however long it lasts.
 */
export async function keepInTime(keeping: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let left = STEPS;
  const clock = setInterval(() => {
    left -= 1;
    if (left === 0) reject();
  }, STEP);
  try {
    await Promise.race([keeping, late]);
  } catch {
    throw storeUnavailable();
  } finally {
    clearInterval(clock);
  }
}
