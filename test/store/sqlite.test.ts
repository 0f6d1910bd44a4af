import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openSqliteStore, startThread, type Thread } from '../../src/store/sqlite.ts';
import { newFolder } from '../support/folder.ts';
import { aCall, aDecision, aFeedback, instant } from '../support/records.ts';
import { all } from './contract.ts';

// What is behind the thread has its own test (sqlite-file.test.ts). A thread takes a second to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const DAY = { from: instant(0), to: instant(86_400) };

async function open(folder = newFolder()) {
  const store = await openSqliteStore(folder);
  onTestFinished(() => store.close());
  return store;
}

describe('the thread of SQLite', () => {
  it('is replaced when it has ended, whatever ended it; what was kept is there', async () => {
    const threads: Thread[] = [];
    const store = await openSqliteStore(newFolder(), async (folder) => {
      const thread = await startThread(folder);
      threads.push(thread);
      return thread;
    });
    onTestFinished(() => store.close());
    const feedback = aFeedback();
    await store.keepFeedback([feedback]);
    await threads[0]?.end();
    const reads = [store.feedbackOn([feedback.card]), store.feedbackOn([feedback.card])];
    expect(await Promise.all(reads)).toEqual([[feedback], [feedback]]);
    expect(threads).toHaveLength(2);
  });

  it('does all that a store does', async () => {
    const store = await open();
    const [card, hookInstance] = ['a card', 'a hook instance'];
    const call = aCall({ hookInstance, decisions: [aDecision({ card })] });
    const others = Array.from({ length: 450 }, () => aCall({ at: instant(1) }));
    const feedback = aFeedback({ card });
    await store.keepCalls([call, ...others]);
    await store.keepFeedback([feedback]);
    expect(await store.useToken('one', instant(300))).toBe(true);
    expect(await store.useToken('one', instant(300))).toBe(false);
    expect(await store.callsOf({ hookInstance })).toEqual([call]);
    expect(await store.callsOf({ card })).toEqual([call]);
    expect(await store.feedbackOn([card])).toEqual([feedback]);
    expect(await all(store.callsIn(DAY))).toHaveLength(451);
    expect(await all(store.feedbackIn(DAY))).toEqual([feedback]);
    await store.forget({ records: instant(1), tokens: instant(301) });
    expect(await all(store.callsIn(DAY))).toHaveLength(450);
    expect(await store.useToken('one', instant(300))).toBe(true);
    await store.reach();
  });

  it('reads several spans at once, and stops one that nobody reads to its end', async () => {
    const store = await open();
    await store.keepCalls(Array.from({ length: 450 }, (_, number) => aCall({ at: instant(number) })));
    const [first, second] = await Promise.all([
      all(store.callsIn({ from: instant(0), to: instant(440) })),
      all(store.callsIn({ from: instant(10), to: instant(450) })),
    ]);
    expect([first[0]?.at, first.length, second[0]?.at, second.length]).toEqual([instant(0), 440, instant(10), 440]);
    for await (const page of store.callsIn(DAY)) {
      expect(page[0]?.at).toBe(instant(0));
      break;
    }
    expect(await all(store.callsIn(DAY))).toHaveLength(450);
  });

  it('lets this process get on while another one holds the file', async () => {
    const folder = newFolder();
    const store = await open(folder);
    const other = new DatabaseSync(join(folder, 'spine-coverage.sqlite'));
    other.exec('begin immediate');
    const writing = store.keepFeedback([aFeedback()]);
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(performance.now() - start).toBeLessThan(1000);
    other.exec('commit');
    other.close();
    await writing;
    expect(await all(store.feedbackIn(DAY))).toHaveLength(1);
  });

  it('passes on why the store cannot be opened', async () => {
    const folder = join(newFolder(), 'data');
    writeFileSync(folder, '');
    await expect(openSqliteStore(folder)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-unavailable',
      message: expect.stringContaining(`EEXIST at ${folder}`) as string,
    });
  });

  it('passes on why a record is refused, and goes on', async () => {
    const store = await open();
    const refused = store.keepCalls([aCall({ milliseconds: Number.NaN })]);
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', code: 'refused-record' });
    await store.keepCalls([aCall()]);
    expect(await all(store.callsIn(DAY))).toHaveLength(1);
  });

  it('finishes what is under way when it is closed, and rejects what comes later', async () => {
    const folder = newFolder();
    const store = await openSqliteStore(folder);
    const writing = store.keepFeedback([aFeedback()]);
    await Promise.all([store.close(), store.close()]);
    await writing;
    await expect(store.reach()).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(all(store.callsIn(DAY))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await all((await open(folder)).feedbackIn(DAY))).toHaveLength(1);
  });
});
