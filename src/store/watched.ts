import type { Store } from './store.ts';
import { type StoreError, storeErrorOf } from './store-error.ts';

/** A store, and how it was last found. */
export interface WatchedStore {
  readonly store: Store;
  /** False after records could not be kept, or the store could not be reached, until that succeeds again. */
  isUp(): boolean;
}

/** Watches what is kept and whether the store can be reached. `onDown` is called when the first attempt fails after it worked. */
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
  return {
    store: {
      ...store,
      keepCalls: (calls) => watch('keeping', store.keepCalls(calls)),
      keepFeedback: (feedback) => watch('keeping', store.keepFeedback(feedback)),
      reach: () => watch('reaching', store.reach()),
    },
    isUp: () => failing === undefined,
  };
}
