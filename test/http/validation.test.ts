import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { callOf, changed, SELECT, SIGN } from '../support/call.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
const sign = callOf();
const select = callOf({ hook: 'order-select', order: { codes: ['hcpcs S9090'] } });
const authorization = {
  access_token: 'some-opaque-token',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'user/Patient.rs',
  subject: 'client-1',
};
const authorized = {
  ...sign,
  fhirServer: 'https://ehr.example.org/fhir',
  fhirAuthorization: authorization,
};

interface Refusal {
  readonly rule: string;
  readonly body: JsonObject;
  readonly names: string;
  readonly path?: string;
  readonly code?: string;
}

const refusals: readonly Refusal[] = [
  { rule: 'a missing hook', body: changed(sign, 'hook'), names: 'hook' },
  { rule: 'a hook that is no string', body: changed(sign, 'hook', 7), names: 'hook' },
  { rule: 'an empty hook', body: changed(sign, 'hook', ''), names: 'hook', code: 'wrong-hook' },
  { rule: 'a missing hookInstance', body: changed(sign, 'hookInstance'), names: 'hookInstance' },
  { rule: 'a hookInstance that is no string', body: changed(sign, 'hookInstance', {}), names: 'hookInstance' },
  {
    rule: 'a hookInstance over 256 characters',
    body: changed(sign, 'hookInstance', 'x'.repeat(257)),
    names: 'hookInstance',
  },
  {
    rule: 'a prefetch of more than a thousand keys',
    body: changed(sign, 'prefetch', Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`k${at}`, null]))),
    names: 'prefetch',
  },
  { rule: 'the hook of another service', body: sign, path: SELECT, names: 'hook', code: 'wrong-hook' },
  { rule: 'a hook nobody offers', body: changed(sign, 'hook', 'patient-view'), names: 'hook', code: 'wrong-hook' },
  { rule: 'a missing context', body: changed(sign, 'context'), names: 'context' },
  { rule: 'a context that is an array', body: changed(sign, 'context', []), names: 'context' },
  { rule: 'a context that is null', body: changed(sign, 'context', null), names: 'context' },
  { rule: 'a missing draftOrders', body: changed(sign, 'context.draftOrders'), names: 'context.draftOrders' },
  {
    rule: 'a draftOrders that is an array',
    body: changed(sign, 'context.draftOrders', []),
    names: 'context.draftOrders',
  },
  {
    rule: 'a draftOrders that is no Bundle',
    body: changed(sign, 'context.draftOrders.resourceType', 'Parameters'),
    names: 'context.draftOrders.resourceType',
  },
  {
    rule: 'a list of draft orders that is no list',
    body: changed(sign, 'context.draftOrders.entry', { resource: {} }),
    names: 'context.draftOrders.entry',
  },
  {
    rule: 'a draft of more than 20,000 entries',
    body: changed(
      sign,
      'context.draftOrders.entry',
      Array.from({ length: 20_001 }, () => null),
    ),
    names: 'context.draftOrders.entry',
  },
  { rule: 'a missing patientId', body: changed(sign, 'context.patientId'), names: 'context.patientId' },
  { rule: 'a patientId that is a number', body: changed(sign, 'context.patientId', 1), names: 'context.patientId' },
  { rule: 'an empty patientId', body: changed(sign, 'context.patientId', ''), names: 'context.patientId' },
  {
    rule: 'a reference as patientId',
    body: changed(sign, 'context.patientId', 'Patient/p1'),
    names: 'context.patientId',
  },
  {
    rule: 'a patientId that ends in half a character',
    body: changed(sign, 'context.patientId', 'p\ud800'),
    names: 'context.patientId',
  },
  { rule: 'a missing userId', body: changed(sign, 'context.userId'), names: 'context.userId' },
  {
    rule: 'an encounterId that is an object',
    body: changed(sign, 'context.encounterId', {}),
    names: 'context.encounterId',
  },
  {
    rule: 'a missing selections',
    body: changed(select, 'context.selections'),
    path: SELECT,
    names: 'context.selections',
  },
  {
    rule: 'a selection that is no string',
    body: changed(select, 'context.selections', ['ServiceRequest/order-1', 5]),
    path: SELECT,
    names: 'context.selections[1]',
  },
  {
    rule: 'a fhirServer that is no address',
    body: changed(authorized, 'fhirServer', 'ftp://ehr'),
    names: 'fhirServer',
  },
  {
    rule: 'a token with a line break',
    body: changed(authorized, 'fhirAuthorization.access_token', 'a\r\nX: b'),
    names: 'fhirAuthorization.access_token',
  },
  {
    rule: 'a token for another patient',
    body: changed(authorized, 'fhirAuthorization.patient', 'p2'),
    names: 'fhirAuthorization.patient',
    code: 'wrong-patient',
  },
  { rule: 'a prefetch that is an array', body: changed(sign, 'prefetch', []), names: 'prefetch' },
];

describe('a call that is refused', () => {
  it.each(refusals)('$rule is 400 and named', async ({ body, names, path = SIGN, code = 'invalid-request' }) => {
    const response = await supertest(app).post(path).send(body).expect(400);
    expect(response.body.resourceType).toBe('OperationOutcome');
    expect(response.body.issue.map(({ expression }: JsonObject) => expression)).toEqual([[names]]);
    expect(response.body.issue[0].details.coding[0].code).toBe(code);
    expect(response.body.issue[0].details.text).toContain(names);
  });

  it.each([
    ['context.patientId', 'Patient/p1', 'an id alone, without a type before it'],
    ['context.draftOrders.resourceType', 'List', 'Bundle'],
    ['fhirServer', 'ehr.example', 'an address with http:// or https://'],
  ])('says in words what form %s has', async (member, value, form) => {
    const { body } = await supertest(app)
      .post(SIGN)
      .send(changed(sign, member, value))
      .expect(400);
    expect(body.issue[0].details.text).toBe(`${member} must be ${form}`);
  });

  it('names every fault of a body at once', async () => {
    const response = await supertest(app).post(SIGN).send({ hook: 'order-sign', context: {} }).expect(400);
    expect(response.body.issue.map(({ expression }: JsonObject) => expression)).toEqual(
      expect.arrayContaining([['hookInstance'], ['context.userId'], ['context.patientId'], ['context.draftOrders']]),
    );
  });
});

const accepted: readonly (readonly [rule: string, body: JsonObject])[] = [
  ['a hookInstance that is no UUID', changed(sign, 'hookInstance', 'order-sign-42')],
  ['a hookInstance of 256 characters', changed(sign, 'hookInstance', 'x'.repeat(256))],
  ['a fhirServer without fhirAuthorization', changed(authorized, 'fhirAuthorization')],
  ['a complete fhirAuthorization', authorized],
  ['fhirAuthorization without fhirServer', changed(authorized, 'fhirServer')],
  ['a token type in lower case', changed(authorized, 'fhirAuthorization.token_type', 'bearer')],
  ['an expiry that is a text', changed(authorized, 'fhirAuthorization.expires_in', '300')],
  ['a token that is null', changed(authorized, 'fhirAuthorization.access_token', null)],
  ['a token that is empty', changed(authorized, 'fhirAuthorization.access_token', '')],
  ['fhirAuthorization that is no object', changed(authorized, 'fhirAuthorization', 'token')],
  ...['access_token', 'token_type', 'expires_in', 'scope', 'subject'].map(
    (member) => [`fhirAuthorization without ${member}`, changed(authorized, `fhirAuthorization.${member}`)] as const,
  ),
  ['patient scopes without a patient', changed(authorized, 'fhirAuthorization.scope', 'patient/Condition.rs')],
  ['a token for the patient of the call', changed(authorized, 'fhirAuthorization.patient', 'p1')],
  ['a token for the patient as a reference', changed(authorized, 'fhirAuthorization.patient', 'Patient/p1')],
  ['no prefetch', changed(sign, 'prefetch')],
  ['a fhirAuthorization that is null', changed(sign, 'fhirAuthorization', null)],
  ['a fhirServer that is null', changed(sign, 'fhirServer', null)],
  ['a prefetch that is null', changed(sign, 'prefetch', null)],
  ['an encounterId that is null', changed(sign, 'context.encounterId', null)],
  ['members and extensions nobody knows', { ...sign, extension: { 'org.example': {} }, novel: [1] }],
  ['an id longer than FHIR allows', changed(changed(sign, 'context.patientId', 'p'.repeat(194)), 'prefetch')],
];

describe('a call that is answered', () => {
  it.each(accepted)('%s is no reason to refuse', async (_rule, body) => {
    expect(await cardsOf(app, body)).toHaveLength(1);
  });

  it('a repeated hookInstance is answered again', async () => {
    expect(await cardsOf(app, sign)).toHaveLength(1);
    expect(await cardsOf(app, sign)).toHaveLength(1);
  });

  it('order-select speaks of the selected orders only', async () => {
    const two = {
      hook: 'order-select',
      others: [{ codes: ['hcpcs S9090'] }],
      order: { codes: ['hcpcs S9090'] },
    } as const;
    expect(await cardsOf(app, callOf({ ...two, selected: [1, 2] }), SELECT)).toHaveLength(2);
    expect(await cardsOf(app, callOf({ ...two, selected: [2] }), SELECT)).toHaveLength(1);
  });

  it.each([[[]], [['ServiceRequest/other']], [['order-2']], [['DeviceRequest/order-1', '__proto__/constructor']]])(
    'selections %j that match no order raise no card',
    async (selections) => {
      expect(await cardsOf(app, changed(select, 'context.selections', selections), SELECT)).toEqual([]);
    },
  );

  it('an order that is signed again counts, whatever its status but an ended one', async () => {
    const statuses = ['draft', 'active', 'on-hold', 'unknown', 'revoked', 'completed', 'entered-in-error'] as const;
    const counts = await Promise.all(
      statuses.map((status) => cardsOf(app, callOf({ order: { codes: ['hcpcs S9090'], status } }))),
    );
    expect(counts.map(({ length }) => length)).toEqual([1, 1, 1, 1, 0, 0, 0]);
  });
});
