import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { changed, SELECT, SIGN } from '../support/call.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

const app = startApp();

/** A call as the CDS Hooks sandbox builds it: a Bundle without type or fullUrl, no encounter, no prefetch it cannot fill. */
function sandboxCall(hook: 'order-sign' | 'order-select', resource: JsonObject): JsonObject {
  return {
    hookInstance: '7c1b0a52-8f8e-4d0b-9b52-5a2c6e1f3d10',
    hook,
    fhirServer: 'https://launch.smarthealthit.org/v/r4/fhir',
    context: {
      patientId: 'smart-1288992',
      userId: 'Practitioner/COREPRACTITIONER1',
      draftOrders: { resourceType: 'Bundle', entry: [{ resource }] },
      ...(hook === 'order-select'
        ? { selections: [`${String(resource['resourceType'])}/${String(resource['id'])}`] }
        : {}),
    },
    prefetch: { patient: { resourceType: 'Patient', id: 'smart-1288992' } },
  };
}

const medication: JsonObject = {
  resourceType: 'MedicationRequest',
  id: 'request-123',
  status: 'draft',
  subject: { reference: 'Patient/smart-1288992' },
};
const study: JsonObject = {
  resourceType: 'ServiceRequest',
  id: 'example-request-id',
  status: 'draft',
  intent: 'plan',
  subject: { reference: 'Patient/smart-1288992' },
  code: { coding: [{}] },
  reasonCode: [],
};
const withCode = (code: string, display: string) => ({
  ...study,
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code, display }], text: display },
});

describe('the first call of a tab of the sandbox', () => {
  it.each([
    ['Rx View sends no medication and no intent', 'order-select', medication],
    [
      'Rx View sends category and reason as objects',
      'order-select',
      { ...medication, category: {}, reasonCode: { text: 'x' } },
    ],
    ['PAMA Imaging sends an empty coding and no reasons', 'order-select', study],
    [
      'Rx Sign sends a medication',
      'order-sign',
      { ...medication, medicationCodeableConcept: { text: 'Aspirin 81 MG' } },
    ],
    ['PAMA Imaging sends an imaging study', 'order-select', withCode('72148', 'MRI lumbar spine without contrast')],
  ] as const)('%s and gets no card', async (_name, hook, resource) => {
    expect(await cardsOf(app, sandboxCall(hook, resource), hook === 'order-sign' ? SIGN : SELECT)).toEqual([]);
  });
});

describe('an order of the sandbox', () => {
  it.each([
    ['order-select', SELECT],
    ['order-sign', SIGN],
  ] as const)('of intent plan, without an encounter, gets its card on %s', async (hook, path) => {
    const cards = await cardsOf(app, sandboxCall(hook, withCode('97799', 'Spinal decompression therapy')), path);
    expect(cards.map(({ summary }) => summary)).toEqual([expect.stringContaining('Spinal decompression therapy')]);
  });

  it('gets its card with category and reason as objects', async () => {
    const order = {
      ...withCode('97799', 'VAX-D'),
      category: { text: 'therapy' },
      reasonCode: { coding: [{ code: 'x' }] },
    };
    expect(await cardsOf(app, sandboxCall('order-sign', order))).toHaveLength(1);
  });

  it('may hold its codings as one object', async () => {
    const order = { ...study, code: { coding: { system: 'http://www.ama-assn.org/go/cpt', code: '97012' } } };
    expect(await cardsOf(app, sandboxCall('order-sign', order))).toHaveLength(1);
  });

  it('gets a card from a call without prefetch, which says what was not checked', async () => {
    const [card] = await cardsOf(app, changed(sandboxCall('order-sign', withCode('97012', 'Traction')), 'prefetch'));
    expect(card?.['detail']).toMatch(/not checked/i);
  });
});

describe('what the sandbox gets wrong', () => {
  it('the hook of the screen instead of the hook of the service is 400', async () => {
    const response = await supertest(app).post(SELECT).send(sandboxCall('order-sign', study)).expect(400);
    expect(response.body.issue[0].expression).toEqual(['hook']);
  });

  it.each([
    ['order-select', SELECT],
    ['order-sign', SIGN],
  ] as const)('%s without draftOrders, as when a tab is clicked twice, is 400', async (hook, path) => {
    const body = changed(sandboxCall(hook, study), 'context.draftOrders');
    const response = await supertest(app).post(path).send(body).expect(400);
    expect(response.body.issue[0].expression).toEqual(['context.draftOrders']);
  });
});
