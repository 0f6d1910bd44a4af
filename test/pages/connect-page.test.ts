import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { asObject } from '../../src/json.ts';
import { searchset } from '../../src/policies/case-request.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import type { Site } from '../../src/sites/site.ts';
import { callOf, callWith, changed, SIGN } from '../support/call.ts';
import { coverageOf, crdSite } from '../support/crd.ts';
import { NOW } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const app = startApp();
/** The page as text without tags. */
const words = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

async function check(body: unknown): Promise<string> {
  const { text } = await request(app)
    .post('/connect/request')
    .type('form')
    .send({ request: JSON.stringify(body) });
  return words(text.slice(text.lastIndexOf('Check the request')));
}

it('names the addresses, the prefetch and the scopes of this deployment', async () => {
  const page = startApp({ environment: { PUBLIC_ADDRESS: 'https://cds.example.org' } });
  const text = words((await request(page).get('/connect')).text);
  expect(text).toContain('https://cds.example.org/cds-services/spine-coverage-order-sign/feedback');
  expect(text).toContain('Coverage?patient={{context.patientId}}');
  expect(text).toContain('patient/Condition.rs patient/Coverage.rs patient/Organization.r patient/Device.r');
});

describe('the sheet of a site', () => {
  const sheetOf = async (...sites: readonly Site[]) => words((await request(startApp({ sites })).get('/connect')).text);
  const keys = { jku: [new URL('https://ehr.example/jwks.json')] };

  it('says what its tokens must say, and where their keys are', async () => {
    const text = await sheetOf(siteOf({ keys, tenant: 'north', discovery: 'protected' }));
    expect(text).toContain('asks for a token');
    expect(text).toContain('https://ehr.example/jwks.json');
    expect(text).toContain('tenant north');
    expect(text).toContain('asks for a token, too');
    expect(text).toContain('FHIR servers any on this machine (development)');
    const environment = { NODE_ENV: 'production', SITES_DIR: 'sites', PAGES: 'proxy-login' };
    const app = startApp({ sites: [siteOf({ keys })], environment });
    expect(words((await request(app).get('/connect')).text)).toContain('none: prefetch only');
  });

  it('has the path of the site, which must be called where there are several', async () => {
    const anybody = ['north', 'south'].map((id) => ({ ...siteOf({ keys }), id, trust: undefined }));
    const text = await sheetOf(...anybody);
    expect(text).toMatch(/Discovery http:\/\/127\.0\.0\.1:\d+\/sites\/south\/cds-services /);
    expect(text).not.toMatch(/http:\/\/127\.0\.0\.1:\d+\/cds-services\S* (?!Check)/);
  });

  it('of a CRD client has the versions, and the base for its DTR client', async () => {
    const text = await sheetOf(crdSite());
    expect(text).toContain('CRD versions 2.0, 2.1, 2.2');
    expect(text).toMatch(/FHIR base for DTR http:\S+\/fhir /);
  });

  it('says which policies and hooks are on, and which FHIR servers may be read', async () => {
    const text = await sheetOf(
      siteOf(
        { keys: { pinned: [] } },
        { policies: onlyLive(['traction']), cards: 'epic', fhirServers: [new URL('https://ehr.example/fhir/')] },
      ),
    );
    expect(text).toContain('pinned in the site file');
    expect(text).toContain('https://ehr.example/fhir/');
    expect(text).toContain('traction live; unloading off');
  });

  it('says of a CRD client for whom it gets coverage information', async () => {
    expect(await sheetOf(crdSite())).toContain('CRD versions 2.0, 2.1, 2.2, for Prairie Example Health Plan');
    expect(await sheetOf(siteOf({ keys }))).not.toContain('CRD');
  });

  it('says of a site without trust that anybody may call, and where: below its own path if it is not the only one', async () => {
    const { trust: _, ...others } = siteOf({ keys });
    const open = { ...others, trust: undefined };
    const alone = await sheetOf(open);
    expect(alone).toContain('asks nobody who calls');
    expect(alone).not.toContain('/sites/');
    const beside = await sheetOf(open, { ...open, id: 'clinic' });
    expect(beside).toMatch(/http:\/\/\S+\/sites\/clinic\/cds-services /);
  });
});

describe('what a CRD client is told to send', () => {
  const pageOf = async (...sites: readonly Site[]) => words((await request(startApp({ sites })).get('/connect')).text);
  const plain = 'status=active&amp;_count=20';

  it('is what its discovery asks for, by hook, where it is the only site', async () => {
    const app = startApp({ sites: [crdSite()] });
    const text = words((await request(app).get('/connect')).text);
    const { services } = (await request(app).get('/cds-services')).body;
    expect(services).toHaveLength(4);
    for (const { id, prefetch } of services) {
      expect(text).toContain(`/cds-services/${id} `);
      for (const template of Object.values<string>(prefetch))
        expect(text).toContain(template.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    }
    expect(text).toContain('Prefetch for order-select and order-sign');
    expect(text).toContain('A CRD client');
    expect(text).not.toContain(plain);
  });

  it('is the version, the payor of a Coverage as the site knows it, and scopes for orders that a call only names', async () => {
    const text = await pageOf(crdSite());
    expect(text).toContain('davinci-crd.requestedVersion 2.0 or 2.1 or 2.2; without it 2.0');
    expect(text).toContain(
      'https://payers.example.org/id|prairie-001 or Organization/prairie-plan or Prairie Example Health Plan',
    );
    expect(text).toContain('patient/Device.r patient/ServiceRequest.r patient/DeviceRequest.r');
  });

  it('tells of a payer that the site only names by id where its names are', async () => {
    const { crd, ...site } = crdSite();
    const bare = (crd?.payers ?? []).map((payer) => ({ ...payer, identifiers: [], references: [], names: [] }));
    const text = await pageOf({ ...site, crd: crd && { ...crd, payers: bare } });
    expect(text).toContain('Payor, Prairie Example Health Plan by its names among the payers of the knowledge');
  });

  it('stands in its own sheet beside other sites, and they are told what any EHR is', async () => {
    const other = { ...crdSite(), id: 'north', crd: undefined };
    const text = await pageOf(crdSite(), other);
    const [general = '', own = ''] = text.split('Sites of this server');
    expect(general).toContain('Any EHR');
    expect(general).toContain(plain);
    expect(general).not.toContain('order-dispatch');
    expect(own).toContain('/sites/crd-example/cds-services/spine-coverage-order-dispatch ');
    expect(own).not.toContain(plain);
  });
});

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

  it('reads a request as that of the only site, where it is a CRD client', async () => {
    const crd = startApp({ sites: [crdSite()] });
    const ask = async (body: unknown) => {
      const { text } = await request(crd)
        .post('/connect/request')
        .type('form')
        .send({ request: JSON.stringify(body) });
      return words(text.slice(text.lastIndexOf('Check the request')));
    };
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

describe('the check of a token', () => {
  const ask = async (called: string, jwt = 'x.y.z', asked = app) => {
    const { text } = await request(asked).post('/connect/token').type('form').send({ jwt, called });
    return words(text);
  };

  it('says that the address is none of a service', async () => {
    expect(await ask('https://cds.example.org/cds-services')).toContain('The address is none of a service');
  });

  it('says which site would take it, and takes it not away', async () => {
    const client = await createClient({ now: () => NOW / 1000 });
    const site = siteOf({ keys: { pinned: [client.jwk] } });
    const path = `/sites/${site.id}/cds-services/spine-coverage-order-sign`;
    const trusting = startApp({ sites: [site] });
    const jwt = await client.token({ path });
    for (const form of [jwt, `Bearer ${jwt}`, jwt])
      expect(await ask(`https://cds.example.org${path}`, form, trusting)).toContain(
        'Taken, as a call of site st-mary.',
      );
  });

  const service = '/cds-services/spine-coverage-order-sign';
  const operation = '/fhir/Questionnaire/$questionnaire-package';
  it.each([
    ['feedback', `${service}/feedback`, `${service}/feedback`],
    ['feedback, with a token for its service', `${service}/feedback`, service],
    ['an address with a final slash', `${service}/`, service],
    ['the operation of DTR', operation, operation],
    ['the operation of DTR, with its sign encoded', operation.replace('$', '%24'), operation],
  ])('takes what the server takes for %s', async (_what, called, path) => {
    const client = await createClient({ now: () => NOW / 1000 });
    const trusting = startApp({ sites: [siteOf({ keys: { pinned: [client.jwk] } })] });
    expect(await ask(called, await client.token({ path }), trusting)).toContain('Taken, as a call of site st-mary.');
  });

  it('names the site that refuses it, and why', async () => {
    const [client, stranger] = await Promise.all([createClient(), createClient()]);
    const site = siteOf({ keys: { pinned: [client.jwk] } });
    const path = `/sites/${site.id}/cds-services/spine-coverage-order-sign`;
    const jwt = await stranger.token({ path });
    expect(await ask(path, jwt, startApp({ sites: [site] }))).toMatch(/Refused: [a-z-]+ , site st-mary/);
  });

  it('says why a token of a site that is not there is refused', async () => {
    expect(await ask('/sites/nowhere/cds-services/spine-coverage-order-sign')).toContain('Refused: unknown-site');
  });
});
