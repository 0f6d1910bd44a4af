import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import { createJournal, type JournalOptions } from '../../src/store/journal.ts';
import { StoreError, type StoreErrorCode } from '../../src/store/store-error.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aCall, aDecision, instant } from '../support/records.ts';
import { all } from './contract.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const calls = (count: number) => Array.from({ length: count }, () => aCall());

/** A journal before a store that can be made to fail; `writes` are the sizes of the attempts, `losses` what was told. */
function startJournal(options: Partial<JournalOptions> = {}) {
  const memory = createMemoryStore();
  const writes: number[] = [];
  const losses: number[] = [];
  let fault: ((records: readonly CallRecord[]) => StoreErrorCode | 'never' | undefined) | undefined;
  const journal = createJournal(
    {
      async keepCalls(records) {
        writes.push(records.length);
        const code = fault?.(records);
        if (code === 'never') await new Promise(() => {});
        else if (code) throw new StoreError(code);
        await memory.keepCalls(records);
      },
    },
    { onLoss: (count) => losses.push(count), ...options },
  );
  return {
    journal,
    writes,
    losses,
    kept: async () => (await all(memory.callsIn({ from: instant(0), to: instant(1) }))).map(({ id }) => id).sort(),
    failWith: (next: typeof fault) => {
      fault = next;
    },
  };
}

const idsOf = (records: readonly CallRecord[]) => records.map(({ id }) => id).sort();

describe('the journal', () => {
  it('writes nothing while it takes a record, and all that came within the interval at once', async () => {
    const { journal, writes, kept } = startJournal();
    const some = calls(3);
    for (const call of some) journal.keep(call);
    expect(journal.state()).toEqual({ waiting: 3, lost: 0 });
    await pass(99);
    expect(writes).toEqual([]);
    await pass(1);
    expect(writes).toEqual([3]);
    expect(await kept()).toEqual(idsOf(some));
    expect(journal.state()).toEqual({ waiting: 0, lost: 0 });
  });

  it('does not wait when a batch is full, and writes one batch after the other', async () => {
    const { journal, writes, kept } = startJournal({ batch: 10 });
    const some = calls(25);
    for (const call of some) journal.keep(call);
    expect(writes).toEqual([]);
    await pass(5);
    expect(writes).toEqual([10, 10]);
    await pass(100);
    expect(writes).toEqual([10, 10, 5]);
    expect(await kept()).toEqual(idsOf(some));
  });

  it('has one write under way at a time', async () => {
    const { journal, writes, failWith } = startJournal({ batch: 10 });
    failWith(() => 'never');
    for (const call of calls(30)) journal.keep(call);
    await pass(60_000);
    expect(writes).toEqual([10]);
  });

  it('keeps the records when a write fails, tries again with growing pauses of 5 s at most', async () => {
    const { journal, writes, losses, kept, failWith } = startJournal();
    failWith(() => 'store-unavailable');
    const some = calls(3);
    for (const call of some) journal.keep(call);
    const attempts: number[] = [];
    for (let tenth = 1; tenth <= 300; tenth += 1) {
      await pass(100);
      if (writes.length > attempts.length) attempts.push(tenth);
    }
    const pauses = attempts.slice(1).map((tenth, place) => tenth - (attempts[place] ?? 0));
    expect(pauses).toEqual([2, 4, 8, 16, 32, 50, 50, 50, 50]);
    expect(journal.state()).toEqual({ waiting: 3, lost: 0 });
    failWith(undefined);
    await pass(5000);
    expect(journal.state()).toEqual({ waiting: 0, lost: 0 });
    expect(await kept()).toEqual(idsOf(some));
    expect(losses).toEqual([]);
  });

  it('drops what no longer fits, counts it, and tells it with the next attempt, not one by one', async () => {
    const { journal, losses, kept, failWith } = startJournal({ limit: 20, batch: 10 });
    failWith(() => 'store-unavailable');
    const some = calls(50);
    for (const call of some) journal.keep(call);
    expect(journal.state()).toEqual({ waiting: 20, lost: 30 });
    expect(losses).toEqual([]);
    await pass(100);
    expect(losses).toEqual([30]);
    journal.keep(aCall());
    await pass(10_000);
    expect(losses).toEqual([30, 1]);
    failWith(undefined);
    await pass(10_000);
    expect(await kept()).toEqual(idsOf(some.slice(0, 20)));
    expect(journal.state()).toEqual({ waiting: 0, lost: 31 });
  });

  describe('bounds the decisions of the records', () => {
    const decisions = { batch: 100, limit: 300 };
    const calling = (counts: readonly number[]) =>
      counts.map((count) => aCall({ decisions: Array.from({ length: count }, () => aDecision()) }));

    it('that are written at once, and writes a record that has more by itself', async () => {
      const { journal, writes, kept } = startJournal({ decisions });
      const some = calling([40, 60, 1, 120, 0, 5]);
      for (const call of some) journal.keep(call);
      await pass(1000);
      expect(writes).toEqual([2, 1, 1, 2]);
      expect(await kept()).toEqual(idsOf(some));
    });

    it('that wait, and takes on others once these are written', async () => {
      const { journal, failWith, kept } = startJournal({ decisions });
      failWith(() => 'store-unavailable');
      const [first, lost, later] = [calling([100, 100, 100]), calling([1, 0]), calling([1])];
      for (const call of [...first, ...lost]) journal.keep(call);
      expect(journal.state()).toEqual({ waiting: 3, lost: 2 });
      failWith(undefined);
      await pass(10_000);
      for (const call of later) journal.keep(call);
      await pass(100);
      expect(await kept()).toEqual(idsOf([...first, ...later]));
    });
  });

  it('loses a record that the store refuses, and no other', async () => {
    const { journal, losses, kept, failWith } = startJournal();
    const some = calls(21);
    failWith((records) => (records.some(({ id }) => id === some[7]?.id) ? 'refused-record' : undefined));
    for (const call of some) journal.keep(call);
    await pass(100);
    expect(await kept()).toEqual(idsOf(some.toSpliced(7, 1)));
    expect(losses).toEqual([1]);
    expect(journal.state()).toEqual({ waiting: 0, lost: 1 });
  });
});

describe('at the end the journal', () => {
  it('writes all that is waiting without waiting itself', async () => {
    const { journal, writes, kept } = startJournal({ batch: 10 });
    const some = calls(25);
    for (const call of some) journal.keep(call);
    await journal.flush();
    expect(writes).toEqual([10, 10, 5]);
    expect(await kept()).toEqual(idsOf(some));
    expect(journal.state().lost).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for a store that comes back before the deadline', async () => {
    const { journal, kept, failWith } = startJournal({ deadline: 3000 });
    failWith(() => 'store-unavailable');
    const some = calls(3);
    for (const call of some) journal.keep(call);
    const flushed = journal.flush();
    await pass(2000);
    failWith(undefined);
    await pass(200);
    await flushed;
    expect(await kept()).toEqual(idsOf(some));
    expect(journal.state()).toEqual({ waiting: 0, lost: 0 });
  });

  it('counts what comes after the end as lost, and tells it: such as a call whose client has long gone', async () => {
    const { journal, losses, writes } = startJournal();
    journal.keep(aCall());
    await journal.flush();
    journal.keep(aCall());
    await pass(10_000);
    expect(writes).toEqual([1]);
    expect(losses).toEqual([1]);
    expect(journal.state()).toEqual({ waiting: 0, lost: 1 });
  });

  it.each(['store-unavailable', 'never'] as const)(
    'gives up at the deadline and counts what is lost: %s',
    async (fault) => {
      const { journal, losses, failWith } = startJournal({ deadline: 3000 });
      failWith(() => fault);
      for (const call of calls(3)) journal.keep(call);
      const flushed = journal.flush();
      await pass(3000);
      await flushed;
      expect(losses).toEqual([3]);
      expect(journal.state()).toMatchObject({ waiting: 0, lost: 3 });
      await pass(10_000);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});
