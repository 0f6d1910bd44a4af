import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Insights } from '../../src/records/insight-rows.ts';
import { readInsights } from '../../src/store/read-insights.ts';
import type { Days, Store } from '../../src/store/store.ts';
import { callOf, SIGN } from '../support/call.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { startApp } from '../support/server.ts';

/** However busy the machine is. */
const WELL = {
  development: false,
  draining: false,
  store: { up: true, waiting: 0, lost: 0 },
  droppedLines: 0,
  notices: () => [],
};
const TOKEN = 'an-admin-token-of-forty-characters-or-so';
const PATH = '/admin/insights';

async function start() {
  const store = createMemoryStore();
  const app = startApp({
    store,
    environment: { ADMIN_TOKEN: TOKEN },
    deps: { keep: (record) => void store.keepCalls([record]) },
  });
  const read = (query = '', token = TOKEN) =>
    supertest(app).get(`${PATH}${query}`).set('Authorization', `Bearer ${token}`);
  const [accepted] = (await supertest(app).post(SIGN).send(callOf())).body.cards;
  await supertest(app).post(SIGN).send(callOf());
  const entry = { card: accepted.uuid, outcome: 'overridden', outcomeTimestamp: '2026-11-22T12:01:00Z' };
  await supertest(app)
    .post(`${SIGN}/feedback`)
    .send({ feedback: [entry] })
    .expect(200);
  return { app, read };
}

describe('/admin/insights', () => {
  it('is not there without an admin token', async () => {
    await supertest(startApp()).get(PATH).expect(404);
  });

  it.each([
    ['no token', ''],
    ['a wrong token', 'another-token-of-forty-characters-or-so!'],
    ['a part of the token', TOKEN.slice(0, 20)],
  ])('is closed to %s', async (_name, token) => {
    const { read } = await start();
    const response = await read('', token).expect(401);
    expect(response.body.issue[0].details.coding[0].code).toBe('unauthorized');
  });

  it('shows what became of the cards of each policy, site and week; what is not reported counts as unreported', async () => {
    const { read } = await start();
    const { body } = await read().expect(200);
    expect(body.policies).toMatchObject([
      {
        week: '2026-W47',
        site: 'development',
        policy: 'traction',
        shown: 2,
        overridden: 1,
        accepted: 0,
        unreported: 1,
      },
    ]);
    expect(body.sites).toMatchObject([{ calls: 2, silent: 0 }]);
  });

  it('has the alarms and what is expected, or null where it was not looked for yet', async () => {
    const { read } = await start();
    expect((await read()).body.monitoring).toBeNull();
    const monitoring = { day: '2026-11-21', alarms: [], expected: [] };
    const state = () => ({ ...WELL, monitoring });
    const app = startApp({ environment: { ADMIN_TOKEN: TOKEN }, deps: { state } });
    const { body } = await supertest(app).get(PATH).set('Authorization', `Bearer ${TOKEN}`).expect(200);
    expect(body.monitoring).toEqual(monitoring);
  });

  it('can be had as tables', async () => {
    const { read } = await start();
    const policies = await read('?format=csv')
      .expect(200)
      .expect('Content-Type', /^text\/csv/);
    expect(policies.text).toMatch(/^week,site,policy,.*\r\n2026-W47,development,traction,/);
    const sites = await read('?format=sites-csv').expect(200);
    expect(sites.text).toMatch(/^week,site,calls,.*\r\n2026-W47,development,2,/);
  });

  it('covers the days that are asked for, both inclusive', async () => {
    const { read } = await start();
    expect((await read('?from=2026-11-22&to=2026-11-22')).body.policies).toHaveLength(1);
    expect((await read('?to=2026-11-21')).body.policies).toEqual([]);
  });

  it.each([
    ['?from=yesterday', 'from'],
    ['?to=2026-02-30', 'to'],
    ['?from=2026-11-01&from=2026-11-02', 'from'],
    ['?format=xml', 'format'],
    ['?from=', 'from'],
    ['?from=2026-11-23&to=2026-11-22', 'from'],
    ['?from=2026-11-23', 'from'],
  ])('refuses %s and names the element', async (query, element) => {
    const { read } = await start();
    expect((await read(query).expect(400)).body.issue[0].expression).toEqual([element]);
  });

  it('is 503 when the store cannot be read, and says in the log which fault it was', async () => {
    const lines: string[] = [];
    const store = createMemoryStore();
    const app = startApp({
      environment: { ADMIN_TOKEN: TOKEN },
      lines,
      store: {
        ...store,
        insights: () => {
          throw new TypeError('down');
        },
      },
    });
    await supertest(app).get(PATH).set('Authorization', `Bearer ${TOKEN}`).expect(503);
    expect(lines.join()).toContain('The store cannot be reached (TypeError).');
    expect(lines.join()).toContain('insights could not be read');
  });

  it('tells a fault of its own from a store that cannot be read, and logs it', async () => {
    const lines: string[] = [];
    const store = { ...createMemoryStore(), insights: async () => ({}) as Insights };
    const app = startApp({ environment: { ADMIN_TOKEN: TOKEN }, store, lines });
    await supertest(app).get(`${PATH}?format=csv`).set('Authorization', `Bearer ${TOKEN}`).expect(500);
    expect(lines.join('\n')).toContain('TypeError');
  });

  /** A store that answers when it is told to, and a server before it; `reads` are the days that were asked for. */
  async function startSlow() {
    const reads: { readonly from: string; answer(): void }[] = [];
    const atOnce = { now: 0, most: 0 };
    const countsIn = async ({ from }: Days) => {
      atOnce.now += 1;
      atOnce.most = Math.max(atOnce.most, atOnce.now);
      await new Promise<void>((resolve) => reads.push({ from, answer: resolve }));
      atOnce.now -= 1;
      return [];
    };
    const store: Store = {
      ...createMemoryStore(),
      insights: (days, now, signal) => readInsights({ countsIn }, days, now, signal),
    };
    const server = startApp({ environment: { ADMIN_TOKEN: TOKEN }, store }).listen(0);
    const counts = { arrived: 0, closed: 0 };
    server.on('request', (_request, response) => {
      counts.arrived += 1;
      response.once('close', () => {
        counts.closed += 1;
      });
    });
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const get = (day: string, signal?: AbortSignal, path = PATH) =>
      fetch(`http://127.0.0.1:${port}${path}?from=${day}`, {
        headers: { Authorization: `Bearer ${TOKEN}` },
        ...(signal ? { signal } : {}),
      });
    const days = () => reads.map(({ from }) => from);
    /** Answers all reads from now on, until the work is done. */
    const answering = async <T>(work: Promise<T>): Promise<T> => {
      const timer = setInterval(() => {
        for (const { answer } of reads) answer();
      }, 5);
      return work.finally(() => clearInterval(timer));
    };
    return { get, answering, days, counts, atOnce };
  }

  it('is read for one client after the other, whether it asks for this or for the pages', async () => {
    const { get, answering, atOnce } = await startSlow();
    const answers = [PATH, PATH, '/insights', '/insights.csv'].map((path) => get('2026-11-21', undefined, path));
    expect((await answering(Promise.all(answers))).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(atOnce.most).toBe(1);
  });

  it('is not read any further for a client that has gone, nor at all for one that left while it waited', async () => {
    const { get, answering, days, counts } = await startSlow();
    const clients = Array.from({ length: 2 }, () => new AbortController());
    const gone = ['2026-10-01', '2026-10-02'].map((day, place) => get(day, clients[place]?.signal).catch(() => 'gone'));
    await expect.poll(() => counts.arrived).toBe(2);
    await expect.poll(days).toHaveLength(1);
    for (const client of clients) client.abort();
    expect(await Promise.all(gone)).toEqual(['gone', 'gone']);
    await expect.poll(() => counts.closed).toBe(2);
    const last = get('2026-11-22');
    expect((await answering(last)).status).toBe(200);
    expect(days().filter((day) => day < '2026-11-01')).toHaveLength(1);
  });
});
