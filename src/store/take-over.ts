import type { Store } from './store.ts';

/** A rest is twice as long as the work before it, and at least so many milliseconds; after a failure, longer. */
const REST = 2;
const SHORTEST_REST = 5;
const REST_AFTER_FAILURE = 10_000;

/** Takes over the calls of an earlier version, in the background, until none is left. Returns the function that ends it. */
export function takeOverInBackground(store: Pick<Store, 'takeOverCalls'>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const next = (pause: number) => {
    if (!hasEnded) timer = setTimeout(() => void work(), pause).unref();
  };
  const work = async () => {
    const start = performance.now();
    try {
      if (await store.takeOverCalls()) next(Math.max(SHORTEST_REST, REST * (performance.now() - start)));
    } catch {
      // That the store is down is told elsewhere.
      next(REST_AFTER_FAILURE);
    }
  };
  next(0);
  return () => {
    hasEnded = true;
    clearTimeout(timer);
  };
}
