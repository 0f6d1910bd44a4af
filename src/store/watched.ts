import {
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Store } from './store.ts';
import { type StoreError, storeErrorOf } from './store-error.ts';

/** A store, and how it was last found. */
export interface WatchedStore {
  readonly store: Store;
  /** False after records could not be kept, or the store could not be reached, until that succeeds again. */
  isUp(): boolean;
}

/** Timeout of a call waiting for the store (as of the replay check), and of the check that it can be written, in milliseconds. */
const TIME_LIMIT = { token: 1900, reach: 900 };
/** Pause in which no call waits for a store that has just timed out, in milliseconds. */
const PAUSE = 5000;

const withTimeLimit = (limit: number) => timeout(limit, TimeoutStrategy.Aggressive);

/**
 * Watches what is kept and whether the store can be written. `onDown` is called when the first attempt fails after it worked. Used
 * tokens have a circuit breaker: once one could not be kept in time, the next ones are refused at once for a while. A store that
 * fails at once, as one that is still being opened, makes nobody wait and is asked each time.
 */
export function watchStore(store: Store, onDown: (error: StoreError) => void): WatchedStore {
  let failing: 'keeping' | 'reaching' | undefined;
  const watch = async <T>(what: 'keeping' | 'reaching', work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      // A disk that is full can still be read.
      if (what === 'keeping' || failing === 'reaching') failing = undefined;
      return result;
    } catch (error) {
      const fault = storeErrorOf(error);
      if (fault.code === 'refused-record') throw error;
      if (!failing) onDown(fault);
      failing = failing === 'keeping' ? failing : what;
      throw error;
    }
  };
  const breaker = circuitBreaker(handleType(TaskCancelledError), {
    halfOpenAfter: PAUSE,
    breaker: new ConsecutiveBreaker(1),
  });
  const tokenPolicy = wrap(breaker, withTimeLimit(TIME_LIMIT.token));
  const reachPolicy = withTimeLimit(TIME_LIMIT.reach);
  const fault = (error: unknown) => {
    throw storeErrorOf(error);
  };
  return {
    store: {
      ...store,
      keepCalls: (calls) => watch('keeping', store.keepCalls(calls)),
      keepFeedback: (feedback) => watch('keeping', store.keepFeedback(feedback)),
      keepAssertions: (assertions) => watch('keeping', store.keepAssertions(assertions)),
      useToken: (key, expires) => tokenPolicy.execute(() => store.useToken(key, expires)).catch(fault),
      reach: () => watch('reaching', reachPolicy.execute(() => store.reach()).catch(fault)),
    },
    isUp: () => failing === undefined,
  };
}
