import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchForOthers } from '../../src/store/presence.ts';
import { keepForDays } from '../../src/store/retention.ts';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import { takeOverInBackground } from '../../src/store/take-over.ts';
import { newFolder } from '../support/folder.ts';
import { sqliteIn } from '../support/storage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('taking over the calls of an earlier version', () => {
  it('goes on until none is left, with a rest after each part', async () => {
    const left = [true, true, true, false];
    const takeOverCalls = vi.fn(async () => left.shift() ?? false);
    takeOverInBackground({ takeOverCalls });
    await pass(0);
    expect(takeOverCalls).toHaveBeenCalledTimes(1);
    await pass(4);
    expect(takeOverCalls).toHaveBeenCalledTimes(1);
    await pass(1000);
    expect(takeOverCalls).toHaveBeenCalledTimes(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits when it fails, and tries again', async () => {
    const takeOverCalls = vi.fn(async () => false).mockRejectedValueOnce(new Error('down'));
    takeOverInBackground({ takeOverCalls });
    await pass(9000);
    expect(takeOverCalls).toHaveBeenCalledTimes(1);
    await pass(2000);
    expect(takeOverCalls).toHaveBeenCalledTimes(2);
  });

  it('ends when it is told to', async () => {
    const takeOverCalls = vi.fn(async () => true);
    const end = takeOverInBackground({ takeOverCalls });
    await pass(0);
    end();
    await pass(60_000);
    expect(takeOverCalls).toHaveBeenCalledTimes(1);
  });
});

describe('retention', () => {
  it('forgets at once and every hour what is older than so many days, and tokens that have expired', async () => {
    const forget = vi.fn(() => Promise.reject(new Error('down')));
    const now = () => Date.parse('2026-11-22T12:00:00Z');
    const end = keepForDays({ forget }, { records: 10, counts: 400 }, now);
    expect(forget).toHaveBeenCalledExactlyOnceWith({
      records: '2026-11-12T12:00:00.000Z',
      tokens: '2026-11-22T12:00:00.000Z',
      counts: '2025-10-18',
    });
    await pass(2 * 3_600_000);
    expect(forget).toHaveBeenCalledTimes(3);
    end();
    await pass(3_600_000);
    expect(forget).toHaveBeenCalledTimes(3);
  });

  it('does not begin again while it is still under way', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const forget = vi.fn(() => promise);
    keepForDays({ forget }, { records: 1, counts: 1 }, Date.now);
    await pass(3 * 3_600_000);
    expect(forget).toHaveBeenCalledTimes(1);
    resolve();
    await pass(3_600_000);
    expect(forget).toHaveBeenCalledTimes(2);
  });
});

describe('two processes on one folder', () => {
  it('are told of each other, once; one that is alone is told nothing, also after another was killed', async () => {
    const folder = newFolder();
    const stores = [await openSqliteFile(sqliteIn(folder)), await openSqliteFile(sqliteIn(folder))] as const;
    const told: string[] = [];
    const killed = watchForOthers(stores[0], Date.now, () => told.push('killed'));
    await pass(60_000);
    killed();
    await pass(1000);
    const ends = [watchForOthers(stores[1], Date.now, (count) => told.push(`first ${count}`))];
    await pass(120_000);
    expect(told).toEqual([]);
    ends.push(watchForOthers(stores[0], Date.now, (count) => told.push(`second ${count}`)));
    await pass(120_000);
    expect(told.sort()).toEqual(['first 1', 'second 1']);
    for (const end of ends) end();
    for (const store of stores) await store.close();
  });
});
