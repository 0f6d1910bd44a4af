import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError, type StoreErrorCode } from '../../src/store/store-error.ts';
import { watchStore } from '../../src/store/watched.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aCall, aFeedback, instant } from '../support/records.ts';

/** A watched store that fails as it is told. */
function start() {
  const fault: { write?: StoreErrorCode | undefined; reach?: StoreErrorCode | undefined } = {};
  const downs: string[] = [];
  const failAs = async (code: StoreErrorCode | undefined) => {
    if (code) throw new StoreError(code, 'SQLite 13');
  };
  const { store, isUp } = watchStore(
    {
      ...createMemoryStore(),
      keepCalls: () => failAs(fault.write),
      keepFeedback: () => failAs(fault.write),
      reach: () => failAs(fault.reach),
    },
    ({ message }) => downs.push(message),
  );
  const settled = { ok: () => true, failed: () => false };
  const tell = (work: Promise<void>) => work.then(settled.ok, settled.failed);
  return {
    fault,
    downs,
    isUp,
    calls: () => tell(store.keepCalls([aCall()])),
    feedback: () => tell(store.keepFeedback([aFeedback()])),
    reach: () => tell(store.reach()),
  };
}

describe('a store that is watched', () => {
  it.each(['calls', 'feedback'] as const)('is down once %s cannot be kept, and says why once', async (what) => {
    const watched = start();
    watched.fault.write = 'store-unavailable';
    expect(watched.isUp()).toBe(true);
    expect([await watched[what](), await watched[what]()]).toEqual([false, false]);
    expect(watched.isUp()).toBe(false);
    expect(watched.downs).toEqual(['The store cannot be reached (SQLite 13).']);
    watched.fault.write = undefined;
    await watched[what]();
    expect(watched.isUp()).toBe(true);
  });

  it('is down if it cannot be reached, until it can, or keeps something', async () => {
    for (const recover of ['reach', 'calls'] as const) {
      const watched = start();
      watched.fault.reach = 'store-unavailable';
      await watched.reach();
      expect(watched.isUp()).toBe(false);
      watched.fault.reach = undefined;
      await watched[recover]();
      expect(watched.isUp()).toBe(true);
    }
  });

  it('stays down as long as nothing can be kept, though it can be read', async () => {
    const watched = start();
    watched.fault.write = 'store-unavailable';
    await watched.feedback();
    await watched.reach();
    expect(watched.isUp()).toBe(false);
  });

  it('stays down when it can be read again after neither writing nor reading worked, until something is kept', async () => {
    const watched = start();
    watched.fault.write = watched.fault.reach = 'store-unavailable';
    await watched.feedback();
    await watched.reach();
    watched.fault.reach = undefined;
    await watched.reach();
    expect([watched.isUp(), watched.downs.length]).toEqual([false, 1]);
    watched.fault.write = undefined;
    await watched.feedback();
    expect(watched.isUp()).toBe(true);
  });

  it('is down once nothing can be kept, also if it could not be reached before', async () => {
    const watched = start();
    watched.fault.reach = watched.fault.write = 'store-unavailable';
    await watched.reach();
    await watched.feedback();
    watched.fault.reach = undefined;
    await watched.reach();
    expect(watched.isUp()).toBe(false);
  });

  it('is told to be down again after it was up', async () => {
    const watched = start();
    for (const code of ['store-unavailable', undefined, 'faulty-store'] as const) {
      watched.fault.write = code;
      await watched.calls();
    }
    expect(watched.downs).toHaveLength(2);
  });

  it('is up although it refuses a record that does not fit', async () => {
    const watched = start();
    watched.fault.write = 'refused-record';
    expect(await watched.calls()).toBe(false);
    expect(watched.isUp()).toBe(true);
    expect(watched.downs).toEqual([]);
  });
});

describe('a store that keeps others waiting', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const never = () => new Promise<never>(() => {});
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  it('cannot be reached if it does not answer within a second', async () => {
    const downs: string[] = [];
    const { store, isUp } = watchStore({ ...createMemoryStore(), reach: never }, ({ message }) => downs.push(message));
    const reaching = store.reach().then(
      () => 'reached',
      ({ code }: StoreError) => code,
    );
    await pass(1000);
    expect(await reaching).toBe('store-unavailable');
    expect([isUp(), downs.length]).toEqual([false, 1]);
  });

  it('is not asked for tokens for a while after the first that it did not keep in time', async () => {
    let isSilent = true;
    const useToken = vi.fn(() => (isSilent ? never() : Promise.resolve(true)));
    const { store } = watchStore({ ...createMemoryStore(), useToken }, () => {});
    const use = () =>
      store.useToken('one', instant(300)).then(
        (isFirst) => isFirst,
        ({ code }: StoreError) => code,
      );
    const first = use();
    await pass(1900);
    expect(await first).toBe('store-unavailable');
    expect(await Promise.all([use(), use()])).toEqual(['store-unavailable', 'store-unavailable']);
    expect(useToken).toHaveBeenCalledTimes(1);
    isSilent = false;
    await pass(5000);
    expect([await use(), await use()]).toEqual([true, true]);
  });

  it.each(['refused-record', 'store-unavailable'] as const)(
    'goes on being asked for tokens after one that failed at once as %s',
    async (code) => {
      const useToken = vi.fn(() => Promise.reject(new StoreError(code)));
      const { store } = watchStore({ ...createMemoryStore(), useToken }, () => {});
      for (let use = 0; use < 3; use += 1)
        await expect(store.useToken('one', instant(300))).rejects.toMatchObject({ code });
      expect(useToken).toHaveBeenCalledTimes(3);
    },
  );
});
