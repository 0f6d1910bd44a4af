import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import type { Site } from '../../src/sites/site.ts';
import { crdSite } from '../support/crd.ts';
import { NOW } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const app = startApp();
/** The page as text without tags. */
const words = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

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
