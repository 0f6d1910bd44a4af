import type { Store } from './store.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

/** Options of a store that is opened in the background. */
export interface ReconnectingOptions {
  /** Between two attempts to open the store, in milliseconds. */
  readonly pause?: number;
  /** Called for each attempt that fails. */
  onFailure?(error: StoreError): void;
}

/**
 * A store that is opened in the background, again and again until that succeeds: the server starts and answers although its
 * database does not. Until then everything rejects with StoreError `store-unavailable`.
 */
export function createReconnectingStore(
  open: () => Promise<Store>,
  { pause = 2000, onFailure }: ReconnectingOptions = {},
): Store {
  let store: Store | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const attempt = async (): Promise<void> => {
    try {
      const opened = await open();
      if (closed) await opened.close();
      else store = opened;
    } catch (error) {
      onFailure?.(storeErrorOf(error));
      if (!closed) timer = setTimeout(() => void attempt(), pause).unref();
    }
  };
  void attempt();
  const opened = (): Store => {
    if (!store) throw new StoreError('store-unavailable', 'it has not been opened yet');
    return store;
  };
  return {
    keepCalls: async (calls) => opened().keepCalls(calls),
    keepFeedback: async (feedback) => opened().keepFeedback(feedback),
    keepAssertions: async (assertions) => opened().keepAssertions(assertions),
    assertionOf: async (id) => opened().assertionOf(id),
    useToken: async (key, expires) => opened().useToken(key, expires),
    callsOf: async (query) => opened().callsOf(query),
    feedbackOn: async (cards) => opened().feedbackOn(cards),
    insights: async (days, now, signal) => opened().insights(days, now, signal),
    monitor: async (question, signal) => opened().monitor(question, signal),
    forget: async (horizon) => opened().forget(horizon),
    takeOverCalls: async () => opened().takeOverCalls(),
    announce: async (id, since) => opened().announce(id, since),
    reach: async () => opened().reach(),
    async close() {
      closed = true;
      clearTimeout(timer);
      await store?.close();
    },
  };
}
