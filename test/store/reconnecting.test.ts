import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { createReconnectingStore } from '../../src/store/reconnecting.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { aCall, aFeedback, instant } from '../support/records.ts';
import { all, describeStore } from './contract.ts';

const DAY = { from: instant(0), to: instant(86_400) };
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describeStore('what it is connected to', async () => {
  const store = createReconnectingStore(async () => createMemoryStore());
  await new Promise(setImmediate);
  return store;
});

describe('a store that cannot be opened', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A database that is down until it is told to be up. */
  function startDown() {
    let isUp = false;
    let attempts = 0;
    const failures: string[] = [];
    const memory = createMemoryStore();
    const close = vi.fn(memory.close);
    const open = async (): Promise<Store> => {
      attempts += 1;
      if (!isUp) throw new StoreError('store-unavailable', 'ECONNREFUSED');
      return { ...memory, close };
    };
    const store = createReconnectingStore(open, { pause: 1000, onFailure: ({ message }) => failures.push(message) });
    const start = () => {
      isUp = true;
    };
    return { store, start, failures, close, attempts: () => attempts };
  }

  it.each<[string, (store: Store) => Promise<unknown>]>([
    ['keepCalls', (store) => store.keepCalls([aCall()])],
    ['keepFeedback', (store) => store.keepFeedback([aFeedback()])],
    ['useToken', (store) => store.useToken('one', instant(300))],
    ['callsOf', (store) => store.callsOf({ card: 'card' })],
    ['feedbackOn', (store) => store.feedbackOn(['card'])],
    ['callsIn', (store) => all(store.callsIn(DAY))],
    ['feedbackIn', (store) => all(store.feedbackIn(DAY))],
    ['forget', (store) => store.forget({ records: instant(0), tokens: instant(0) })],
    ['reach', (store) => store.reach()],
  ])('rejects %s at once', async (_method, use) => {
    const { store } = startDown();
    await expect(use(store)).rejects.toMatchObject({ name: 'StoreError', code: 'store-unavailable' });
  });

  it('is opened again and again, with a pause, until that succeeds; each failure is told', async () => {
    const { store, start, failures, attempts } = startDown();
    await pass(3500);
    expect(attempts()).toBe(4);
    expect(failures).toEqual(Array.from({ length: 4 }, () => 'The store cannot be reached (ECONNREFUSED).'));
    start();
    await pass(1000);
    await store.reach();
    await pass(60_000);
    expect(attempts()).toBe(5);
    await store.close();
  });

  it('is not tried any more once it is closed', async () => {
    const { store, attempts } = startDown();
    await pass(500);
    await store.close();
    await pass(60_000);
    expect(attempts()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is closed again if it opens after the end', async () => {
    const { promise, resolve } = Promise.withResolvers<Store>();
    const store = createReconnectingStore(() => promise);
    await store.close();
    const close = vi.fn(async () => {});
    resolve({ ...createMemoryStore(), close });
    await pass(0);
    expect(close).toHaveBeenCalledOnce();
    await expect(store.reach()).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
