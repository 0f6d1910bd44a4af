import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore, startThread, type Thread } from '../../src/store/sqlite.ts';
import { newFolder } from '../support/folder.ts';
import { aCall, aDecision, aFeedback, instant, silentFrom } from '../support/records.ts';
import { sqliteIn } from '../support/storage.ts';

// The code behind the thread has its own test (sqlite-file.test.ts). A thread takes a second to start on a busy machine.
async function open(folder = newFolder()) {
  const store = await openSqliteStore(sqliteIn(folder));
  onTestFinished(() => store.close());
  return store;
}

describe('the thread of SQLite', () => {
  it('is replaced when it has ended, whatever ended it; what was kept is there', async () => {
    const threads: Thread[] = [];
    const store = await openSqliteStore(sqliteIn(newFolder()), async (storage) => {
      const thread = await startThread(storage);
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
    const { sites } = await store.insights({ from: '2026-11-22', to: '2026-11-23' }, Date.parse(instant(0)));
    expect(sites).toMatchObject([{ site: 'mercy', calls: 451 }]);
    const watched = { day: '2026-11-22', policies: { mercy: ['mechanical-traction'] }, overrideLimit: 0.9 };
    expect(await store.monitor(watched)).toEqual({ day: '2026-11-22', alarms: [], expected: [] });
    await store.forget({ records: instant(1), tokens: instant(301), counts: '2026-11-01' });
    expect(await store.callsOf({ hookInstance })).toEqual([]);
    expect(await store.takeOverCalls()).toBe(false);
    expect([await store.announce('one', instant(0)), await store.announce('two', instant(0))]).toEqual([0, 1]);
    expect(await store.useToken('one', instant(300))).toBe(true);
    await store.reach();
  });

  it('lets this process get on while another one holds the file', async () => {
    const folder = newFolder();
    const store = await open(folder);
    const other = new DatabaseSync(join(folder, 'spine-coverage.sqlite'));
    other.exec('begin immediate');
    const writing = store.keepFeedback([aFeedback({ card: 'card' })]);
    // Answered while the record waits; and the file is let go by this process.
    await expect(store.useToken('one', instant(300))).rejects.toMatchObject({ code: 'store-unavailable' });
    other.exec('commit');
    other.close();
    await writing;
    expect(await store.feedbackOn(['card'])).toHaveLength(1);
  });

  it('stops reading insights once nobody waits for them, and reads them again for another', async () => {
    const store = await open();
    await store.keepCalls([aCall()]);
    const [days, now, gone] = [{ from: '2026-11-22', to: '2026-11-23' }, Date.parse(instant(0)), new AbortController()];
    const reading = store.insights(days, now, gone.signal);
    gone.abort();
    await expect(reading).rejects.toMatchObject({ code: 'store-unavailable' });
    expect((await store.insights(days, now)).sites).toHaveLength(1);
  });

  it('finds in its file that a policy has fallen silent', async () => {
    const folder = newFolder();
    const store = await open(folder);
    await store.keepCalls(silentFrom('2026-10-20'));
    const question = { day: '2026-11-21', policies: { mercy: ['mechanical-traction'] }, overrideLimit: 0.9 };
    expect((await store.monitor(question)).alarms).toMatchObject([
      { site: 'mercy', policy: 'mechanical-traction', kind: 'silent', since: '2026-10-20' },
    ]);
    const gone = new AbortController();
    const reading = store.monitor(question, gone.signal);
    gone.abort();
    await expect(reading).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('passes on why the store cannot be opened', async () => {
    const folder = join(newFolder(), 'data');
    writeFileSync(folder, '');
    await expect(openSqliteStore(sqliteIn(folder))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-unavailable',
      message: expect.stringContaining(`EEXIST at ${folder}`) as string,
    });
  });

  it('passes on why a record is refused, and goes on', async () => {
    const store = await open();
    const refused = store.keepCalls([aCall({ milliseconds: Number.NaN })]);
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', code: 'refused-record' });
    const call = aCall();
    await store.keepCalls([call]);
    expect(await store.callsOf({ hookInstance: call.hookInstance ?? '' })).toEqual([call]);
  });

  it('finishes what is under way when it is closed, and rejects what comes later', async () => {
    const folder = newFolder();
    const store = await openSqliteStore(sqliteIn(folder));
    const writing = store.keepFeedback([aFeedback({ card: 'card' })]);
    await Promise.all([store.close(), store.close()]);
    await writing;
    await expect(store.reach()).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await (await open(folder)).feedbackOn(['card'])).toHaveLength(1);
  });
});
