import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../src/store/postgres.ts';
import { openSqliteFile } from '../src/store/sqlite-file.ts';
import type { Store } from '../src/store/store.ts';
import { callOf, cardCount, SIGN } from './support/call.ts';
import { spineCoverage } from './support/command.ts';
import { startPostgres } from './support/postgres.ts';
import { dataFolder, post, type ServerProgram, startServer } from './support/program.ts';
import { folderOf } from './support/site-folder.ts';
import { postgresAt, STORE_KEY, sqliteIn } from './support/storage.ts';
import { createClient, siteFileOf } from './support/tokens.ts';

// Whole servers over one store: what was answered 200 is there, whatever is killed, and replicas act as one.

/** Reports that are acknowledged before the end comes. */
const ENOUGH = 20;
const KEY = { STORE_KEY };
const database = await startPostgres('on');

const override = (card: string) => ({
  feedback: [{ card, outcome: 'overridden', outcomeTimestamp: '2026-11-22T10:00:00Z' }],
});

/** Sends feedback until the server is gone; adds the card of each report that was answered with 200. */
async function report({ base }: ServerProgram, acknowledged: string[]): Promise<void> {
  for (;;) {
    const card = randomUUID();
    try {
      const { status } = await post(`${base}${SIGN}/feedback`, override(card));
      if (status === 200) acknowledged.push(card);
    } catch {
      return;
    }
  }
}

const untilReady = (base: string) => expect.poll(async () => (await fetch(`${base}/ready`)).status).toBe(200);

async function cardsKept(store: Store, cards: readonly string[]): Promise<readonly string[]> {
  const kept = await store.feedbackOn(cards);
  await store.close();
  return kept.map(({ card }) => card);
}

describe('feedback that was answered with 200', () => {
  it.each<readonly [string, () => Promise<{ environment: Record<string, string>; open: () => Promise<Store> }>]>([
    [
      'SQLite',
      async () => {
        const folder = dataFolder();
        return { environment: { DATA_DIR: folder }, open: () => openSqliteFile(sqliteIn(folder)) };
      },
    ],
    [
      'PostgreSQL',
      async () => {
        const url = await database.newDatabase();
        return { environment: { DATABASE_URL: url, ...KEY }, open: () => openPostgresStore(postgresAt(url)) };
      },
    ],
  ])('is in %s after the server was killed under load', async (_name, prepare) => {
    const { environment, open } = await prepare();
    const acknowledged: string[] = [];
    const server = await startServer(environment);
    const clients = Array.from({ length: 4 }, () => report(server, acknowledged));
    await expect.poll(() => acknowledged.length).toBeGreaterThan(ENOUGH);
    server.child.kill('SIGKILL');
    await Promise.all(clients);
    expect((await cardsKept(await open(), acknowledged)).toSorted()).toEqual(acknowledged.toSorted());
  });
});

describe('two replicas on one PostgreSQL', async () => {
  const client = await createClient({ now: () => Math.floor(Date.now() / 1000) });
  // As a load balancer does, sends nothing to a replica that is not ready: on a busy machine that takes longer than its start.
  const start = async (url: string) => {
    const environment = { DATABASE_URL: url, ...KEY, SITES_DIR: folderOf({ 'st-mary.yaml': siteFileOf(client) }) };
    const replicas = await Promise.all([startServer(environment), startServer(environment)]);
    for (const { base } of replicas) await untilReady(base);
    return replicas;
  };

  it('take no token twice, however close together it comes', async () => {
    const replicas = await start(await database.newDatabase());
    const statuses = [];
    for (let token = 0; token < 10; token += 1) {
      const authorization = await client.bearer();
      const sent = [...replicas, ...replicas].map(({ base }) => post(`${base}${SIGN}`, callOf(), { authorization }));
      statuses.push((await Promise.all(sent)).map(({ status }) => status).toSorted());
    }
    expect(statuses).toEqual(Array(10).fill([200, 401, 401, 401]));
  });

  it('lose and double no feedback, give every call the cards of its own, and can look back on what the other answered', async () => {
    const url = await database.newDatabase();
    const replicas = await start(url);
    const cards = Array.from({ length: 20 }, () => randomUUID());
    const path = `${SIGN}/feedback`;
    const reports = cards.flatMap((card) => [...replicas, ...replicas].map(({ base }) => ({ base, card })));
    const calls = [...replicas, ...replicas].map(({ base }) => base);
    const [told, answers] = await Promise.all([
      Promise.all(
        reports.map(async ({ base, card }) => {
          const send = async () =>
            post(`${base}${path}`, override(card), { authorization: await client.bearer({ path }) });
          // As a client does: what is not kept in time is sent again.
          let answer = await send();
          while (answer.status === 503) answer = await send();
          return answer;
        }),
      ),
      Promise.all(
        calls.map(async (base) => post(`${base}${SIGN}`, callOf(), { authorization: await client.bearer() })),
      ),
    ]);
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    for (const answer of answers) expect(await cardCount(answer)).toBe(1);
    expect((await cardsKept(await openPostgresStore(postgresAt(url)), cards)).toSorted()).toEqual(cards.toSorted());
    const hookInstance = randomUUID();
    for (const { base } of replicas)
      await post(`${base}${SIGN}`, { ...callOf(), hookInstance }, { authorization: await client.bearer() });
    for (const { child } of replicas) child.kill('SIGTERM');
    await Promise.all(replicas.map(({ ended }) => ended));
    const query = ['decisions', '--hook-instance', hookInstance];
    const { code, output } = await spineCoverage(query, { DATABASE_URL: url, ...KEY });
    expect(code).toBe(0);
    expect(output.match(/site st-mary/g)).toHaveLength(2);
  });
});

describe('a PostgreSQL server that is down', () => {
  it('stops no card; feedback is refused until it is back, and nothing that was answered is missing then', async () => {
    const url = await database.newDatabase();
    await database.crash();
    const server = await startServer({ DATABASE_URL: url, ...KEY });
    const { base, output } = server;
    const health = async () => (await fetch(`${base}/health`)).json();
    expect(await health()).toMatchObject({ status: 'degraded', store: { status: 'down' } });
    const hookInstance = randomUUID();
    expect(await cardCount(await post(`${base}${SIGN}`, { ...callOf(), hookInstance }))).toBe(1);
    expect((await fetch(`${base}/health`)).status).toBe(200);
    expect((await fetch(`${base}/ready`)).status).toBe(503);
    const refused = await post(`${base}${SIGN}/feedback`, override(randomUUID()));
    expect(refused.status).toBe(503);
    await expect.poll(output).toContain('the store cannot be reached');
    await database.start();
    await untilReady(base);
    await expect.poll(health).toMatchObject({ status: 'ok', store: { status: 'up' } });
    expect((await post(`${base}${SIGN}/feedback`, override(randomUUID()))).status).toBe(200);
    server.child.kill('SIGTERM');
    await server.ended;
    const store = await openPostgresStore(postgresAt(url));
    expect(await store.callsOf({ hookInstance })).toHaveLength(1);
    await store.close();
    expect(output()).not.toContain(new URL(url).password);
  });
});
