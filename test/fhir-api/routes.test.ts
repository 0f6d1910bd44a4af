import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { faultsOfResource } from '../support/coverage-rules.ts';
import { knowledge } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

// FHIR R4 §3.1.0: how the server answers those who read.

const app = startApp({ environment: { PUBLIC_ADDRESS: 'https://cds.example.org' } });
const POLICY = '/fhir/PlanDefinition/traction';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('a resource', () => {
  it('comes as FHIR JSON, with its version and when it was changed', async () => {
    const { headers, body } = await supertest(app).get(POLICY).expect(200);
    expect(headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(headers['etag']).toBe(`W/"${body.meta.versionId}"`);
    expect(Date.parse(String(headers['last-modified']))).toBe(
      Math.floor(Date.parse(body.meta.lastUpdated) / 1000) * 1000,
    );
    expect(headers['cache-control']).toBe('no-cache');
  });

  it.each(['/fhir/PlanDefinition', '/fhir/metadata', POLICY])('%s is not sent again to who has it', async (path) => {
    const { headers } = await supertest(app).get(path).expect(200);
    const again = await supertest(app).get(path).set('If-None-Match', String(headers['etag'])).expect(304);
    expect(again.text).toBe('');
    expect(again.headers['etag']).toBe(headers['etag']);
    await supertest(app).get(path).set('If-None-Match', 'W/"other"').expect(200);
  });

  it('is not sent again to who has it since it was changed', async () => {
    const { headers } = await supertest(app).get(POLICY).expect(200);
    await supertest(app).get(POLICY).set('If-Modified-Since', String(headers['last-modified'])).expect(304);
    await supertest(app).get(POLICY).set('If-Modified-Since', 'Sat, 01 Jan 2000 00:00:00 GMT').expect(200);
  });

  it('has another version once its content is another', async () => {
    const [file, plan] = [...knowledge.resources].find(([, { id }]) => id === 'traction') ?? [];
    if (!file || !plan) throw new Error('there is no policy traction');
    const changed = new Map([[file, { ...plan, description: 'Changed.' }]]) as typeof knowledge.resources;
    let content = knowledge;
    const server = startApp({ deps: { rules: () => ({ knowledge: content }) as never } });
    const before = await supertest(server).get(POLICY).expect(200);
    content = { ...knowledge, resources: changed };
    const after = await supertest(server).get(POLICY).set('If-None-Match', String(before.headers['etag'])).expect(200);
    expect(after.body.description).toBe('Changed.');
  });

  it.each(['/fhir/metadata', '/fhir/PlanDefinition', POLICY])(
    '%s answers HEAD as it answers GET, without a body',
    async (path) => {
      const got = await supertest(app).get(path).expect(200);
      const { headers, text } = await supertest(app).head(path).expect(200);
      expect(text ?? '').toBe('');
      for (const name of ['content-type', 'content-length', 'etag']) expect(headers[name]).toBe(got.headers[name]);
    },
  );

  it('comes to a browser as JSON with line breaks, to a program without', async () => {
    const shown = await supertest(app).get(POLICY).set('Accept', BROWSER).expect(200);
    const sent = await supertest(app).get(POLICY).set('Accept', 'application/fhir+json').expect(200);
    expect(shown.headers['content-type']).toMatch(/^application\/fhir\+json/);
    expect(shown.text).toContain('\n  "id": "traction"');
    expect(sent.text).not.toContain('\n');
    expect(shown.body).toEqual(sent.body);
    expect((await supertest(app).get(`${POLICY}?_pretty=true`).set('Accept', '*/*')).text).toContain('\n');
    expect((await supertest(app).get(`${POLICY}?_pretty=false`).set('Accept', BROWSER)).text).not.toContain('\n');
  });
});

describe('the path of a site', () => {
  it('has the same, and its own addresses', async () => {
    const base = 'https://cds.example.org/sites/mercy/fhir';
    const { body } = await supertest(app).get('/sites/mercy/fhir/PlanDefinition?_id=traction').expect(200);
    expect(body.entry[0].fullUrl).toBe(`${base}/PlanDefinition/traction`);
    expect(body.entry[0].resource).toEqual((await supertest(app).get(POLICY)).body);
    const { body: metadata } = await supertest(app).get('/sites/mercy/fhir/metadata').expect(200);
    expect(metadata.implementation.url).toBe(base);
  });
});

describe('addresses in a searchset, where no public address is set,', () => {
  const FORWARDED = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'cds.example.org', Host: 'inner:8080' };
  it.each([
    ['1', 'https://cds.example.org'],
    ['0', 'http://inner:8080'],
  ])('are those that were called, with %s trusted proxies', async (proxies, base) => {
    const server = startApp({ environment: { TRUSTED_PROXIES: proxies } });
    const { body } = await supertest(server).get('/fhir/PlanDefinition?_id=traction').set(FORWARDED).expect(200);
    expect(body.entry[0].fullUrl).toBe(`${base}/fhir/PlanDefinition/traction`);
  });
});

describe('the form of the answer', () => {
  const accepted = [
    '*/*',
    'application/json',
    'application/fhir+json; fhirVersion=4.0',
    'application/fhir+xml, application/fhir+json;q=0.5',
  ];
  it.each(accepted)('is JSON for Accept %s', async (accept) => {
    await supertest(app)
      .get(POLICY)
      .set('Accept', accept)
      .expect(200)
      .expect('Content-Type', /^application\/fhir\+json/);
  });

  it.each(['application/fhir+xml', 'application/fhir+json; fhirVersion=5.0', 'text/turtle'])(
    'is refused for Accept %s',
    async (accept) => {
      const { body } = await supertest(app).get(POLICY).set('Accept', accept).expect(406);
      expect(body).toMatchObject({ resourceType: 'OperationOutcome' });
    },
  );

  it.each(['json', 'application/json', 'application/fhir+json', 'application/fhir%2Bjson'])(
    'is JSON for _format=%s, whatever Accept says',
    async (format) => {
      await supertest(app).get(`${POLICY}?_format=${format}`).set('Accept', 'application/fhir+xml').expect(200);
    },
  );

  it('is refused for _format=xml', async () => {
    await supertest(app).get(`${POLICY}?_format=xml`).expect(406);
  });
});

const REFUSED = [
  ['an id that is not there', () => supertest(app).get('/fhir/PlanDefinition/nothing'), 404, 'not-found'],
  ['no type', () => supertest(app).get('/fhir'), 404, 'not-found'],
  ['an id of another type', () => supertest(app).get('/fhir/ValueSet/traction'), 404, 'not-found'],
  ['a type that is not served', () => supertest(app).get('/fhir/Patient'), 404, 'not-found'],
  ['a resource of a type that is not served', () => supertest(app).get('/fhir/Patient/1'), 404, 'not-found'],
  ['a type that is a name of JavaScript', () => supertest(app).get('/fhir/constructor/traction'), 404, 'not-found'],
  ['a history', () => supertest(app).get(`${POLICY}/_history/1`), 404, 'not-found'],
  ['an id that cannot be decoded', () => supertest(app).get('/fhir/PlanDefinition/%E0%A4%A'), 400, 'invalid-url'],
  ['an update', () => supertest(app).put(POLICY).send({}), 405, 'method-not-allowed'],
  ['a delete', () => supertest(app).delete(POLICY), 405, 'method-not-allowed'],
  ['a patch', () => supertest(app).patch(POLICY).send({}), 405, 'method-not-allowed'],
  ['a create', () => supertest(app).post('/fhir/PlanDefinition').send({}), 405, 'method-not-allowed'],
  [
    'a search in JSON',
    () => supertest(app).post('/fhir/PlanDefinition/_search').send({ url: 'x' }),
    415,
    'unsupported-media-type',
  ],
  [
    'a search in a charset that nobody knows',
    () =>
      supertest(app)
        .post('/fhir/PlanDefinition/_search')
        .set('Content-Type', 'application/x-www-form-urlencoded; charset=zoe')
        .send('name=x'),
    415,
    'unsupported-encoding',
  ],
  ['a GET of _search', () => supertest(app).get('/fhir/PlanDefinition/_search'), 405, 'method-not-allowed'],
] as const;

describe('a refusal', () => {
  it.each(REFUSED)('of %s is an OperationOutcome', async (_what, ask, status, code) => {
    const { body, headers } = await ask().expect(status);
    expect(headers['content-type']).toMatch(/^application\/fhir\+json/);
    expect(body.issue[0].details.coding[0].code).toBe(code);
    expect(faultsOfResource(body)).toEqual([]);
    if (status === 405) expect(headers['allow']).toMatch(/^(?:GET, HEAD|POST)$/);
  });

  it('of a form that is longer than an address may be is an OperationOutcome', async () => {
    const form = `name=${'x'.repeat(20_000)}`;
    const { body } = await supertest(app).post('/fhir/PlanDefinition/_search').type('form').send(form).expect(413);
    expect(body.issue[0].details.coding[0].code).toBe('too-large');
  });
});

describe('pages of other origins', () => {
  it('may read, and see the version', async () => {
    const { headers } = await supertest(app).get(POLICY).set('Origin', 'https://other.example.org').expect(200);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-expose-headers']).toContain('ETag');
    const preflight = await supertest(app).options(POLICY).set({
      Origin: 'https://other.example.org',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'prefer, if-none-match',
    });
    expect(preflight.status).toBe(204);
    expect(String(preflight.headers['access-control-allow-headers']).toLowerCase()).toContain('if-none-match');
  });
});

it('a reader who asks too often waits', async () => {
  const server = startApp();
  const statuses = new Set<number>();
  for (let count = 0; count < 1201; count += 1)
    statuses.add((await supertest(server).head('/fhir/NamingSystem/cpt')).status);
  expect([...statuses]).toEqual([200, 429]);
});
