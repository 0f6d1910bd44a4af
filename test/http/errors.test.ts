import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import { callOf, DISCOVERY, emptiesIn, SELECT, SIGN } from '../support/call.ts';
import { NOW } from '../support/knowledge.ts';
import { cardsOf, postBytes, postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp({ environment: { BODY_LIMIT: '20000', DEPTH_LIMIT: '32' } });
const text = JSON.stringify(callOf());
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const packed = gzipSync(text);

const cases = [
  ['an empty body', () => postText(app, ''), 400, 'invalid-json'],
  ['a body of spaces', () => postText(app, '   '), 400, 'invalid-json'],
  ['half a body', () => postText(app, text.slice(0, 40)), 400, 'invalid-json'],
  ['a trailing comma', () => postText(app, '{"hook":"order-sign",}'), 400, 'invalid-json'],
  ['a comment', () => postText(app, '{/* no */}'), 400, 'invalid-json'],
  ['a bare NaN', () => postText(app, '{"hook":NaN}'), 400, 'invalid-json'],
  ['an array', () => postText(app, '[]'), 400, 'invalid-request'],
  ['null', () => postText(app, 'null'), 400, 'invalid-request'],
  ['a text', () => postText(app, '"order-sign"'), 400, 'invalid-request'],
  ['a number', () => postText(app, '1e400'), 400, 'invalid-request'],
  ['nesting beyond the limit', () => postText(app, `{"extension":${nested(32)}}`), 400, 'too-deep'],
  ['nesting that is never closed', () => postText(app, '['.repeat(5000)), 400, 'too-deep'],
  [
    'bytes that are no UTF-8',
    () => postBytes(app, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d)),
    400,
    'invalid-utf8',
  ],
  [
    'an address that cannot be decoded',
    () => supertest(app).post(`${DISCOVERY}/%E0%A4%A`).send({}),
    400,
    'invalid-url',
  ],
  ['an unknown service', () => supertest(app).post(`${DISCOVERY}/no-such-service`).send({}), 404, 'unknown-service'],
  ['the service __proto__', () => supertest(app).post(`${DISCOVERY}/__proto__`).send({}), 404, 'unknown-service'],
  ['the service constructor', () => supertest(app).post(`${DISCOVERY}/constructor`).send({}), 404, 'unknown-service'],
  ['a GET of an unknown service', () => supertest(app).get(`${DISCOVERY}/no-such-service`), 404, 'unknown-service'],
  [
    'feedback to an unknown service',
    () => supertest(app).post(`${DISCOVERY}/x/feedback`).send({ feedback: [] }),
    404,
    'unknown-service',
  ],
  ['feedback without entries', () => supertest(app).post(`${SIGN}/feedback`).send({}), 400, 'invalid-request'],
  ['a GET of feedback', () => supertest(app).get(`${SIGN}/feedback`), 405, 'method-not-allowed'],
  ['an unknown site', () => supertest(app).post(`/sites/nowhere${SIGN}`).send({}), 404, 'not-found'],
  ['an unknown address', () => supertest(app).get('/nowhere'), 404, 'not-found'],
  ['an unknown address', () => supertest(app).get('/nothing'), 404, 'not-found'],
  ['a client that takes HTML only', () => postText(app, text).set('Accept', 'text/html'), 406, 'not-acceptable'],
  ['a body over the limit', () => postText(app, `"${'x'.repeat(20_000)}"`), 413, 'too-large'],
  [
    'a body over the limit once unpacked',
    () => postBytes(app, gzipSync(`"${'x'.repeat(2_000_000)}"`), { 'Content-Encoding': 'gzip' }),
    413,
    'too-large',
  ],
  ['plain text', () => postText(app, text, 'text/plain'), 415, 'unsupported-media-type'],
  [
    'a form',
    () => postText(app, 'hook=order-sign', 'application/x-www-form-urlencoded'),
    415,
    'unsupported-media-type',
  ],
  ['a type that only begins like JSON', () => postText(app, text, 'application/jsonx'), 415, 'unsupported-media-type'],
  ['a body without a type', () => supertest(app).post(SIGN), 415, 'unsupported-media-type'],
  ['JSON in Latin-1', () => postText(app, text, 'application/json; charset=latin1'), 415, 'unsupported-media-type'],
  [
    'zstd bytes that are not zstd',
    () => postText(app, text).set('Content-Encoding', 'zstd'),
    415,
    'unsupported-encoding',
  ],
  ['an unknown encoding', () => postText(app, text).set('Content-Encoding', 'compress'), 415, 'unsupported-encoding'],
  [
    'a corrupt gzip',
    () => postBytes(app, Uint8Array.of(1, 2, 3, 4), { 'Content-Encoding': 'gzip' }),
    415,
    'unsupported-encoding',
  ],
  [
    'a gzip that breaks off',
    () => postBytes(app, packed.subarray(0, packed.length - 20), { 'Content-Encoding': 'gzip' }),
    415,
    'unsupported-encoding',
  ],
] as const;

describe('an error', () => {
  it.each(cases)('%s is refused with an OperationOutcome', async (_name, call, status, code) => {
    const response = await call().buffer(true);
    const outcome = JSON.parse(response.text);
    expect([response.status, outcome.issue[0].details.coding[0].code]).toEqual([status, code]);
    expect(response.headers['content-type']).toMatch(/^application\/fhir\+json/);
    expect(outcome.resourceType).toBe('OperationOutcome');
    expect(outcome.issue[0].severity).toBe('error');
    expect(outcome.issue[0].code).toMatch(/^[a-z-]+$/);
    expect(outcome.issue[0].details.coding[0].system).toMatch(/^https:/);
    expect(outcome.issue[0].details.text).toMatch(/\w/);
    expect(emptiesIn(outcome)).toEqual([]);
  });

  it.each([
    ['get', SIGN, 'POST'],
    ['put', SELECT, 'POST'],
    ['delete', SIGN, 'POST'],
    ['patch', SIGN, 'POST'],
    ['post', DISCOVERY, 'GET, HEAD'],
    ['delete', DISCOVERY, 'GET, HEAD'],
    ['post', '/health', 'GET, HEAD'],
  ] as const)('%s of %s is 405 and says what is allowed', async (method, path, allow) => {
    const response = await supertest(app)[method](path).expect(405);
    expect(response.headers['allow']).toBe(allow);
    expect(response.body.issue[0].details.coding[0].code).toBe('method-not-allowed');
  });

  it('says of a body that is empty that it is', async () => {
    const { body } = await postText(app, '').expect(400);
    expect(body.issue).toMatchObject([{ details: { text: 'body is empty' }, expression: ['body'] }]);
  });

  it.each([
    ['', 'hookInstance must not be empty'],
    ['x'.repeat(257), 'hookInstance must have at most 256 characters'],
  ])('says in words what a text must be: "%s"', async (hookInstance, told) => {
    const { body } = await supertest(app)
      .post(SIGN)
      .send({ ...callOf(), hookInstance })
      .expect(400);
    expect(body.issue[0].details.text).toBe(told);
  });

  it('a body that is too large ends the connection, so that the rest of it is not read', async () => {
    const response = await postText(app, `"${'x'.repeat(20_000)}"`).expect(413);
    expect(response.headers['connection']).toBe('close');
  });
});

describe('no error', () => {
  it.each([
    ['JSON with a charset', () => postText(app, text, 'application/json; charset=utf-8')],
    [
      'JSON with a quoted charset and another parameter',
      () => postText(app, text, 'application/json;v=1; charset="UTF-8"'),
    ],
    ['JSON in US-ASCII', () => postText(app, text, 'application/json; charset=us-ascii')],
    ['FHIR JSON', () => postText(app, text, 'application/fhir+json')],
    ['a byte order mark', () => postText(app, `\uFEFF${text}`)],
    ['a packed body', () => postBytes(app, packed, { 'Content-Encoding': 'gzip' })],
    ['brackets and quotes inside texts', () => postText(app, text.replace('{', `{"x":"\\"${'['.repeat(99)}\\\\",`))],
    ['a client that takes FHIR JSON', () => postText(app, text).set('Accept', 'application/fhir+json')],
    ['a client that says nothing of what it takes', () => postText(app, text).unset('Accept')],
  ] as const)('%s is answered', async (_name, call) => {
    const response = await call();
    expect([response.status, response.body.cards?.length]).toEqual([200, 1]);
  });

  it('stays behind after errors: the next call is served', async () => {
    for (const [, call] of cases) await call().buffer(true);
    expect(await cardsOf(app, callOf())).toHaveLength(1);
  });
});

describe('a clock that is set back during a call', () => {
  it('leaves a record that can be read again, also of a call that is refused', async () => {
    const records: CallRecord[] = [];
    let time = NOW;
    const app = startApp({ records, deps: { now: () => (time -= 1000) } });
    await supertest(app).post(SIGN).send({}).expect(400);
    expect(records.map(({ milliseconds }) => milliseconds)).toEqual([0]);
  });
});
