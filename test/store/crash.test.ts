import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import type { ReadableStore } from '../../src/store/store.ts';
import { newFolder } from '../support/folder.ts';
import { startPostgres } from '../support/postgres.ts';
import { aFeedback, instant } from '../support/records.ts';
import { postgresAt, sqliteIn } from '../support/storage.ts';
import { all } from './contract.ts';

// A store that was killed while it wrote: what it acknowledged is there.

const DAY = { from: instant(0), to: instant(86_400) };
const ROUNDS = 2;
/** Acknowledged in each round at least, before the end comes. */
const ENOUGH = 10;

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Writer {
  /** The ids that it printed so far. */
  acknowledged(): readonly string[];
  /** Kills it; resolves when it is gone and all that it printed has been read. */
  kill(): Promise<void>;
}

function startWriter(place: string): Writer {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'feedback-writer.ts'), place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    acknowledged: () => output.split('\n').slice(0, -1),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

async function untilMore(writer: Writer): Promise<void> {
  const before = writer.acknowledged().length;
  await expect.poll(() => writer.acknowledged().length, { interval: 5 }).toBeGreaterThan(before + ENOUGH);
}

async function lostOf(store: ReadableStore, acknowledged: readonly string[]): Promise<readonly string[]> {
  const found = new Set((await all(store.feedbackIn(DAY))).map(({ id }) => id));
  await store.close();
  return acknowledged.filter((id) => !found.has(id));
}

const server = await startPostgres('on');

describe('a PostgreSQL that was killed', () => {
  it('is used again once it is back', async () => {
    const store = await openPostgresStore(postgresAt(await server.newDatabase()));
    await Promise.all(Array.from({ length: 10 }, () => store.keepFeedback([aFeedback()])));
    await server.crash();
    await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.useToken('one', instant(300))).rejects.toMatchObject({ code: 'store-unavailable' });
    await server.start();
    await store.reach();
    await Promise.all(Array.from({ length: 10 }, () => store.keepFeedback([aFeedback()])));
    expect(await all(store.feedbackIn(DAY))).toHaveLength(20);
    await store.close();
  });
});

describe('feedback that was acknowledged', () => {
  it('is in SQLite after the process was killed, again and again', async () => {
    const folder = newFolder();
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = startWriter(folder);
      await untilMore(writer);
      await writer.kill();
      acknowledged.push(...writer.acknowledged());
      expect(await lostOf(await openSqliteFile(sqliteIn(folder)), acknowledged)).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * ENOUGH);
  });

  it('is in SQLite when three processes start at once on one file, write at once and are killed', async () => {
    const folder = newFolder();
    const writers = Array.from({ length: 3 }, () => startWriter(folder));
    await Promise.all(writers.map(untilMore));
    await Promise.all(writers.map((writer) => writer.kill()));
    const acknowledged = writers.flatMap((writer) => writer.acknowledged());
    expect(await lostOf(await openSqliteFile(sqliteIn(folder)), acknowledged)).toEqual([]);
  });

  it('is in PostgreSQL after the process, the server, or both were killed, and the server came back', async () => {
    const place = await server.newDatabase();
    const acknowledged: string[] = [];
    let writer = startWriter(place);
    for (const killed of ['writer', 'server', 'both']) {
      await untilMore(writer);
      if (killed !== 'writer') await server.crash();
      if (killed !== 'server') {
        await writer.kill();
        acknowledged.push(...writer.acknowledged());
        writer = startWriter(place);
      }
      if (killed !== 'writer') await server.start();
      await untilMore(writer);
      expect(
        await lostOf(await openPostgresStore(postgresAt(place)), [...acknowledged, ...writer.acknowledged()]),
      ).toEqual([]);
    }
    await writer.kill();
  });
});
