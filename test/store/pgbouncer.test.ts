import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { startPgbouncer } from '../support/pgbouncer.ts';
import { startPostgres } from '../support/postgres.ts';
import { aCall, aDecision, aFeedback, instant } from '../support/records.ts';
import { postgresAt } from '../support/storage.ts';
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
});
