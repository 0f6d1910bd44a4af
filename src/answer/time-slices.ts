import { setImmediate as immediate } from 'node:timers/promises';
import { RequestError } from '../errors.ts';

/** Longest block of the event loop by one call, in milliseconds. */
const SLICE = 10;

/** Lets the event loop read from other connections: an immediate that is set while it does so runs before it does so again. */
export async function letOthersRun(): Promise<void> {
  await immediate();
  await immediate();
}

/**
 * Runs work that may be long, such as reading a draft of ten thousand orders, in slices: after each the other calls have their
 * turn. The work yields wherever it may be interrupted; short work runs through without a pause. Rejects with RequestError `aborted`
 * once `isGone` says that nobody waits for the work any more.
 */
export async function inSlices<T>(work: Generator<undefined, T>, isGone = () => false): Promise<T> {
  for (;;) {
    if (isGone()) throw new RequestError('aborted');
    for (const end = performance.now() + SLICE; performance.now() < end; ) {
      const { done, value } = work.next();
      if (done) return value;
    }
    await letOthersRun();
  }
}
