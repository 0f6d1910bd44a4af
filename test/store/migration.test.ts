import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDay } from '../../src/store/check-counts.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { readInsights } from '../../src/store/read-insights.ts';
import { eachDay } from '../../src/store/span.ts';
import type { SqlStore } from '../../src/store/sql-store.ts';
import { openSqliteFile } from '../../src/store/sqlite-file.ts';
import { STORE_FILE } from '../../src/store/store-file.ts';
import { openPseudonymizer } from '../../src/store/store-key.ts';
import { newFolder } from '../support/folder.ts';
import { startPostgres } from '../support/postgres.ts';
import { aCall, aDecision, aShadowDecision, instant } from '../support/records.ts';
import { postgresAt, STORE_KEY, sqliteIn } from '../support/storage.ts';
import { all } from './contract.ts';
import {
  copyToPostgres,
  FIRST_RELEASE_DAYS,
  firstReleaseInsights,
  placeFirstRelease,
  rowsIn,
} from './first-release.ts';

const server = await startPostgres('off');
const NOW = Date.parse('2026-11-28T12:00:00Z');
const SPAN_DAYS = { from: '2026-10-01', to: '2026-12-01' };
const SPAN = { from: '2026-10-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

/** A store of the first release in each database, not opened yet; `run` changes it behind its back. */
const STORES: readonly (readonly [
  string,
  () => Promise<{
    folder: string;
    open: (key?: string) => Promise<SqlStore>;
    run: (statement: string) => Promise<void>;
  }>,
])[] = [
  [
    'SQLite',
    async () => {
      const folder = newFolder();
      placeFirstRelease(folder);
      const run = async (statement: string) => {
        const database = new DatabaseSync(join(folder, STORE_FILE));
        database.exec(statement);
        database.close();
      };
      return { folder, open: (key = STORE_KEY) => openSqliteFile(sqliteIn(folder, key)), run };
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const [folder, url] = [newFolder(), await server.newDatabase()];
      placeFirstRelease(folder);
      await copyToPostgres(folder, url);
      const run = async (statement: string) => {
        const client = new pg.Client(url);
        await client.connect();
        await client.query(statement);
        await client.end();
      };
      return { folder, open: (key = STORE_KEY) => openPostgresStore(postgresAt(url, key)), run };
    },
  ],
];

async function takeAllOver(store: SqlStore): Promise<void> {
  while (await store.takeOverCalls());
}

/** A number within 2 % of another. */
const near = (number: number) => ({
  asymmetricMatch: (other: number) => Math.abs(other / number - 1) <= 0.02,
  toString: () => `near ${number}`,
});
const nearAll = (latency: object | null) =>
  latency && Object.fromEntries(Object.entries(latency).map(([name, value]) => [name, near(Number(value))]));

describe.each(STORES)('a store of the first release in %s', (_name, prepare) => {
  async function start() {
    const prepared = await prepare();
    const store = await prepared.open();
    onTestFinished(() => store.close());
    // Read before the store was opened, since the rows move.
    return { ...prepared, store };
  }

  it('gives the same insights as then, once its calls are taken over', async () => {
    const { store } = await start();
    await takeAllOver(store);
    const then = firstReleaseInsights();
    // Counts that later versions added are not compared.
    expect(await readInsights(store, FIRST_RELEASE_DAYS, NOW)).toMatchObject({
      ...then,
      policies: then.policies.map(({ coverage, latency, ...same }) => ({
        ...same,
        reportedShare: coverage,
        latency: nearAll(latency),
      })),
      sites: then.sites.map(({ latency, ...same }) => ({ ...same, latency: nearAll(latency) })),
    });
  });

  it('finds each call as it was, also before it is taken over', async () => {
    const { folder, open } = await prepare();
    const rows = rowsIn(folder, 'calls');
    const decisions = Map.groupBy(rowsIn(folder, 'decisions'), ({ call }) => call);
    const store = await open();
    onTestFinished(() => store.close());
    expect(rows).toHaveLength(150);
    const unfound = [];
    for (const { id, at, hook_instance: hookInstance, patient, knowledge } of rows) {
      if (typeof hookInstance !== 'string') continue;
      const found = await store.callsOf({ hookInstance });
      const call = found.find((candidate) => candidate.id === id);
      const cards = (decisions.get(id) ?? []).map(({ card }) => card ?? undefined);
      if (!call) unfound.push(id);
      expect(call).toMatchObject({ at, hookInstance, patient, knowledge });
      expect(call?.decisions.map(({ card }) => card)).toEqual(cards);
    }
    expect(unfound).toEqual([]);
    await takeAllOver(store);
    const taken = await all(store.callsIn(SPAN));
    expect(taken.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  it('refuses to count days that are not taken over, and counts later ones and new calls meanwhile', async () => {
    const { store } = await start();
    await expect(store.countsIn(FIRST_RELEASE_DAYS)).rejects.toMatchObject({ code: 'still-counting' });
    await store.keepCalls([aCall({ at: instant(0), outcome: 'nothing' })]);
    const later = { from: '2026-11-20', to: '2026-12-01' };
    expect((await store.countsIn(later)).find(({ what }) => what === 'calls')).toMatchObject({
      outcome: 'nothing',
      count: 1,
    });
    await takeAllOver(store);
    const calls = (await store.countsIn(FIRST_RELEASE_DAYS)).filter(
      ({ policy, what }) => policy === '' && what === 'calls',
    );
    expect(calls.reduce((sum, { count }) => sum + count, 0)).toBe(151);
  });

  it('puts aside a call that nobody can read, and takes over all others', async () => {
    const { open, run } = await prepare();
    await run("update calls set outcome = 'perhaps' where id = (select min(id) from calls)");
    const store = await open();
    onTestFinished(() => store.close());
    await takeAllOver(store);
    expect(await all(store.callsIn(SPAN))).toHaveLength(149);
    expect(await store.takeOverCalls()).toBe(false);
  });

  it('counts as its records say, whatever comes between', async () => {
    const { store } = await start();
    const pseudonymizer = openPseudonymizer(sqliteIn('', STORE_KEY));
    await takeAllOver(store);
    const differences = [];
    for (const day of eachDay(FIRST_RELEASE_DAYS))
      differences.push(...(await checkDay(store.database, pseudonymizer, day)));
    expect(differences).toEqual([]);
  });

  it('is not opened with another key than its comments were sealed with', async () => {
    const { open } = await prepare();
    await expect(open('another-key-of-more-than-thirty-two-characters')).rejects.toMatchObject({ code: 'wrong-key' });
    const store = await open();
    await store.close();
    await expect(open('another-key-of-more-than-thirty-two-characters')).rejects.toMatchObject({ code: 'wrong-key' });
  });
});

describe.each(STORES)('a store from before policies could be in shadow, in %s', (_name, prepare) => {
  it('has only live decisions, whose counts stay right, and takes those in shadow from then on', async () => {
    const { open, run } = await prepare();
    const before = await open();
    await takeAllOver(before);
    const called = aCall({ at: instant(0), decisions: [aDecision()] });
    await before.keepCalls([called]);
    await before.close();
    await run('drop table further_cards');
    await run('alter table decisions drop column mode');
    // Tables of later migrations do not exist yet, either.
    for (const table of ['exchanges']) await run(`drop table ${table}`);
    await run("delete from kysely_migration where name >= '0004'");
    const store = await open();
    onTestFinished(() => store.close());
    const unseen = aCall({ at: instant(1), decisions: [aDecision(), aShadowDecision()] });
    await store.keepCalls([unseen]);
    expect(await all(store.callsIn({ from: instant(0), to: instant(2) }))).toEqual([called, unseen]);
    const pseudonymizer = openPseudonymizer(sqliteIn('', STORE_KEY));
    const differences = [];
    for (const day of eachDay(SPAN_DAYS)) differences.push(...(await checkDay(store.database, pseudonymizer, day)));
    expect(differences).toEqual([]);
    const { policies } = await readInsights(store, SPAN_DAYS, NOW);
    expect(policies.filter(({ shadow }) => shadow !== null)).toMatchObject([
      { policy: 'unseen', shown: 0, shadow: { cards: 1 } },
    ]);
  });
});

describe.each(STORES)('a store of a version between releases, in %s', (_name, prepare) => {
  it('takes a migration that was written beside a later one, which it had first', async () => {
    const { open, run } = await prepare();
    await (await open()).close();
    await run('drop table further_cards');
    await run("delete from kysely_migration where name = '0005-further-cards'");
    const store = await open();
    onTestFinished(() => store.close());
    const call = aCall({ at: instant(0), decisions: [aDecision()] });
    await store.keepCalls([call]);
    expect(await all(store.callsIn({ from: instant(0), to: instant(1) }))).toEqual([call]);
  });

  it('is left alone if it had one that is not known here', async () => {
    const { open, run } = await prepare();
    await (await open()).close();
    await run("insert into kysely_migration values ('9999-of-tomorrow', '2027-01-01T00:00:00.000Z')");
    await expect(open()).rejects.toMatchObject({ code: 'faulty-store' });
  });
});

describe('the check of the counts', () => {
  it('names what differs, with both numbers', async () => {
    const folder = newFolder();
    const store = await openSqliteFile(sqliteIn(folder, STORE_KEY));
    onTestFinished(() => store.close());
    await store.keepCalls([aCall({ outcome: 'nothing' }), aCall({ outcome: 'nothing' })]);
    const database = new DatabaseSync(join(folder, STORE_FILE));
    database.exec("update roll_up set count = 5 where what = 'calls'");
    database.close();
    const day = { from: '2026-11-22', to: '2026-11-23' };
    expect(await checkDay(store.database, openPseudonymizer(sqliteIn(folder, STORE_KEY)), day)).toEqual([
      {
        of: {
          day: '2026-11-22',
          site: 'mercy',
          service: 'spine-coverage-order-sign',
          policy: '',
          outcome: 'nothing',
          what: 'calls',
        },
        rollUp: 5,
        records: 2,
      },
    ]);
  });
});
