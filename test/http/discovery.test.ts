import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { OPEN_SITE } from '../../src/sites/site.ts';
import { callOf, changed, DISCOVERY, SIGN } from '../support/call.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';

interface Entry {
  readonly hook: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly usageRequirements: string;
  readonly version: string;
  readonly hookVersion: string;
}

const app = startApp();
const response = await supertest(app).get(DISCOVERY).expect(200);
const services: readonly Entry[] = response.body.services;

/** Context fields whose Prefetch Token column says Yes, for both hooks. */
const TOKENS = ['context.userId', 'context.patientId', 'context.encounterId'];
const templates = services.flatMap(({ id, prefetch }) =>
  Object.entries(prefetch).map(([key, template]) => ({ service: id, key, template })),
);
const searches = templates.filter(({ template }) => template.includes('?'));
const parametersOf = (template: string) =>
  (template.split('?')[1] ?? '').split('&').map((parameter) => parameter.split('=') as [string, string]);

describe('discovery', () => {
  it.each(['*/*', 'application/json', 'application/json+fhir', 'text/html'])(
    'answers 200 to Accept %s',
    async (accept) => {
      const answer = await supertest(app).get(DISCOVERY).set('Accept', accept).expect(200);
      expect(answer.body).toEqual(response.body);
    },
  );

  it('is an object whose services are an array, with one entry for each hook', () => {
    expect(Object.keys(response.body)).toEqual(['services']);
    expect(services.map(({ hook }) => hook)).toEqual(['order-select', 'order-sign']);
  });

  it('declares the version of CDS Hooks that the operator sets', async () => {
    const newer = startApp({ environment: { CDS_HOOKS_VERSION: '3.0.0' } });
    const answer = await supertest(newer).get(DISCOVERY).expect(200);
    expect(answer.body.services.map(({ version }: Entry) => version)).toEqual(['3.0.0', '3.0.0']);
  });

  it('has no two entries of one hook and id', () => {
    expect(new Set(services.map(({ hook, id }) => `${hook} ${id}`)).size).toBe(services.length);
  });

  it('is the same for every caller', async () => {
    const answer = await supertest(app).get(DISCOVERY).set('Authorization', 'Bearer x').expect(200);
    expect(answer.body).toEqual(response.body);
  });
});

describe.each(services.map((service) => [service.id, service] as const))('the entry %s', (id, service) => {
  it('has a hook, a title and a description that reads well as plain text', () => {
    for (const text of [service.hook, service.title, service.description]) expect(text.trim()).not.toBe('');
    expect(service.description).not.toMatch(/<[a-z/]/i);
  });

  it('has an id that needs no percent-encoding and is the address of a service', async () => {
    expect(encodeURIComponent(id)).toBe(id);
    const body = callOf({ hook: service.hook === 'order-select' ? 'order-select' : 'order-sign' });
    await supertest(app).post(`${DISCOVERY}/${id}`).send(body).expect(200);
  });

  it('has prefetch templates that are texts', () => {
    expect(Object.keys(service.prefetch)).not.toEqual([]);
    for (const template of Object.values(service.prefetch)) expect(template).toMatch(/^\S+$/);
  });

  it('says what it needs in plain words', () => {
    expect(service.usageRequirements).toMatch(/prefetch/);
  });

  it('declares semantic versions of CDS Hooks and, as published, of the hook', () => {
    expect(service.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(service.hookVersion).toBe('1.0');
  });
});

describe.each(templates)('the template $key of $service', ({ key, template }) => {
  it('uses root-level context tokens that clients of every version fill', () => {
    const tokens = [...template.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, token]) => token);
    expect(tokens.filter((token) => !TOKENS.includes(String(token)))).toEqual([]);
    expect(template.replaceAll(/\{\{[^{}]*\}\}/g, '')).not.toMatch(/[{}%]/);
  });

  it('has a key that is a plain identifier', () => {
    expect(key).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  });

  it('is a read, or a search narrowed by more than the patient', () => {
    const narrowing = parametersOf(template).filter(([name]) => !['patient', '_count', '_sort'].includes(name));
    expect(template.includes('?') ? narrowing.length > 0 : /^[A-Z][A-Za-z]+\/\{\{/.test(template)).toBe(true);
  });
});

describe.each(searches)('the search $key of $service', ({ template }) => {
  it('keeps to reference and token equality, and to no parameter twice', () => {
    const names = parametersOf(template).map(([name]) => name);
    expect(names.filter((name) => /[.]|:(?!in$)|^_(?:include|revinclude|maxresults|has)/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(template).not.toMatch(/=(?:ne|sa|eb|ap)\d/);
    expect(template).toMatch(/^[A-Z][A-Za-z]+\?patient=\{\{context\.patientId\}\}&/);
  });
});

describe('what discovery asks for', () => {
  it('is all that is looked at: another key changes nothing', async () => {
    const surprise = { resourceType: 'Bundle', entry: [{ resource: null }] };
    const wordsOf = async (body: JsonObject) =>
      (await cardsOf(app, body)).map(({ summary, detail }) => [summary, detail]);
    const plain = await wordsOf(callOf());
    expect(plain).toHaveLength(1);
    expect(await wordsOf(changed(callOf(), 'prefetch.surprise', surprise))).toEqual(plain);
  });
});

describe('a server whose sites ask nobody who calls', () => {
  const open = startApp({ sites: ['north', 'south'].map((id) => ({ ...OPEN_SITE, id })) });

  it.each([
    ['get', DISCOVERY],
    ['get', '/sites/nosuch/cds-services'],
    ['post', SIGN],
  ] as const)('says which paths name a site: %s %s', async (method, path) => {
    const { body } = await supertest(open)[method](path).expect(404);
    expect(body.issue[0].details.text).toBe('path must name a site: /sites/north/… or /sites/south/…');
  });
});
