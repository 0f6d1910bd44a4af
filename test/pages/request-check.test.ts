import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { callOf, callWith, changed, SIGN } from '../support/call.ts';
import { coverageOf, crdSite } from '../support/crd.ts';
import { startApp } from '../support/server.ts';

const app = startApp();
/** The page as text without tags. */
const words = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

async function check(body: unknown, asked = app): Promise<string> {
  const { text } = await request(asked)
    .post('/connect/request')
    .type('form')
    .send({ request: JSON.stringify(body) });
  return words(text.slice(text.lastIndexOf('Check the request')));
}

describe('the check of a request', () => {
  it('finds nothing missing in a whole one', async () => {
    const text = await check(callOf({ conditions: ['icd-10-cm M54.50 Low back pain'] }));
    expect(text).toContain('It would be answered with one card.');
    expect(text).not.toMatch(/ missing | stripped | unknown /);
  });

  it('says that what was not sent is unknown, not empty', async () => {
    const text = await check(changed(callOf(), 'prefetch.conditions'));
    expect(text).toContain('missing prefetch.conditions was not sent: it is unknown, not empty.');
  });

  const none = { resourceType: 'Bundle', type: 'searchset', entry: [] };
  const whole = callOf({ conditions: ['icd-10-cm M54.50 Low back pain'] });
  const conditions = asObject(whole['prefetch'])?.['conditions'];
  it.each([
    ['null', { conditions: null }, 'good prefetch.conditions holds 0 Condition.'],
    ['no Condition', { conditions: none }, 'good prefetch.conditions holds 0 Condition.'],
    ['Conditions in another case', { Conditions: conditions }, 'good prefetch.conditions holds 1 Condition.'],
    ['Conditions under a known alias', { conditionBundle: conditions }, 'good prefetch.conditions holds 1 Condition.'],
    [
      'Conditions under a key of its own',
      { problems: conditions },
      'missing prefetch.conditions holds 1 Condition, perhaps not all: they came under another prefetch key',
    ],
    [
      'an OperationOutcome',
      { conditions: { resourceType: 'OperationOutcome', issue: [] } },
      'missing prefetch.conditions is unknown: the client or its FHIR server reported a failure instead.',
    ],
    ['no searchset', { conditions: 'none' }, 'missing prefetch.conditions is unknown: what came is no searchset'],
    ['a list', { conditions: [] }, 'missing prefetch.conditions holds 0 Condition, perhaps not all: resources came by'],
  ])('reads a prefetch with %s as a call would', async (_what, prefetch, remark) => {
    expect(await check(changed(whole, 'prefetch', prefetch))).toContain(remark);
  });

  it('recognises a stripped call', async () => {
    const stripped = changed(changed(callOf(), 'prefetch'), 'context.draftOrders.entry', []);
    const text = await check(stripped);
    expect(text).toContain('stripped context.draftOrders holds no order.');
    expect(text).toContain('stripped prefetch, fhirAuthorization neither came');
  });

  it('recognises a stripped call also where the orders are left out, which is refused', async () => {
    const text = await check(changed(changed(callOf(), 'prefetch'), 'context.draftOrders'));
    expect(text).toContain('missing context.draftOrders is required');
    expect(text).toContain('stripped context.draftOrders holds no order. From Epic: the address is no Endpoint URI');
    expect(text).toContain('stripped prefetch, fhirAuthorization neither came');
  });

  it('says of a hook that nobody answers which ones there are, and nothing of a service', async () => {
    const text = await check({ ...callOf(), hook: 'patient-view' });
    expect(text).toContain('It would be refused: The hook in the body is none that is answered here.');
    expect(text).toContain('missing hook must be order-select or order-sign or order-dispatch or appointment-book');
    expect(text).not.toContain('for this service');
  });

  it('tells of orders for another patient than the call', async () => {
    const text = await check(changed(callOf(), 'context.patientId', 'p2'));
    expect(text).toContain('missing subject 1 orders are for another patient than context.patientId');
  });

  it('names a code system that is unknown here', async () => {
    const text = await check(callOf({ order: { codes: ['local 4711 Mechanical traction'] } }));
    expect(text).toContain('unknown system https://ehr.example.org/order-catalogue: a code of it says nothing');
  });

  it('names a payer that is unknown here', async () => {
    expect(await check(callOf({ coverage: { payor: 'Nobody knows' } }))).toContain(
      'unknown payer with identifier of no system: cards say to check with the plan',
    );
  });

  it('reads of a resource that is very long no more than a call does', async () => {
    const coding = Array.from({ length: 12_000 }, (_, at) => ({ system: 'urn:local', code: `x${at}` }));
    const telling = { system: 'http://www.ama-assn.org/go/cpt', code: '97012' };
    const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'draft', intent: 'order' };
    const body = callWith([{ ...order, code: { coding: [...coding, telling] } }]);
    const answered = (await request(app).post(SIGN).send(body)).body.cards.length;
    expect(await check(body)).toContain(`It would be answered with ${answered} cards.`);
  });

  it.each(['order-dispatch', 'appointment-book'])('says that %s is for CRD clients alone', async (hook) => {
    const text = await check({ ...callOf(), hook });
    expect(text).toContain(`${hook} is for CRD clients alone`);
    expect(text).not.toContain('It would be answered');
  });

  describe('with hooks that name their orders, as a CRD client sends them', () => {
    const { prefetch, context, ...rest } = changed(callOf(), 'prefetch.coverage', searchset([coverageOf()]));
    const { draftOrders, ...of } = asObject(context) ?? {};
    const [{ resource: order = {} } = {}] = objectsIn(asObject(draftOrders)?.['entry']);
    const appointment = { resourceType: 'Appointment', id: 'a1', status: 'proposed' };
    const withOrder = { ...asObject(prefetch), orders: searchset([{ ...asObject(order), id: 'o1' }]) };
    const dispatch = { ...rest, hook: 'order-dispatch', context: { ...of, dispatchedOrders: ['ServiceRequest/o1'] } };
    const basedOn = [{ reference: 'ServiceRequest/o1' }];
    const book = (entry: JsonObject) => ({
      ...rest,
      hook: 'appointment-book',
      context: { ...of, appointments: { resourceType: 'Bundle', entry: [{ resource: entry }] } },
    });
    const north = { ...crdSite(), id: 'north', crd: undefined };

    it.each([
      [
        'a dispatched order',
        { ...dispatch, prefetch: withOrder },
        'good context.dispatchedOrders names 1, and 1 came. good prefetch.conditions',
      ],
      [
        'a dispatched order that is not there',
        { ...dispatch, prefetch },
        'missing context.dispatchedOrders names 1, and 0 came: the others are in no prefetch',
      ],
      [
        'an Appointment for an order',
        { ...book({ ...appointment, basedOn }), prefetch: withOrder },
        'good context.appointments names 1, and 1 came. good prefetch.conditions',
      ],
      [
        'an Appointment for no order',
        { ...book(appointment), prefetch },
        'good context.appointments names 1, and 1 came. good prefetch.conditions',
      ],
    ])('tells what came of %s', async (_what, body, remark) => {
      const text = await check(body, startApp({ sites: [north, crdSite()] }));
      expect(text).toContain(remark);
      expect(text).toContain('It would be answered with');
      expect(text).not.toContain('context.draftOrders');
    });
  });

  it('reads a request as that of the only site, where it is a CRD client', async () => {
    const crd = startApp({ sites: [crdSite()] });
    const ask = (body: unknown) => check(body, crd);
    const asked = { extension: { 'davinci-crd.requestedVersion': '2.2' } };
    const ours = changed(callOf(), 'prefetch.coverage', searchset([coverageOf()]));
    expect(await ask({ ...ours, ...asked })).toContain('and coverage information for one order.');
    const theirs = changed(callOf(), 'prefetch.coverage', searchset([coverageOf('c1', { payor: 'medicare' })]));
    expect(await ask({ ...theirs, ...asked })).toContain("It would be refused: The patient's Coverage");
    expect(await ask(theirs)).toContain('coverage information for 0 orders.');
  });

  it('says why a request would be refused, by element', async () => {
    expect(await check({ hook: 'order-sign' })).toContain(
      'It would be refused: The request does not follow CDS Hooks.',
    );
  });
});
