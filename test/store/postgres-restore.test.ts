import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkDay } from '../../src/store/check-counts.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { openPseudonymizer } from '../../src/store/store-key.ts';
import { startDebianPostgres } from '../support/debian-postgres.ts';
import { aCall, aDecision, aFeedback, instant } from '../support/records.ts';
import { postgresAt } from '../support/storage.ts';
import { all } from './contract.ts';

const SPAN = { from: instant(0), to: instant(86_400) };
const DAY = { from: '2026-11-22', to: '2026-11-23' };
const CALLS = 100;

// By pg_dump and pg_restore, called as docs/operators.md says.
describe('a PostgreSQL store that was dumped while it was written, and restored', async () => {
  const server = await startDebianPostgres();
  const storage = postgresAt(server.newDatabase('restored'));
  const feedback = aFeedback();
  beforeAll(async () => {
    const written = server.newDatabase('written');
    const dump = join(server.folder, 'spine.dump');
    const store = await openPostgresStore(postgresAt(written));
    const keepOne = () => store.keepCalls([aCall({ at: instant(1), decisions: [aDecision()] })]);
    for (let call = 0; call < CALLS; call++) await keepOne();
    await store.keepFeedback([feedback]);
    let isDumped = false;
    const writing = (async () => {
      while (!isDumped) await keepOne();
    })();
    await server.run('pg_dump', '--format=custom', `--file=${dump}`, written);
    isDumped = true;
    await writing;
    await store.close();
    await server.run('pg_restore', '--no-owner', '--dbname', storage.url, dump);
  });

  const opened = async <T>(use: (store: Awaited<ReturnType<typeof openPostgresStore>>) => Promise<T>) => {
    const store = await openPostgresStore(storage);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  };

  it('has what was written before the dump, and counts and records agree', () =>
    opened(async (store) => {
      expect((await all(store.callsIn(SPAN))).length).toBeGreaterThanOrEqual(CALLS);
      expect(await all(store.feedbackIn(SPAN))).toEqual([feedback]);
      expect(await checkDay(store.database, openPseudonymizer(storage), DAY)).toEqual([]);
    }));

  it('goes on: it keeps calls, and forgets them by the month', () =>
    opened(async (store) => {
      const before = await all(store.callsIn(SPAN));
      await store.keepCalls([aCall({ at: instant(2), decisions: [aDecision()] })]);
      expect(await all(store.callsIn(SPAN))).toHaveLength(before.length + 1);
      await store.forget({ records: '2027-01-01T00:00:00.000Z', tokens: instant(0), counts: '2026-01-01' });
      expect(await all(store.callsIn(SPAN))).toEqual([]);
    }));

  it('is refused to a server with another key', async () => {
    const other = postgresAt(storage.url, 'another-key-of-more-than-thirty-two-characters');
    await expect(openPostgresStore(other)).rejects.toMatchObject({ name: 'StoreError' });
  });
});
