import { describe, expect, it, onTestFinished } from 'vitest';
import { createRateLimits } from '../../src/http/rate-limits.ts';
import { openSharedCounts } from '../../src/http/shared-counts.ts';
import { openStore } from '../../src/store/open.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { startPgbouncer } from '../support/pgbouncer.ts';
import { startPostgres } from '../support/postgres.ts';
import { aCall, aDecision, aFeedback, instant } from '../support/records.ts';
import { postgresAt } from '../support/storage.ts';
import { siteOf } from '../support/tokens.ts';
import { all } from './contract.ts';

// Behind the real PgBouncer with its defaults in transaction mode, where a session serves several clients.

const DAY = { from: instant(0), to: instant(86_400) };

describe('PgBouncer', async () => {
  const server = await startPostgres('off');
  const port = await startPgbouncer(server.port);
  const newDatabase = async () => (await server.newDatabase()).replace(`:${server.port}`, `:${port}`);

  it('lets two replicas write, use tokens and read at once, and no setting of one reaches the other', async () => {
    const url = await newDatabase();
    const replicas = [await openPostgresStore(postgresAt(url)), await openPostgresStore(postgresAt(url))];
    const keys = Array.from({ length: 50 }, (_, number) => `token ${number}`);
    const [uses] = await Promise.all([
      Promise.all(replicas.flatMap((replica) => keys.map((key) => replica.useToken(key, instant(300))))),
      ...replicas.map((replica) => replica.keepCalls([aCall({ decisions: [aDecision()] })])),
      ...replicas.map((replica) => replica.keepFeedback([aFeedback()])),
    ]);
    expect(uses.filter((isFirst) => isFirst)).toHaveLength(50);
    for (const replica of replicas) {
      expect(await all(replica.callsIn(DAY))).toHaveLength(2);
      expect(await all(replica.feedbackIn(DAY))).toHaveLength(2);
      await replica.close();
    }
  });

  it('lets two replicas count the calls of a site together', async () => {
    const url = await newDatabase();
    const site = siteOf({ keys: { pinned: [] } }, { rateLimit: 30 });
    const replica = async () => {
      // A busy machine is no silent database.
      const shared = await openSharedCounts(url, { patience: 30_000, query: 30_000 });
      onTestFinished(() => shared.close());
      return createRateLimits({ shared });
    };
    const [one, two] = [await replica(), await replica()];
    // The first call makes the table.
    const calls = [await one.countSite('203.0.113.7', site)];
    const burst = await Promise.allSettled(
      Array.from({ length: 40 }, (_, call) => (call % 2 === 0 ? one : two).countSite('203.0.113.7', site)),
    );
    expect(calls.length + burst.filter(({ status }) => status === 'fulfilled').length).toBe(30);
  });

  it('lets insights be read in their thread, and what is old be forgotten', async () => {
    const store = await openStore(postgresAt(await newDatabase()));
    onTestFinished(() => store.close());
    const [old, kept] = [aCall({ at: instant(0) }), aCall({ at: instant(60), decisions: [aDecision()] })];
    await store.keepCalls([old, kept]);
    const { sites } = await store.insights({ from: '2026-11-22', to: '2026-11-23' }, Date.parse(instant(0)));
    expect(sites).toMatchObject([{ site: 'mercy', calls: 2 }]);
    await store.forget({ records: instant(30), tokens: instant(0), counts: '2026-01-01' });
    const found = async ({ hookInstance = '' }: typeof old) => (await store.callsOf({ hookInstance })).length;
    expect([await found(old), await found(kept)]).toEqual([0, 1]);
  });
});
