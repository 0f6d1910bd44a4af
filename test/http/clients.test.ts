import supertest from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { createRateLimits } from '../../src/http/rate-limits.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import { callOf, DISCOVERY, SELECT, SIGN } from '../support/call.ts';
import { NOW as NOW_MS } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const now = () => NOW_MS / 1000;
const client = await createClient({ now });
const stranger = await createClient({ now });
const keys = { pinned: [client.jwk] };
const FEEDBACK = `${SIGN}/feedback`;

const counted = async (app: ReturnType<typeof startApp>, line: RegExp) => {
  const { text } = await supertest(app).get('/metrics');
  return Number(new RegExp(`${line.source} (\\d+)`).exec(text)?.[1] ?? 0);
};

describe('a server with sites', () => {
  const lines: string[] = [];
  const app = startApp({ sites: [siteOf({ keys })], lines });

  it.each([
    ['a service', SIGN, callOf()],
    ['the other service', SELECT, callOf({ hook: 'order-select', selected: [0] })],
    ['feedback', FEEDBACK, { feedback: [] }],
  ])('answers %s to a client with a token for that address', async (_name, path, body) => {
    const authorization = await client.bearer({ path });
    await supertest(app).post(path).set('Authorization', authorization).send(body).expect(200);
  });

  it('takes feedback with a token for its service, too', async () => {
    const authorization = await client.bearer({ path: SIGN });
    await supertest(app).post(FEEDBACK).set('Authorization', authorization).send({ feedback: [] }).expect(200);
  });

  const refused = [
    ['no token', 'no-token', async () => ''],
    ['no JWT', 'malformed', async () => 'Bearer x.y.z'],
    ['the token of another key', 'unknown-key', () => stranger.bearer()],
    ['a token for another address', 'audience', () => client.bearer({ path: SELECT })],
    ['an expired token', 'expired', () => client.bearer({ claims: { iat: now() - 900, exp: now() - 300 } })],
    ['an unknown issuer', 'unknown-issuer', () => client.bearer({ claims: { iss: 'https://evil.example/' } })],
  ] as const;

  it.each(refused)('refuses %s with 401; the reason is in the log and a counter only', async (_name, reason, make) => {
    lines.length = 0;
    const label = new RegExp(`cds_refused_clients_total\\{[^}]*reason="${reason}"[^}]*\\}`);
    const before = await counted(app, label);
    const response = await supertest(app)
      .post(SIGN)
      .set('Authorization', await make())
      .send(callOf())
      .expect(401);
    expect(response.text).not.toContain(reason);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ msg: 'client not authenticated', reason, id: response.headers['x-request-id'] }),
    );
    expect(await counted(app, label)).toBe(before + 1);
  });

  it('answers every refusal with the same bytes, headers and all but the request id', async () => {
    const answers = await Promise.all(
      refused.map(async ([, , make]) => {
        const { status, text, headers } = await supertest(app)
          .post(SIGN)
          .set('Authorization', await make())
          .send('{');
        const { date: _date, 'x-request-id': _id, ...others } = headers;
        return JSON.stringify([status, text, others]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it('refuses a token that was used', async () => {
    const authorization = await client.bearer();
    const send = () => supertest(app).post(SIGN).set('Authorization', authorization).send(callOf());
    expect([(await send()).status, (await send()).status]).toEqual([200, 401]);
  });

  it('goes by the configured address, whatever Host and X-Forwarded-Host say', async () => {
    const evil = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
    const forEvil = await client.bearer({ claims: { aud: `https://evil.example${SIGN}` } });
    await supertest(app).post(SIGN).set(evil).set('Authorization', forEvil).send(callOf()).expect(401);
    await supertest(app)
      .post(SIGN)
      .set(evil)
      .set('Authorization', await client.bearer())
      .send(callOf())
      .expect(200);
  });

  it('refuses before it reads the body: what is wrong in it stays untold', async () => {
    const response = await supertest(app).post(SIGN).set('Content-Type', 'text/plain').send('x').expect(401);
    expect(response.body.issue[0].details.coding[0].code).toBe('unauthorized');
  });

  it('answers a preflight without a token, and lets pages read a 401', async () => {
    const origin = { Origin: 'https://ehr.example.org' };
    await supertest(app).options(SIGN).set(origin).set('Access-Control-Request-Method', 'POST').expect(204);
    const response = await supertest(app).post(SIGN).set(origin).send(callOf()).expect(401);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('discovery', () => {
  it('is open unless the site protects it', async () => {
    await supertest(startApp({ sites: [siteOf({ keys })] }))
      .get(DISCOVERY)
      .expect(200);
  });

  it('of a site that protects it takes a token for the address of discovery and no other', async () => {
    const app = startApp({ sites: [siteOf({ keys, discovery: 'protected' })] });
    await supertest(app).get(DISCOVERY).expect(401);
    const wrong = await client.bearer({ path: SIGN });
    await supertest(app).get(DISCOVERY).set('Authorization', wrong).expect(401);
    const right = await client.bearer({ path: DISCOVERY });
    await supertest(app).get(DISCOVERY).set('Authorization', right).expect(200);
  });

  it('of a site lists the hooks that are switched on for it', async () => {
    const app = startApp({ sites: [siteOf({ keys }, { hooks: new Set(['order-sign'] as const) })] });
    const { body } = await supertest(app).get(`/sites/st-mary${DISCOVERY}`).expect(200);
    expect(body.services.map(({ hook }: { hook: string }) => hook)).toEqual(['order-sign']);
  });
});

describe('sites that share an issuer', () => {
  const [mary, luke] = [siteOf({ keys }), siteOf({ keys }, { id: 'st-luke', policies: onlyLive(['unloading']) })];
  const app = startApp({ sites: [mary, luke] });
  const at = async (id: string, path = `/sites/${id}${SIGN}`) =>
    supertest(app)
      .post(`/sites/${id}${SIGN}`)
      .set('Authorization', await client.bearer({ path }))
      .send(callOf());

  it('are told apart by their path', async () => {
    expect((await at('st-mary')).body.cards).toHaveLength(1);
    expect((await at('st-luke')).status).toBe(200);
  });

  it('take no token made for the path of the other', async () => {
    expect((await at('st-luke', `/sites/st-mary${SIGN}`)).status).toBe(401);
  });

  it('cannot be told apart at the general path', async () => {
    await supertest(app)
      .post(SIGN)
      .set('Authorization', await client.bearer())
      .send(callOf())
      .expect(401);
  });

  it('get the cards of the policies that are switched on for them', async () => {
    expect((await at('st-luke')).body).toEqual({ cards: [] });
  });
});

describe('a site', () => {
  const answer = async (members: Parameters<typeof siteOf>[1], times = 1) => {
    const app = startApp({ sites: [siteOf({ keys }, members)] });
    const send = async () =>
      supertest(app)
        .post(SIGN)
        .set('Authorization', await client.bearer())
        .send(callOf());
    for (let time = 1; time < times; time++) await send();
    return send();
  };

  it('gets 403 for a service that is not switched on for it', async () => {
    const { status, body } = await answer({ hooks: new Set(['order-select'] as const) });
    expect(status).toBe(403);
    expect(body.issue[0].details.coding[0].code).toBe('service-off');
  });

  it('gets this 403 before anybody reads the body', async () => {
    const app = startApp({ sites: [siteOf({ keys }, { hooks: new Set(['order-select'] as const) })] });
    const authorization = await client.bearer();
    await supertest(app).post(SIGN).set('Authorization', authorization).type('json').send('{').expect(403);
  });

  it('may still say what became of the cards of a service that was switched off since', async () => {
    const app = startApp({ sites: [siteOf({ keys }, { hooks: new Set(['order-select'] as const) })] });
    const authorization = await client.bearer({ path: FEEDBACK });
    await supertest(app).post(FEEDBACK).set('Authorization', authorization).send({ feedback: [] }).expect(200);
  });

  it('gets 429 and is told when to come back, once it calls more often than it may', async () => {
    expect((await answer({ rateLimit: 3 }, 3)).status).toBe(200);
    const { status, body, headers } = await answer({ rateLimit: 3 }, 4);
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body.issue[0].details.coding[0].code).toBe('too-many-requests');
  });

  it('gets exactly as many answers as it may, also if it calls many times in one moment', async () => {
    const useToken = vi.fn(async () => true);
    const store = { ...createMemoryStore(), useToken };
    const app = startApp({ sites: [siteOf({ keys }, { rateLimit: 30 })], store });
    const tokens = await Promise.all(Array.from({ length: 40 }, () => client.bearer()));
    const statuses = await Promise.all(
      tokens.map(async (token) => (await supertest(app).post(SIGN).set('Authorization', token).send(callOf())).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    // From now on nobody looks at its tokens.
    useToken.mockClear();
    const token = await client.bearer();
    await supertest(app).post(SIGN).set('Authorization', token).send(callOf()).expect(429);
    expect(useToken).not.toHaveBeenCalled();
  });

  it('gets its cards in the shape of its profile', async () => {
    const topics = await Promise.all(
      (['standard', 'epic'] as const).map(async (cards) => (await answer({ cards })).body.cards[0].source.topic.code),
    );
    expect(topics[0]).toBe('mechanicaltraction');
    expect(topics[1]).toMatch(/^mechanicaltraction\w+$/);
  });

  it('may be read at its own FHIR servers only', async () => {
    const lines: string[] = [];
    const records: import('../../src/records/record.ts').CallRecord[] = [];
    const app = startApp({
      sites: [siteOf({ keys }, { fhirServers: [new URL('https://fhir.st-mary.example/r4')] })],
      environment: { NODE_ENV: 'production' },
      lines,
      records,
    });
    const access = {
      fhirServer: 'https://fhir.elsewhere.example/r4',
      fhirAuthorization: { access_token: 't', token_type: 'Bearer', expires_in: 300, scope: 'user/*.rs', subject: 's' },
    };
    const body = { ...callOf(), prefetch: undefined, ...access };
    await supertest(app)
      .post(SIGN)
      .set('Authorization', await client.bearer())
      .send(body)
      .expect(200);
    expect(records.map(({ missing }) => missing)).toEqual([
      { conditions: 'untrusted-server', coverages: 'untrusted-server' },
    ]);
  });
});

describe('an address that keeps failing to authenticate', () => {
  const limited = (environment = {}) =>
    startApp({
      sites: [siteOf({ keys })],
      environment,
      deps: { rateLimits: createRateLimits({ addressLimit: 10 }) },
    });

  it.each<[string, (at: number) => string, readonly number[]]>([
    ['is an IPv6 network as a whole', (at) => `2001:db8:1:2:${at.toString(16)}::1`, [401, 429]],
    ['is an IPv4 address by itself', (at) => `10.0.0.${at}`, [401]],
    ['is an IPv4 address, however it is written', (at) => `${at % 2 ? '::ffff:' : ''}10.0.0.1`, [401, 429]],
  ])('%s', async (_rule, addressOf, expected) => {
    const app = limited({ TRUSTED_PROXIES: '1' });
    const statuses = new Set<number>();
    for (let at = 0; at < 11; at++)
      statuses.add((await supertest(app).post(SIGN).set('X-Forwarded-For', addressOf(at)).send({})).status);
    expect(statuses).toEqual(new Set(expected));
  });

  it('is told to come back later, and none of its tokens is looked at until then', async () => {
    const useToken = vi.fn(async () => true);
    const store = { ...createMemoryStore(), useToken };
    const app = startApp({
      sites: [siteOf({ keys })],
      store,
      deps: { rateLimits: createRateLimits({ addressLimit: 10 }) },
    });
    for (let at = 0; at < 10; at++) await supertest(app).post(SIGN).send({}).expect(401);
    const token = await client.bearer();
    const response = await supertest(app).post(SIGN).set('Authorization', token).send(callOf()).expect(429);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(useToken).not.toHaveBeenCalled();
  });

  it('is none that clients with good tokens come from, however often they call', async () => {
    const app = limited();
    for (let at = 0; at < 25; at++) {
      const token = await client.bearer();
      await supertest(app).post(SIGN).set('Authorization', token).send(callOf()).expect(200);
    }
  });
});
