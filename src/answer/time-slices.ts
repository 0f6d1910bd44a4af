import { setImmediate as turn } from 'node:timers/promises';

/** Longest block of the event loop by one call, in milliseconds. */
const SLICE = 20;

/**
 * Runs work that may be long, such as reading a draft of ten thousand orders, in slices: after each the other calls have their
 * turn. The work yields wherever it may be interrupted; short work runs through without a pause.
 */
export async function inSlices<T>(work: Generator<undefined, T>): Promise<T> {
  let end = performance.now() + SLICE;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await turn();
    end = performance.now() + SLICE;
  }
}
