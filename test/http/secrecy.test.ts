import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { callOf, changed, SELECT, SIGN } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';
import { postText } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const SECRET = 'Jane-Q-Doe-5968';

/** An app whose decider fails with a given error. */
function brokenApp(error: unknown, lines: string[]) {
  const fail = () => {
    throw error;
  };
  const decider = { screen: fail, screenAgain: fail, decide: fail };
  return startApp({ lines, deps: { rules: () => ({ knowledge, decider, sites: new Map() }) } });
}

describe('a fault of our own', () => {
  it.each([
    ['an error', new TypeError(`cannot read ${SECRET}`)],
    ['an error that looks like a client error', Object.assign(new Error(SECRET), { status: 400, code: SECRET })],
    ['an error whose message looks like a stack', new Error(`x\n    at ${SECRET} (${SECRET}:1:1)`)],
    ['an error without a stack', Object.assign(new Error(SECRET), { stack: undefined })],
    ['a text', SECRET],
  ])('%s is 500, tells the client nothing, and is logged without its message', async (_name, error) => {
    const lines: string[] = [];
    const response = await supertest(brokenApp(error, lines)).post(SIGN).send(callOf()).expect(500);
    expect(response.body.issue[0].details.coding[0].code).toBe('internal');
    expect(response.body.issue[0].code).toBe('exception');
    expect(response.text).not.toMatch(/TypeError|\.ts\b|Jane/);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'internal', msg: 'request failed' });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ code: 'internal', status: 500, msg: 'answered' });
    expect(lines.join()).not.toContain(SECRET);
  });

  it('is logged with its kind and the places it went through', async () => {
    const lines: string[] = [];
    await supertest(brokenApp(new TypeError('x'), lines))
      .post(SIGN)
      .send(callOf())
      .expect(500);
    const { kind, frames } = JSON.parse(lines[0] ?? '');
    expect(kind).toBe('TypeError');
    expect(frames[0]).toMatch(/^at .*:\d+:\d+\)?$/);
  });
});

describe('the log', () => {
  it('notes a hookInstance that is no UUID, without repeating it', async () => {
    const lines: string[] = [];
    const app = startApp({ lines });
    const odd = () => lines.filter((line) => line.includes('hookInstance'));
    await supertest(app).post(SIGN).send(callOf()).expect(200);
    expect(odd()).toEqual([]);
    await supertest(app)
      .post(SIGN)
      .send(changed(callOf(), 'hookInstance', SECRET))
      .expect(200);
    expect(odd()).toHaveLength(1);
    expect(JSON.parse(odd()[0] ?? '')).toMatchObject({ service: 'spine-coverage-order-sign' });
    expect(lines.join()).not.toContain(SECRET);
  });
});

/** A call that says the secret wherever a text may stand. */
const call = {
  ...changed(callOf({ order: { codes: ['hcpcs S9090'], text: SECRET, note: SECRET } }), 'context.encounterId', SECRET),
  hookInstance: SECRET,
  [SECRET]: SECRET,
};
const authorization = { access_token: SECRET, token_type: SECRET, scope: SECRET, subject: SECRET, patient: SECRET };

describe('nothing of a request', () => {
  const lines: string[] = [];
  const app = startApp({ lines });

  it.each([
    [
      'an unknown hook',
      () =>
        supertest(app)
          .post(SIGN)
          .send({ ...call, hook: SECRET }),
      400,
    ],
    ['the hook of another service', () => supertest(app).post(SELECT).send(call), 400],
    [
      'a wrong patientId',
      () =>
        supertest(app)
          .post(SIGN)
          .send(changed(call, 'context.patientId', `${SECRET}/1`)),
      400,
    ],
    [
      'a wrong userId',
      () =>
        supertest(app)
          .post(SIGN)
          .send(changed(call, 'context.userId', [SECRET])),
      400,
    ],
    [
      'wrong draftOrders',
      () =>
        supertest(app)
          .post(SIGN)
          .send(changed(call, 'context.draftOrders', SECRET)),
      400,
    ],
    [
      'a wrong Bundle',
      () =>
        supertest(app)
          .post(SIGN)
          .send(changed(call, 'context.draftOrders.resourceType', SECRET)),
      400,
    ],
    [
      'a wrong fhirServer',
      () =>
        supertest(app)
          .post(SIGN)
          .send({ ...call, fhirServer: SECRET }),
      400,
    ],
    [
      'a wrong token',
      () =>
        supertest(app)
          .post(SIGN)
          .send({ ...call, fhirAuthorization: authorization }),
      400,
    ],
    ['broken JSON', () => postText(app, `{"patient":"${SECRET}`), 400],
    ['an unknown service', () => supertest(app).post(`/cds-services/${SECRET}`).send(call), 404],
    ['an unknown address', () => supertest(app).get(`/${SECRET}?q=${SECRET}`), 404],
    ['an unknown media type', () => postText(app, SECRET, `text/${SECRET}`), 415],
    ['an unknown encoding', () => postText(app, SECRET).set('Content-Encoding', SECRET), 415],
  ] as const)('comes back in the error for %s', async (_name, send, status) => {
    const response = await send().buffer(true);
    expect(response.status).toBe(status);
    expect(response.text).toContain('OperationOutcome');
    expect(response.text + JSON.stringify(response.headers)).not.toContain(SECRET);
  });

  it('reaches the log, whether the call succeeds or fails', async () => {
    const response = await supertest(app).post(SIGN).send(call).expect(200);
    expect(response.body.cards).toHaveLength(1);
    expect(lines).not.toEqual([]);
    expect(lines.join()).not.toContain(SECRET);
  });
});
