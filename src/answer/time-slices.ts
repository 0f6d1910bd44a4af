import { setImmediate as immediate } from 'node:timers/promises';

/** Longest block of the event loop by one call, in milliseconds. */
const SLICE = 20;

/** Lets the event loop read from other connections: an immediate that is set while it does so runs before it does so again. */
export async function letOthersRun(): Promise<void> {
  await immediate();
  await immediate();
}

/**
 * Runs work that may be long, such as reading a draft of ten thousand orders, in slices: after each the other calls have their
 * turn. The work yields wherever it may be interrupted; short work runs through without a pause. Rejects with the reason of the
 * signal once that is aborted: nobody waits for the work any more.
 */
export async function inSlices<T>(work: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  let end = performance.now() + SLICE;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < end) continue;
    await letOthersRun();
    signal?.throwIfAborted();
    end = performance.now() + SLICE;
  }
}
