import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { PROJECT } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const TOKEN = 'a-token-that-is-long-enough-to-be-one';
const PRODUCTION = { NODE_ENV: 'production' };
const EVIDENCE = ['/policies', '/policies/traction', '/policies/traction/source-attributes'];
const OTHERS = ['/', '/insights', '/insights.csv', '/connect', '/try/terms?q=table'];

const statusOf = async (environment: Record<string, string>, path: string, authorization?: string) => {
  const call = request(startApp({ environment, sites: [] })).get(path);
  return (await (authorization === undefined ? call : call.set('Authorization', authorization))).status;
};

it.each([...EVIDENCE, ...OTHERS])('%s is open in development mode', async (path) => {
  expect(await statusOf({}, path)).toBe(200);
});

it('says that nobody is asked who calls, where nobody is, whatever NODE_ENV says', async () => {
  const told = 'Nobody is asked who calls';
  const client = await createClient();
  const site = siteOf({ keys: { pinned: [client.jwk] } });
  expect((await request(startApp()).get('/policies')).text).toContain(told);
  expect((await request(startApp({ sites: [site] })).get('/policies')).text).not.toContain(told);
});

describe('in production', () => {
  it.each(EVIDENCE)('%s is open, since cards lead there', async (path) => {
    expect(await statusOf(PRODUCTION, path)).toBe(200);
  });

  it.each(OTHERS)('%s is not there unless it is switched on', async (path) => {
    expect(await statusOf(PRODUCTION, path)).toBe(404);
    expect(await statusOf({ ...PRODUCTION, ADMIN_TOKEN: TOKEN }, path, `Bearer ${TOKEN}`)).toBe(404);
  });

  it.each(OTHERS)('%s asks for the admin token where the pages hang on it', async (path) => {
    const environment = { ...PRODUCTION, PAGES: 'admin-token', ADMIN_TOKEN: TOKEN };
    expect(await statusOf(environment, path)).toBe(401);
    expect(await statusOf(environment, path, 'Bearer another')).toBe(401);
    expect(await statusOf(environment, path, `Bearer ${TOKEN}`)).toBe(200);
    // Credentials as a browser sends them after its login prompt.
    expect(await statusOf(environment, path, `Basic ${btoa(`anybody:${TOKEN}`)}`)).toBe(200);
  });

  it.each(OTHERS)('%s is left to the login of the proxy where the setting says so', async (path) => {
    expect(await statusOf({ ...PRODUCTION, PAGES: 'proxy-login' }, path)).toBe(200);
  });

  it('says so where the admin token is demanded and not set', () => {
    const read = () => readConfig({ PAGES: 'admin-token' }, PROJECT);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('ADMIN_TOKEN must be set with PAGES=admin-token');
  });

  it.each(['ftp://cds.example.org', 'https://cds.example.org/spine', 'https://cds.example.org?x=1', 'cds.example.org'])(
    'does not start with the public address %s',
    (address) => {
      expect(() => readConfig({ PUBLIC_ADDRESS: address }, PROJECT)).toThrow(
        'PUBLIC_ADDRESS must be an address without',
      );
    },
  );

  it.each(['/try/terms', '/policies/traction/source-attributes'])(
    'answers only so many requests for %s a minute to one address, and assets and the calls of EHRs all the same',
    async (path) => {
      const reader = request.agent(startApp());
      const [asset = ''] = /\/assets\/[^"]+/.exec((await reader.get('/policies')).text) ?? [];
      let status = 200;
      for (let count = 0; count < 400 && status === 200; count++) status = (await reader.get(path)).status;
      expect(status).toBe(429);
      expect((await reader.get(asset)).status).toBe(200);
      expect((await reader.get('/cds-services')).status).toBe(200);
    },
  );

  it.each(['/', '/connect/token', '/connect/request'])(
    'takes no form for %s from those who may not open it',
    async (path) => {
      const environment = { ...PRODUCTION, PAGES: 'admin-token', ADMIN_TOKEN: TOKEN };
      const app = startApp({ environment, sites: [] });
      expect((await request(app).post(path).type('form').send({ request: '{}' })).status).toBe(401);
    },
  );

  it('takes feedback of the page only from those who may open it', async () => {
    const app = startApp({ environment: PRODUCTION, sites: [] });
    const { status } = await request(app).post('/try/feedback/spine-coverage-order-sign').send({ feedback: [] });
    expect(status).toBe(404);
  });
});
