import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject, objectsIn } from '../../src/json.ts';
import { faultsOfResource } from '../support/coverage-rules.ts';
import { knowledge } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

// FHIR R4 §3.1.1: how the knowledge is found.

const app = startApp();
const TRACTION = 'https://spine-coverage-cds.example/PlanDefinition/traction';
const find = (path: string) => supertest(app).get(`/fhir/${path}`);
const matches = (bundle: JsonObject) =>
  objectsIn(bundle['entry'] ?? [])
    .filter(({ search }) => asObject(search)?.['mode'] === 'match')
    .map(({ resource }) => String(asObject(resource)?.['id']));
const idsOf = async (path: string) => matches((await find(path).expect(200)).body);
const selfOf = (bundle: JsonObject) => objectsIn(bundle['link']).find(({ relation }) => relation === 'self')?.['url'];

const FOUND = [
  ['url', `PlanDefinition?url=${encodeURIComponent(TRACTION)}`, ['traction']],
  ['url, which must be whole', `PlanDefinition?url=${encodeURIComponent(TRACTION.slice(0, -1))}`, []],
  ['url and version', `PlanDefinition?url=${encodeURIComponent(TRACTION)}&version=1.0.0`, ['traction']],
  ['url and a version that is not there', `PlanDefinition?url=${encodeURIComponent(TRACTION)}&version=9`, []],
  ['url with its version', `PlanDefinition?url=${encodeURIComponent(`${TRACTION}|1.0.0`)}`, ['traction']],
  ['url with a version that is not there', `PlanDefinition?url=${encodeURIComponent(`${TRACTION}|9`)}`, []],
  ['version without a system', 'CodeSystem?version=|2.0.0', ['order-language']],
  ['the beginning of a name, whatever the case', 'PlanDefinition?name=tract', ['traction']],
  ['a name within', 'ValueSet?name:contains=poros', ['osteoporosis', 'osteoporosis-with-fracture']],
  ['an exact name', 'PlanDefinition?name:exact=Traction', ['traction']],
  ['an exact name, in which case counts', 'PlanDefinition?name:exact=traction', []],
  ['_id', 'ValueSet?_id=osteoporosis', ['osteoporosis']],
  [
    'several values, of which one must fit',
    'Library?_id=who-pays,safety-conditions',
    ['safety-conditions', 'who-pays'],
  ],
  ['several parameters, which must all fit', 'Library?name=who&_id=safety-conditions', []],
  ['a parameter without a value, which is none', 'Library?name=&_id=who-pays', ['who-pays']],
  [
    'status with its system',
    'Library?status=http://hl7.org/fhir/publication-status|active',
    ['safety-conditions', 'who-pays'],
  ],
  [
    'any status of a system',
    'Library?status=http://hl7.org/fhir/publication-status|',
    ['safety-conditions', 'who-pays'],
  ],
  ['status of another system', 'Library?status=http://example.org/status|active', []],
  ['the other name of an Organization', 'Organization?name=elevance', ['anthem']],
  ['the address of a code system', 'NamingSystem?value=http://www.ama-assn.org/go/cpt', ['cpt']],
] as const;

describe('a search finds', () => {
  it.each(FOUND)('by %s', async (_what, path, ids) => {
    expect(await idsOf(path)).toEqual(ids);
  });

  it('by a value that holds a comma', async () => {
    const [file, resource] =
      [...knowledge.resources].find(([, { resourceType }]) => resourceType === 'Organization') ?? [];
    const content = { ...knowledge, resources: new Map([[file ?? '', { ...resource, name: 'Smith, Jones | Co' }]]) };
    const server = startApp({ content: content as typeof knowledge });
    const { body } = await supertest(server)
      .get('/fhir/Organization')
      .query({ name: 'Smith\\, Jones \\|' })
      .expect(200);
    expect(body.total).toBe(1);
  });

  it('by the same parameters in a form', async () => {
    const asked = supertest(app)
      .post('/fhir/PlanDefinition/_search?version=1.0.0')
      .type('form')
      .send({ url: TRACTION });
    expect(matches((await asked.expect(200)).body)).toEqual(['traction']);
  });

  it('everything by an empty form', async () => {
    const { body } = await supertest(app).post('/fhir/PlanDefinition/_search').expect(200);
    expect(body.total).toBe(knowledge.policies.length);
  });

  it('by the identifier of a payer', async () => {
    const [file, resource] =
      [...knowledge.resources].find(([, { resourceType }]) => resourceType === 'Organization') ?? [];
    const identifier = [
      { system: 'https://payers.example.org', value: '42' },
      { system: 'https://other.example.org', value: '7' },
    ];
    const content = { ...knowledge, resources: new Map([[file ?? '', { ...resource, identifier }]]) };
    const server = startApp({ content: content as typeof knowledge });
    const totalOf = async (value: string) =>
      (await supertest(server).get('/fhir/Organization').query({ identifier: value })).body.total;
    expect(
      await Promise.all(['https://payers.example.org|42', '42', 'https://payers.example.org|7'].map(totalOf)),
    ).toEqual([1, 1, 0]);
  });
});

describe('pages', () => {
  it('have so many matches, all counted, and a link to the next', async () => {
    const all = await idsOf('ValueSet?status=active');
    expect(all.length).toBeGreaterThan(20);
    const seen: string[] = [];
    let path: string | undefined = '/fhir/ValueSet?_count=10&status=active';
    while (path) {
      const { body }: { readonly body: JsonObject } = await supertest(app).get(path).expect(200);
      expect(faultsOfResource(body)).toEqual([]);
      expect(body['total']).toBe(all.length);
      seen.push(...matches(body));
      const next: JsonObject | undefined = objectsIn(body['link']).find(({ relation }) => relation === 'next');
      path = next && String(next['url']).replace(/^http:\/\/[^/]+/, '');
    }
    expect(seen).toEqual(all);
  });

  it('may be as long as a client likes', async () => {
    const { body } = await find('PlanDefinition?_count=2147483647').expect(200);
    expect(body.entry).toHaveLength(body.total);
  });

  it('of no match tell the number only', async () => {
    const { body } = await find('PlanDefinition?_count=0').expect(200);
    expect(body).toMatchObject({ total: knowledge.policies.length });
    expect(body).not.toHaveProperty('entry');
  });
});

describe('a parameter that is not supported', () => {
  it('is not repeated in the refusal where its name is none', async () => {
    const { text } = await find('PlanDefinition?Jane%20Doe=1').set('Prefer', 'handling=strict').expect(400);
    expect(text).not.toContain('Jane');
  });

  it('is ignored, and the answer says so', async () => {
    const { body } = await find('PlanDefinition?_id=traction&jurisdiction=US').expect(200);
    expect(matches(body)).toEqual(['traction']);
    expect(selfOf(body)).toMatch(/\/fhir\/PlanDefinition\?_id=traction$/);
    expect(objectsIn(body.entry).at(-1)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { issue: [{ severity: 'warning', code: 'not-supported' }] },
    });
    expect(faultsOfResource(body)).toEqual([]);
  });

  it('is refused if the client wants strict handling', async () => {
    const { body } = await find('PlanDefinition?jurisdiction=US')
      .set('Prefer', 'respond-async, handling=strict')
      .expect(400);
    expect(body.issue[0]).toMatchObject({ code: 'invalid', expression: ['http.jurisdiction'] });
    await find('PlanDefinition?_id=traction&_count=1&_format=json').set('Prefer', 'handling=strict').expect(200);
  });

  it.each([
    'name:below=x',
    'name:constructor=x',
    'name:__proto__=x',
    'url:below=x',
    'version:not=1',
    '_count=many',
    '_count=-1',
    '_offset=x',
  ])('%s is refused in any case', async (query) => {
    const { body } = await find(`PlanDefinition?${query}`).expect(400);
    expect(body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ details: { coding: [{ code: 'invalid-search' }] } }],
    });
    expect(faultsOfResource(body)).toEqual([]);
  });
});
