import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import pg from 'pg';
import sql from 'sql-template-tag';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { openPostgresStore, POSTGRES_LIMITS, type PostgresLimits } from '../../src/store/postgres.ts';
import { PASSWORD, startPostgres } from '../support/postgres.ts';
import { aCall, aDecision, aFeedback, instant, silentFrom } from '../support/records.ts';
import { startSilentProxy } from '../support/silent-proxy.ts';
import { postgresAt } from '../support/storage.ts';
import { all, describeStore } from './contract.ts';
import { describeCounts } from './counts.ts';

const DAY = { from: instant(0), to: instant(86_400) };
const server = await startPostgres('off');

// A database for each test would take most of the time.
const shared = await openPostgresStore(postgresAt(await server.newDatabase()));
afterAll(() => shared.close());
const emptied = async () => {
  await shared.database.run(
    sql`truncate calls, origins, decisions, feedback, tokens, subjects, roll_up, reason_names restart identity`,
  );
  return { ...shared, close: async () => {} };
};
describeStore('PostgreSQL', emptied);
describeCounts('PostgreSQL', emptied);

async function open(url: string, limits?: Partial<PostgresLimits>) {
  const store = await openPostgresStore(postgresAt(url), { limits: { ...POSTGRES_LIMITS, ...limits } });
  onTestFinished(() => store.close());
  return store;
}

describe('a server over PostgreSQL', () => {
  const openAsServer = async () => {
    const storage = postgresAt(await server.newDatabase());
    const store = await openStore(storage);
    onTestFinished(() => store.close());
    return { store, storage };
  };
  const [days, now] = [{ from: '2026-11-22', to: '2026-11-23' }, Date.parse(instant(0))];

  it('reads insights in a thread, as the store itself does', async () => {
    const { store, storage } = await openAsServer();
    await store.keepCalls([aCall(), aCall({ at: instant(1), decisions: [aDecision({ card: 'card' })] })]);
    const read = await store.insights(days, now);
    expect(read.sites).toMatchObject([{ site: 'mercy', calls: 2 }]);
    expect(read).toEqual(await (await open(storage.url)).insights(days, now));
  });

  it('finds in a thread that a policy has fallen silent', async () => {
    const { store } = await openAsServer();
    await store.keepCalls(silentFrom('2026-10-20'));
    const question = { day: '2026-11-21', policies: { mercy: ['mechanical-traction'] }, overrideLimit: 0.9 };
    expect((await store.monitor(question)).alarms).toMatchObject([{ kind: 'silent', since: '2026-10-20' }]);
  });

  it('stops reading insights once nobody waits for them', async () => {
    const { store } = await openAsServer();
    const gone = new AbortController();
    const reading = store.insights(days, now, gone.signal);
    gone.abort();
    await expect(reading).rejects.toMatchObject({ code: 'store-unavailable' });
    expect((await store.insights(days, now)).sites).toEqual([]);
  });
});

/** However busy the machine is. */
const PATIENT = { connecting: 60_000, statement: 60_000, use: 60_000 };

/** Each part by two replicas at the same time. */
const byBoth = <T>(parts: readonly T[], work: (part: T, replica: number) => Promise<unknown>) =>
  Promise.all(parts.flatMap((part) => [work(part, 0), work(part, 1)]));

describe('replicas on one PostgreSQL', () => {
  it('all come up when four start at once on an empty database', async () => {
    const url = await server.newDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)));
    await Promise.all(stores.map((store) => store.keepFeedback([aFeedback()])));
    expect(await all((await open(url)).feedbackIn(DAY))).toHaveLength(4);
  });

  it('accept no token twice, however many use it at once', async () => {
    const url = await server.newDatabase();
    const replicas = [await open(url, PATIENT), await open(url, PATIENT)];
    const keys = Array.from({ length: 40 }, () => randomUUID());
    const uses = await Promise.all(
      [...keys, ...keys, ...keys].flatMap((key) =>
        replicas.map(async (replica) => ({ key, isFirst: await replica.useToken(key, instant(300)) })),
      ),
    );
    expect(
      uses
        .filter(({ isFirst }) => isFirst)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(keys.toSorted());
  });

  it('lose no feedback and double none, where both write the same in another order', async () => {
    const url = await server.newDatabase();
    const replicas = [await open(url, PATIENT), await open(url, PATIENT)] as const;
    const reports = Array.from({ length: 40 }, () => Array.from({ length: 25 }, () => aFeedback()));
    const own: string[] = [];
    await byBoth(reports, async (report, replica) => {
      const other = aFeedback();
      own.push(other.id);
      await replicas[replica === 0 ? 0 : 1].keepFeedback([other, ...(replica === 0 ? report : report.toReversed())]);
    });
    const found = await all(replicas[0].feedbackIn(DAY));
    expect(found.map(({ id }) => id).sort()).toEqual([...own, ...reports.flat().map(({ id }) => id)].sort());
  });

  it('write and forget at the same time', async () => {
    const url = await server.newDatabase();
    const replicas = [await open(url, PATIENT), await open(url, PATIENT)] as const;
    const old = Array.from({ length: 1000 }, (_, number) => aCall({ at: instant(number), decisions: [aDecision()] }));
    await replicas[0].keepCalls(old);
    const fresh = Array.from({ length: 20 }, () => aCall({ at: instant(5000), decisions: [aDecision()] }));
    await Promise.all([
      ...replicas.map((replica) => replica.forget({ records: instant(5000), tokens: instant(0), counts: '' })),
      ...fresh.map((call) => replicas[1].keepCalls([call])),
    ]);
    expect((await all(replicas[0].callsIn(DAY))).map(({ id }) => id).sort()).toEqual(fresh.map(({ id }) => id).sort());
  });
});

describe('calls in PostgreSQL', () => {
  const partitions = async (url: string) => {
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query(
      "select relname from pg_class where relispartition and relkind = 'r' order by 1",
    );
    await client.end();
    return rows.map(({ relname }) => String(relname)).filter((name) => /^calls_\d/.test(name));
  };
  const monthAfter = (months: number) => DateTime.utc().startOf('month').plus({ months }).toFormat("'calls_'yyyy_LL");

  it('lie in parts by month, of which those of this month and the next are there at the start', async () => {
    const url = await server.newDatabase();
    const stores = await Promise.all([open(url), open(url)]);
    expect(await partitions(url)).toEqual([monthAfter(0), monthAfter(1)]);
    const call = aCall({ at: DateTime.utc().toJSDate().toISOString(), decisions: [aDecision()] });
    await stores[0].keepCalls([call]);
    expect(await stores[1].callsOf({ hookInstance: call.hookInstance ?? '' })).toEqual([call]);
  });

  it('are forgotten by dropping the parts that end before the day', async () => {
    const url = await server.newDatabase();
    const store = await open(url);
    const call = aCall({ at: DateTime.utc().toJSDate().toISOString() });
    await store.keepCalls([call]);
    const later = DateTime.utc().startOf('month').plus({ months: 1, days: 3 }).toJSDate().toISOString();
    await store.forget({ records: later, tokens: instant(0), counts: '2026-01-01' });
    expect(await partitions(url)).toEqual([monthAfter(1)]);
    expect(await store.callsOf({ hookInstance: call.hookInstance ?? '' })).toEqual([]);
    await store.forget({ records: instant(0), tokens: instant(0), counts: '2026-01-01' });
    expect(await partitions(url)).toEqual([monthAfter(0), monthAfter(1)]);
  });

  it('are written by no replica with another key', async () => {
    const url = await server.newDatabase();
    await open(url);
    const other = openPostgresStore(postgresAt(url, 'another-key-of-more-than-thirty-two-characters'));
    await expect(other).rejects.toMatchObject({ code: 'wrong-key' });
  });
});

it('a store in PostgreSQL can be closed twice, and rejects everything then', async () => {
  const store = await openPostgresStore(postgresAt(await server.newDatabase()));
  await store.close();
  await store.close();
  await expect(store.reach()).rejects.toMatchObject({ code: 'store-unavailable' });
  await expect(store.keepFeedback([aFeedback()])).rejects.toMatchObject({ code: 'store-unavailable' });
});

describe('a PostgreSQL that fails', () => {
  it.each<[string, (url: string) => string, string]>([
    ['nobody listens', (url) => url.replace(`:${server.port}`, ':1'), 'ECONNREFUSED'],
    ['the password is wrong', (url) => url.replace(PASSWORD, `not-${PASSWORD}`), '28P01'],
    ['there is no such database', (url) => `${url}-other`, '3D000'],
    ['the address is none', (url) => url.replace(`:${server.port}`, ':port'), 'ERR_INVALID_URL'],
  ])('is reported without the password if %s', async (_fault, spoil, word) => {
    const opening = openPostgresStore(postgresAt(spoil(await server.newDatabase())));
    const error: unknown = await opening.catch((fault: unknown) => fault);
    expect(error).toMatchObject({
      name: 'StoreError',
      code: 'store-unavailable',
      message: expect.stringContaining(word) as string,
    });
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain(PASSWORD);
  });

  it('gives everybody up when it falls silent, and is used again when it speaks', async () => {
    const proxy = await startSilentProxy(server.port);
    const url = (await server.newDatabase()).replace(`:${server.port}`, `:${proxy.port}`);
    const store = await open(url, { connections: 2, connecting: 300, use: 300 });
    await store.keepFeedback([aFeedback()]);
    proxy.setSilent(true);
    const works = await Promise.allSettled([
      store.keepFeedback([aFeedback()]),
      store.keepCalls([aCall({ decisions: [aDecision()] })]),
      store.useToken('one', instant(300)),
      all(store.callsIn(DAY)),
    ]);
    expect(works.map(({ status }) => status)).toEqual(Array.from(works, () => 'rejected'));
    proxy.setSilent(false);
    await store.keepFeedback([aFeedback()]);
    expect(await all(store.feedbackIn(DAY))).toHaveLength(2);
  });

  it('refuses a record that it cannot hold, and takes the next', async () => {
    const store = await open(await server.newDatabase());
    await expect(store.keepCalls([aCall(), aCall({ site: '\0' })])).rejects.toMatchObject({ code: 'refused-record' });
    await store.keepCalls([aCall()]);
    expect(await all(store.callsIn(DAY))).toHaveLength(1);
  });
});
