import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { callOf, callWith, DISCOVERY, emptiesIn, SELECT, SIGN } from '../support/call.ts';
import { PROJECT } from '../support/knowledge.ts';
import { postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp();

describe('every answer', () => {
  it.each([
    ['discovery', () => supertest(app).get(DISCOVERY), 200, 'application/json'],
    ['a card', () => supertest(app).post(SIGN).send(callOf()), 200, 'application/json'],
    ['silence', () => supertest(app).post(SIGN).send(callWith([])), 200, 'application/json'],
    ['the health check', () => supertest(app).get('/health'), 200, 'application/json'],
    ['an unknown address', () => supertest(app).get('/nowhere'), 404, 'application/fhir+json'],
    ['an unknown service', () => supertest(app).post(`${DISCOVERY}/x`).send({}), 404, 'application/fhir+json'],
    ['a broken body', () => postText(app, '{'), 400, 'application/fhir+json'],
    ['a wrong method', () => supertest(app).get(SIGN), 405, 'application/fhir+json'],
  ] as const)(
    'to %s is JSON without nulls, not stored, not sniffed, and names no framework',
    async (_name, call, status, type) => {
      const response = await call();
      expect(response.status).toBe(status);
      expect(response.headers['content-type']).toMatch(new RegExp(`^${type.replace('+', '\\+')}(?:;|$)`));
      expect(emptiesIn(JSON.parse(response.text)).filter((path) => path !== '$.cards')).toEqual([]);
      expect(response.headers['cache-control']).toBe('no-store');
      expect(response.headers['x-content-type-options']).toBe('nosniff');
      expect(response.headers).not.toHaveProperty('x-powered-by');
    },
  );

  it('to an order that no policy concerns is 200 with no cards and nothing else', async () => {
    const order = { codes: ['cpt 72148 MRI lumbar spine'] };
    const response = await supertest(app).post(SIGN).send(callOf({ order })).expect(200);
    expect(response.body).toEqual({ cards: [] });
  });

  it('leaves out what a card does not have', async () => {
    const response = await supertest(app).post(SIGN).send(callOf()).expect(200);
    expect(response.body.cards).toHaveLength(1);
    for (const member of ['links', 'suggestions', 'selectionBehavior', 'systemActions', 'extension'])
      expect(response.body.cards[0]).not.toHaveProperty(member);
    expect(Object.keys(response.body)).toEqual(['cards']);
  });
});

describe('addresses', () => {
  it.each(['//cds-services', '/cds-services/', '/cds-services//', '///cds-services'])(
    'discovery is found at %s',
    async (path) => {
      const response = await supertest(app).get(path).expect(200);
      expect(response.body.services).toHaveLength(2);
    },
  );

  it.each([
    '/cds-services//spine-coverage-order-sign',
    '//cds-services/spine-coverage-order-sign',
    '/cds-services/spine-coverage-order-sign/',
    '/cds-services///spine-coverage-order-sign//',
  ])('a service is found at %s, as careless clients join addresses', async (path) => {
    const response = await supertest(app).post(path).send(callOf()).expect(200);
    expect(response.body.cards).toHaveLength(1);
  });

  it('the health check says that the server is well', async () => {
    const response = await supertest(app).get('/health').expect(200);
    expect(response.body).toMatchObject({ status: 'ok' });
  });

  it.each([DISCOVERY, '/health'])('%s answers HEAD as it answers GET, without a body', async (path) => {
    const response = await supertest(app).head(path).expect(200);
    expect(response.text ?? '').toBe('');
  });
});

describe('pages of other origins', () => {
  const preflight = (path: string, origin: string, server = app) =>
    supertest(server).options(path).set({
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    });

  it.each([DISCOVERY, SIGN, SELECT])('may ask %s beforehand and send a token and JSON', async (path) => {
    const response = await preflight(path, 'https://ehr.example.org').expect(204);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['access-control-allow-headers']).toMatch(/\bAuthorization\b/i);
    expect(response.headers['access-control-allow-headers']).toMatch(/\bContent-Type\b/i);
    expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    ['a success', () => supertest(app).post(SIGN).set('Origin', 'https://ehr.example.org').send(callOf()), 200],
    ['a 400', () => postText(app, '{').set('Origin', 'https://ehr.example.org'), 400],
    ['a 404', () => supertest(app).get('/nowhere').set('Origin', 'https://ehr.example.org'), 404],
    ['a 405', () => supertest(app).get(SIGN).set('Origin', 'https://ehr.example.org'), 405],
    ['a 415', () => postText(app, '{}', 'text/plain').set('Origin', 'https://ehr.example.org'), 415],
  ] as const)('may read %s', async (_name, call, status) => {
    const response = await call();
    expect(response.status).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe('*');
  });

  const strict = startApp({ environment: { CORS_ORIGINS: 'https://ehr.example.org, https://other.example.org' } });

  it.each([
    ['https://ehr.example.org', 'https://ehr.example.org'],
    ['https://other.example.org', 'https://other.example.org'],
    ['https://foreign.example.net', undefined],
    ['https://ehr.example.org.evil.example', undefined],
    ['null', undefined],
  ])('%s is allowed only if the operator lists it', async (origin, allowed) => {
    const asked = await preflight(SIGN, origin, strict);
    const refused = await postText(strict, '{').set('Origin', origin);
    expect(asked.headers['access-control-allow-origin']).toBe(allowed);
    expect(refused.headers['access-control-allow-origin']).toBe(allowed);
    expect(refused.headers['vary']).toMatch(/\bOrigin\b/i);
  });
});

it('the whole answer in docs/integrators.md is what the server answers to its request', async () => {
  const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
  const [, documented = ''] = /The answer, whole .*?```json\n(.*?)```/s.exec(read('docs/integrators.md')) ?? [];
  const body = JSON.parse(read('fhir-resources/examples/order-sign-s9090.json')) as object;
  const { text } = await supertest(app).post(SIGN).send(body).expect(200);
  const withoutUuids = (answer: string) => JSON.parse(answer, (name, value) => (name === 'uuid' ? 'a UUID' : value));
  expect(withoutUuids(documented)).toEqual(withoutUuids(text));
});
