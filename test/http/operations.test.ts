import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { State } from '../../src/http/operations.ts';
import { createMetrics } from '../../src/metrics.ts';
import { callOf, callWith, DISCOVERY, SIGN } from '../support/call.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const WELL: State = {
  development: false,
  draining: false,
  store: { up: true, waiting: 0, lost: 0 },
  droppedLines: 0,
  notices: () => [],
};
const appIn = (state: Partial<State>) => startApp({ deps: { state: () => ({ ...WELL, ...state }) } });

describe('/health', () => {
  it.each([
    ['a server that is well', {}, { status: 'ok', store: { status: 'up', waiting: 0, lost: 0 } }],
    [
      'a store that is down',
      { store: { up: false, waiting: 7, lost: 0 } },
      { status: 'degraded', store: { status: 'down', waiting: 7 } },
    ],
    ['lines of the log that could not be written', { droppedLines: 5 }, { status: 'degraded', log: { dropped: 5 } }],
    [
      'calls that were lost to the store',
      { store: { up: true, waiting: 0, lost: 3 } },
      { status: 'degraded', store: { lost: 3 } },
    ],
  ])('tells of %s, and is 200 as long as cards are given', async (_name, state, expected) => {
    const response = await supertest(appIn(state)).get('/health').expect(200);
    expect(response.body).toMatchObject(expected);
  });

  const ALARM = { site: 'mercy', policy: 'traction', kind: 'silent', since: '2026-03-03' } as const;
  const MONITORING = {
    day: '2026-03-09',
    alarms: [
      { ...ALARM, noticed: '2026-03-09', words: 'system urn:example:new appeared' },
      { ...ALARM, kind: 'unrecognized', name: 'system urn:example:new', noticed: '2026-03-09', words: '' },
      { ...ALARM, kind: 'flooding', noticed: '2026-03-09', ended: '2026-03-09', words: '' },
    ],
    expected: [],
  } as const;

  it('lists the alarms that last without the names that clients use, and stays well', async () => {
    const { body, text } = await supertest(appIn({ monitoring: MONITORING }))
      .get('/health')
      .expect(200);
    expect(body).toMatchObject({ status: 'ok', alarms: [ALARM, { ...ALARM, kind: 'unrecognized' }] });
    expect(text).not.toContain('urn:example');
    expect((await supertest(appIn({})).get('/health')).body).not.toHaveProperty('alarms');
  });

  it('tells apart what is missing, and tells of one day once that several names appeared', async () => {
    const rest = { noticed: '2026-03-09', words: '' };
    const { policy: _, ...missing } = { ...ALARM, kind: 'missing' as const };
    const unrecognized = { ...missing, kind: 'unrecognized' as const };
    const alarms = [
      { ...missing, name: 'conditions', ...rest },
      { ...missing, name: 'coverages', ...rest },
      { ...unrecognized, name: 'system urn:a', ...rest },
      { ...unrecognized, name: 'system urn:b', ...rest },
    ];
    const { body } = await supertest(appIn({ monitoring: { ...MONITORING, alarms } })).get('/health');
    expect(body.alarms).toEqual([{ ...missing, name: 'conditions' }, { ...missing, name: 'coverages' }, unrecognized]);
  });

  it('says loudly that the server is in development mode', async () => {
    expect((await supertest(startApp()).get('/health')).body.mode).toContain('development');
    expect((await supertest(appIn({})).get('/health')).body.mode).toBe('production');
  });
});

describe('/ready', () => {
  it('is 200 when the store can be reached', async () => {
    expect((await supertest(startApp()).get('/ready').expect(200)).body).toEqual({ status: 'ready' });
  });

  it('is 503 when it cannot', async () => {
    const store = { ...createMemoryStore(), reach: () => Promise.reject(new Error('down')) };
    const response = await supertest(startApp({ store })).get('/ready').expect(503);
    expect(response.body.issue[0].details.coding[0].code).toBe('not-ready');
  });

  it('is 503 once the server is about to stop; calls are still answered, and each ends its connection', async () => {
    const app = appIn({ draining: true });
    await supertest(app).get('/ready').expect(503);
    const response = await supertest(app).post(SIGN).set('Connection', 'keep-alive').send(callOf()).expect(200);
    expect(response.headers['connection']).toBe('close');
  });
});

describe('/metrics', () => {
  it('may be kept for those with a token', async () => {
    const token = 'm'.repeat(32);
    const guarded = startApp({ environment: { METRICS_TOKEN: token } });
    await supertest(guarded).get('/metrics').expect(401);
    await supertest(guarded).get('/metrics').set('Authorization', `Bearer ${token}x`).expect(401);
    await supertest(guarded).get('/metrics').set('Authorization', `Basic ${token}`).expect(401);
    await supertest(guarded).get('/metrics').set('Authorization', `Bearer ${token}`).expect(200);
    await supertest(guarded).get('/metrics').set('Authorization', `bearer ${token}`).expect(200);
  });

  const app = startApp();
  const read = async () => (await supertest(app).get('/metrics').expect(200)).text;

  it('counts answers by route, site, service, status and code, and decisions by policy and outcome', async () => {
    await cardsOf(app, callOf());
    await supertest(app).post(SIGN).send({}).expect(400);
    await supertest(app).get('/nowhere').expect(404);
    const text = await read();
    for (const line of [
      'cds_requests_total{route="service",site="development",service="spine-coverage-order-sign",status="200",code=""} 1',
      'cds_requests_total{route="service",site="development",service="spine-coverage-order-sign",status="400",code="invalid-request"} 1',
      'cds_requests_total{route="unknown",site="",service="",status="404",code="not-found"} 1',
      'cds_decisions_total{site="development",policy="traction",outcome="applies"} 1',
    ])
      expect(text).toContain(line);
  });

  it.each([
    [true, 0],
    [false, 7],
  ])('tells whether the store is up (%s) and how many calls wait for it', async (up, waiting) => {
    const lines = (await createMetrics(() => ({ store: { up, waiting }, droppedLines: 0 })).text()).split('\n');
    expect(lines).toContain(`cds_store_up ${up ? 1 : 0}`);
    expect(lines).toContain(`cds_store_waiting ${waiting}`);
  });

  it('tells of the alarms that last, of what is expected, and of the day that was looked at', async () => {
    const calls = { week: 700, byWeekday: [] };
    const monitoring = {
      day: '2026-03-09',
      alarms: [
        { site: 'mercy', policy: 'traction', kind: 'silent', since: '', noticed: '', words: '' },
        { site: 'mercy', kind: 'unrecognized', name: 'urn:example', since: '', noticed: '', words: '' },
        { site: 'mercy', kind: 'missing', name: 'conditions', since: '', noticed: '', ended: '2026-03-01', words: '' },
      ],
      expected: [
        { site: 'mercy', calls },
        { site: 'mercy', policy: 'traction', calls, cards: { week: 12.5, byWeekday: [] } },
      ],
    } as const;
    const text = await createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0, monitoring })).text();
    const lines = text.split('\n').filter((line) => /^cds_(alarm|expected|monitored)/.test(line));
    expect(lines).toEqual([
      'cds_alarm{site="mercy",policy="traction",kind="silent"} 1',
      'cds_alarm{site="mercy",policy="",kind="unrecognized"} 1',
      'cds_expected_cards{site="mercy",policy="traction"} 12.5',
      `cds_monitored_day_timestamp_seconds ${Date.parse('2026-03-09') / 1000}`,
    ]);
  });

  it('grows no label from what clients send', async () => {
    const labels = async () => (await read()).split('\n').filter((line) => line.startsWith('cds_')).length;
    const send = async (name: string) => {
      await supertest(app).get(`/${name}`);
      await supertest(app).post(`${DISCOVERY}/${name}`).send({});
      await supertest(app).post(`/sites/${name}${SIGN}`).send({});
      await supertest(app)
        .post(SIGN)
        .send({ ...callWith([]), hookInstance: name });
    };
    await send('a');
    const before = await labels();
    for (const name of ['b', 'c', 'd']) await send(name);
    expect(await labels()).toBe(before);
  });
});

describe('every answer', () => {
  it('has a request id that the log has, too, and that is never the client’s', async () => {
    const lines: string[] = [];
    const response = await supertest(startApp({ lines })).post(SIGN).set('X-Request-Id', 'mine').send(callOf());
    const id = response.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ id, msg: 'answered', route: 'service', status: 200, cards: 1 }),
    );
  });

  it.each(['/health', DISCOVERY, '/nowhere'])('carries the headers of helmet, also at %s', async (path) => {
    const { headers } = await supertest(startApp()).get(path);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'SAMEORIGIN',
    });
  });
});
