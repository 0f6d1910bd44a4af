import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { coverageOf, crdSite } from '../support/crd.ts';
import { NOW } from '../support/knowledge.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import {
  ask,
  CANONICAL,
  context,
  coverage,
  DTR,
  form,
  orderOf,
  PATH,
  start,
} from '../support/questionnaire-package.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

describe('a package is refused', () => {
  const order = { resourceType: 'ServiceRequest', id: 'o1' };
  const since = (value: JsonObject) => [coverage(), form(CANONICAL), { name: 'changedsince', ...value }];
  const of22 = { meta: { profile: [`${DTR}dtr-qpackage-input-parameters|2.2.0`] } };
  it.each([
    ['without a Coverage', [orderOf(order)], {}, 'Parameters.parameter(coverage)'],
    [
      'with two Coverages by a client of 2.2',
      [coverage(), coverage(coverageOf('c2')), form(CANONICAL)],
      of22,
      'Parameters.parameter(coverage)',
    ],
    ['without order, questionnaire or context', [coverage()], {}, 'Parameters.parameter'],
    [
      'with an order that is no resource',
      [coverage(), { name: 'order', valueString: 'x' }],
      {},
      'Parameters.parameter[1].resource',
    ],
    [
      'with a Coverage without id',
      [{ name: 'coverage', resource: { resourceType: 'Coverage' } }, form(CANONICAL)],
      {},
      'Parameters.parameter[0].resource',
    ],
    [
      'with another resource in the place of the Coverage',
      [{ name: 'coverage', resource: { resourceType: 'Patient', id: 'c1' } }, form(CANONICAL)],
      {},
      'Parameters.parameter[0].resource',
    ],
    [
      'with a questionnaire that is no canonical',
      [coverage(), { name: 'questionnaire', valueString: 'x' }],
      {},
      'Parameters.parameter[1]',
    ],
    ['with two contexts', [coverage(), context('a'), context('b')], {}, 'Parameters.parameter(context)'],
    ['with a time that is none', since({ valueInstant: 'yesterday' }), {}, 'Parameters.parameter(changedsince)'],
    [
      'with a time in a form that FHIR does not have',
      since({ valueInstant: 'Sat Jan 03 2026' }),
      {},
      'Parameters.parameter(changedsince)',
    ],
    [
      'with a day that no calendar has',
      since({ valueDateTime: '2026-02-30' }),
      {},
      'Parameters.parameter(changedsince)',
    ],
    [
      'with a time without its time zone',
      since({ valueDateTime: '2026-01-03T10:00:00' }),
      {},
      'Parameters.parameter(changedsince)',
    ],
    [
      'with too many parameters',
      [coverage(), ...Array.from({ length: 51 }, () => form(CANONICAL))],
      {},
      'Parameters.parameter',
    ],
  ])('%s, by the element', async (_name, parameters, rest, element) => {
    const { body } = await ask(start(), parameters as readonly JsonObject[], rest).expect(400);
    expect(body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'invalid', expression: [element], details: { coding: [{ code: 'invalid-parameters' }] } }],
    });
  });

  it('for an order with more assertions than anybody makes', async () => {
    const url = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
    const extension = Array.from({ length: 51 }, (_, at) => ({
      url,
      extension: [{ url: 'coverage-assertion-id', valueString: `a${at}` }],
    }));
    const { body } = await ask(start(), [coverage(), orderOf({ ...order, extension })]).expect(400);
    expect(body.issue[0].expression).toEqual(['Parameters.parameter(order)']);
  });

  it('if the body is another resource', async () => {
    const { body } = await supertest(start()).post(PATH).send(coverageOf()).expect(400);
    expect(body.issue[0].expression).toEqual(['resourceType']);
  });

  it('by another method, and to sites that are no CRD clients', async () => {
    await supertest(start()).get(PATH).expect(405);
    await supertest(startApp()).post(PATH).send({}).expect(404);
  });

  it('for now, if the store cannot be reached', async () => {
    const store = { ...createMemoryStore(), assertionOf: () => Promise.reject(new StoreError('no-store', 'x')) };
    const { body, headers } = await ask(start(store), [
      coverage(),
      context('01a22175-f587-74b1-91bf-b005f91de528'),
    ]).expect(503);
    expect(body.issue[0].details.coding[0].code).toBe('store-unavailable');
    expect(headers['retry-after']).toBe('30');
  });

  it('without the token of the client, which names this address', async () => {
    const client = await createClient({ now: () => NOW / 1000 });
    const site = { ...siteOf({ keys: { pinned: [client.jwk] } }), crd: crdSite().crd };
    const app = startApp({ sites: [site] });
    const body = { resourceType: 'Parameters', parameter: [coverage(), form(CANONICAL)] };
    await supertest(app).post(PATH).send(body).expect(401);
    const path = `/sites/${site.id}${PATH}`;
    for (const [called, authorization] of [
      [PATH, await client.bearer({ path: PATH })],
      [path, await client.bearer({ path })],
      [path.replace('$', '%24'), await client.bearer({ path })],
    ] as const)
      await supertest(app).post(called).set('Authorization', authorization).send(body).expect(200);
    await supertest(app)
      .post(PATH)
      .set('Authorization', await client.bearer())
      .send(body)
      .expect(401);
  });
});
