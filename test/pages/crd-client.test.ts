import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/records/record.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import { crdCallOf, crdSite, TRACTION } from '../support/crd.ts';
import { newFolder } from '../support/folder.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { type AppSetting, startApp } from '../support/server.ts';
import { siteOf } from '../support/tokens.ts';

const PLAN = 'Prairie Example Health Plan';
const FIELDS = { 'codes.1': 'cpt 97012', payer: PLAN, member: 'PX-1001-1' };

/** The text of a page without its markup, each element on a line of its own. */
const wordsOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll('&quot;', '"')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

async function show(fields: Readonly<Record<string, string>>, setting: AppSetting = {}) {
  const { text } = await supertest(startApp(setting)).get('/').query(fields).expect(200);
  return wordsOf(text);
}

/** The value that a row of coverage information has. */
const valueIn = (words: readonly string[], row: string) => words[words.indexOf(row) + 1];

describe('Try an order, as a CRD client', () => {
  it.each(['2.0', '2.1', '2.2'])('says in words what is asserted of an order, in version %s', async (version) => {
    const words = await show({ ...FIELDS, ehr: `crd-${version}` });
    expect(words).toContain('ServiceRequest/order-1');
    expect(valueIn(words, 'Covered')).toBe('yes');
    expect(valueIn(words, 'Prior authorization')).toBe('not needed');
    expect(valueIn(words, 'Documents go')).toBe('into the record, to be kept');
    expect(valueIn(words, 'Whom to ask')).toMatch(version === '2.2' ? /^Provider services, 800/ : /^800/);
    expect(words.includes('Section of the policy')).toBe(version === '2.2');
    expect(words.join(' ')).toContain(`"davinci-crd.requestedVersion": "${version}"`);
  });

  it('shows the answer as it is sent, with the order in it', async () => {
    const words = (await show({ ...FIELDS, ehr: 'crd-2.2' })).join(' ');
    expect(words).toContain('"systemActions"');
    expect(words).toContain('"description": "Coverage information of Prairie Example Health Plan"');
  });

  it('stores the call and nothing of what it asserts', async () => {
    const store = createMemoryStore();
    const records: CallRecord[] = [];
    const id = valueIn(await show({ ...FIELDS, ehr: 'crd-2.2' }, { store, records }), 'Assertion') ?? '';
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await store.assertionOf(id)).toBeUndefined();
    expect(records.map(({ site, outcome }) => [site, outcome])).toEqual([['the page Try an order', 'cards']]);
  });

  it.each([
    ['of another insurer', { payer: 'Original Medicare' }],
    ['that is not there', { payer: 'none' }],
  ])('is refused in 2.2 with a Coverage %s, and gets no coverage information before', async (_, fields) => {
    const refused = (await show({ ...FIELDS, ...fields, ehr: 'crd-2.2' })).join(' ');
    expect(refused).toMatch(/Refused .* Coverage information comes for Prairie Example Health Plan alone: choose it/);
    expect(refused).toMatch(/Answered with status 400.* "resourceType": "OperationOutcome"/);
    expect(refused).toContain('/sites/crd-example/cds-services/');
    const before = (await show({ ...FIELDS, ...fields, ehr: 'crd-2.0' })).join(' ');
    expect(before).toContain('None: no Coverage of an insurer that is spoken for');
  });

  it.each([
    ['nobody knows', 'UNKNOWN', 'has no member with an id of this coverage'],
    ['is not named', '', 'The coverage has no id of a member'],
  ])('is told of a member who %s', async (_who, member, reason) => {
    const words = await show({ ...FIELDS, member, ehr: 'crd-2.2' });
    expect(valueIn(words, 'Covered')).toBe('no');
    expect(valueIn(words, 'Reason')).toContain(reason);
  });

  it('gets the command for the site that this server has, else for the one of the demo, and is told so', async () => {
    const demo = (await show({ ...FIELDS, ehr: 'crd-2.2' })).join(' ');
    expect(demo).toContain('/sites/crd-example/cds-services/spine-coverage-order-sign');
    expect(demo).toContain('This server has no site crd-example');
    const clinic = { ...crdSite(), id: 'clinic' };
    const served = (await show({ ...FIELDS, ehr: 'crd-2.2' }, { sites: [clinic] })).join(' ');
    expect(served).toContain('/sites/clinic/cds-services/spine-coverage-order-sign');
    expect(served).not.toContain('This server has no site');
    expect(served).not.toContain('asks for a token');
    const trusting = siteOf({ keys: { pinned: [] } }, { crd: clinic.crd });
    expect((await show({ ...FIELDS, ehr: 'crd-2.2' }, { sites: [trusting] })).join(' ')).toContain('asks for a token');
  });

  it('gets what its own site gets: the policies that are switched on there, and no others', async () => {
    const sites = [{ ...crdSite(), policies: onlyLive(['unloading']) }];
    const words = await show({ ...FIELDS, ehr: 'crd-2.2' }, { sites });
    expect(valueIn(words, 'Covered')).toBe('it depends');
    expect(words).toContain('No card, in CRD 2.2');
  });

  it.each([
    ['2.2', '2.0', '2.0'],
    ['2.0', '2.2', '2.2'],
    ['2.2', '', '2.0'],
  ])(
    'is named in its heading by the version that is answered: chosen %s, asked for "%s"',
    async (chosen, version, named) => {
      const request = JSON.stringify(crdCallOf({ ...TRACTION, version }));
      const { text } = await supertest(startApp())
        .post('/')
        .type('form')
        .send({ request, ehr: `crd-${chosen}` });
      expect(wordsOf(text).find((line) => /^(?:No card|One card|\d+ cards)/.test(line))).toMatch(`, in CRD ${named}`);
    },
  );

  it('gets a pasted order back with its numbers as they were written', async () => {
    const request = JSON.stringify(crdCallOf(TRACTION)).replace('"status":"draft"', '"status":"draft","x":1.50');
    const { text } = await supertest(startApp()).post('/').type('form').send({ request, ehr: 'crd-2.2' });
    expect(wordsOf(text).join(' ')).toContain('"x": 1.50');
  });
});

describe('Try an order, without a CRD client', () => {
  it('has no service for CRD clients alone', async () => {
    const request = JSON.stringify({ hook: 'order-dispatch' });
    const { text } = await supertest(startApp()).post('/').type('form').send({ request, ehr: 'standard' });
    expect(text).toContain('There is no service with this id.');
    expect(text).toContain('order-dispatch is for CRD clients alone');
  });

  it('offers none where neither a site nor the sample is there', async () => {
    const words = await show({ ...FIELDS, ehr: 'crd-2.2' }, { environment: { SITES_DIR: newFolder() } });
    expect(words).not.toContain('CRD 2.2');
    expect(words).not.toContain('Coverage information (CRD)');
    expect(words).toContain('Any EHR');
  });

  it('does not start with a faulty sample, and names the element', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'crd-example.yaml.sample'), 'id: crd-example\ncrd: { payer: [] }\n');
    const start = () => startApp({ environment: { SITES_DIR: folder } });
    expect(start).toThrow(/crd-example\.yaml\.sample:2: crd/);
  });
});
