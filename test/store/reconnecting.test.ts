import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReconnectingStore } from '../../src/store/reconnecting.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aCall, aFeedback, anAssertion, instant } from '../support/records.ts';

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

const [CALL, FEEDBACK, ASSERTION] = [aCall(), aFeedback(), anAssertion()];
const { signal: SIGNAL } = new AbortController();

/** Each use of a store: whoever adds one to the interface has to add it here. */
const useBy: Readonly<Record<Exclude<keyof Store, 'close'>, (store: Store) => Promise<unknown>>> = {
  keepCalls: (store) => store.keepCalls([CALL]),
  keepFeedback: (store) => store.keepFeedback([FEEDBACK]),
  keepAssertions: (store) => store.keepAssertions([ASSERTION]),
  assertionOf: (store) => store.assertionOf('one'),
  useToken: (store) => store.useToken('one', instant(300)),
  callsOf: (store) => store.callsOf({ card: 'card' }),
  feedbackOn: (store) => store.feedbackOn(['card']),
  insights: (store) => store.insights({ from: '2026-11-22', to: '2026-11-23' }, 0, SIGNAL),
  monitor: (store) => store.monitor({ day: '2026-11-22', policies: {}, overrideLimit: 0.9 }, SIGNAL),
  forget: (store) => store.forget({ records: instant(0), tokens: instant(0), counts: '2026-11-22' }),
  takeOverCalls: (store) => store.takeOverCalls(),
  announce: (store) => store.announce('one', instant(0)),
  reach: (store) => store.reach(),
};
const uses = Object.entries(useBy);

describe('a store that is connected', () => {
  it.each(uses)('passes on %s and its result', async (method, use) => {
    const result = Symbol('result');
    const answer = vi.fn(async (..._given: readonly unknown[]) => result);
    const opened = Object.assign(createMemoryStore(), { [method]: answer });
    const [store, direct] = [createReconnectingStore(async () => opened), vi.fn(async () => result)];
    await new Promise(setImmediate);
    expect(await use(store)).toBe(result);
    await use(Object.assign(createMemoryStore(), { [method]: direct }));
    expect(answer.mock.calls).toEqual(direct.mock.calls);
  });
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

  it.each(uses)('rejects %s at once', async (_method, use) => {
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
