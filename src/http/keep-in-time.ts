import { RequestError } from '../errors.ts';

/** Milliseconds that an answer waits for the disk. */
const LONGEST_WAIT = 500;

/** Waits until something is on disk. Rejects with RequestError `store-unavailable` if it fails, or takes longer than half a second. */
export async function keepInTime(keeping: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const clock = setTimeout(reject, LONGEST_WAIT);
  try {
    await Promise.race([keeping, late]);
  } catch {
    throw new RequestError('store-unavailable', [], { 'Retry-After': '30' });
  } finally {
    clearTimeout(clock);
  }
}
