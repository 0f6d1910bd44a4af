import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../src/json.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { type LoadedKnowledge, loadKnowledge } from '../../src/policies/load.ts';
import { liveBut } from '../../src/sites/policy-modes.ts';
import { callOf } from '../support/call.ts';
import { knowledge } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { cardsOf } from '../support/post.ts';
import { startApp } from '../support/server.ts';
import { openSite } from '../support/shadow.ts';

const app = startApp();

const released = knowledge.policies.filter(({ isActive }) => isActive);

describe.each(released.map((policy) => [policy.id, policy] as const))('%s', (id, policy) => {
  it('has a section for each of its answers, under the id that cards lead to', async () => {
    const { text } = await request(app).get(`/policies/${id}`);
    for (const action of policy.actions) expect(text).toContain(`id="${action.id}"`);
  });

  it('shows for each answer a card that a case brought', async () => {
    const { text } = await request(app).get(`/policies/${id}`);
    expect(text.match(/As shown for the case/g)).toHaveLength(policy.actions.length);
  });

  it('says how many of its cases pass on the running version: all', async () => {
    const { text } = await request(app).get(`/policies/${id}`);
    const [, passed, all] = /(\d+) of (\d+) pass/.exec(text) ?? [];
    expect(Number(passed)).toBeGreaterThan(0);
    expect(passed).toBe(all);
  });

  it('has the thirteen source attributes, each with a value', async () => {
    const { body } = await request(app).get(`/policies/${id}/source-attributes`);
    expect(body).toMatchObject({ policy: id, version: policy.version });
    expect(body.attributes).toHaveLength(13);
    for (const { title, value } of body.attributes) expect(`${title} ${value}`).toMatch(/\S \S/);
  });
});

it('names a list of codes or of names without a title by its id', async () => {
  const copy = copyKnowledge();
  const folder = 'fhir-resources/policies/traction';
  for (const file of ['codes-strong.json', 'names.json'])
    copy.write(`${folder}/${file}`, { ...(JSON.parse(copy.read(`${folder}/${file}`)) as object), title: undefined });
  const { text } = await request(startApp({ content: loadKnowledge(copy.root, VOCABULARY) })).get('/policies/traction');
  expect(text).toContain('<summary><strong>traction-strong</strong>');
  expect(text).toContain('<summary><strong>traction-names</strong>');
});

it('says of each set of codes what it does, also where the scope asks for several lists of names', async () => {
  const copy = copyKnowledge();
  const asksFor = (policy: string) =>
    `%order.namedIn('https://spine-coverage-cds.example/CodeSystem/${policy}-names', 'https://spine-coverage-cds.example/ValueSet/${policy}-compatible')`;
  const plan = 'fhir-resources/policies/traction/plan-definition.json';
  copy.edit(plan, asksFor('traction'), `${asksFor('traction')} or ${asksFor('dynamic-stabilization')}`);
  const { text } = await request(startApp({ content: loadKnowledge(copy.root, VOCABULARY) })).get('/policies/traction');
  const done = text.matchAll(/<strong>Codes beside which [^<]*<\/strong> <span class="quiet">([^·]*) ·/g);
  expect([...done].map(([, what]) => what)).toEqual(['leaves it to the words', 'leaves it to the words']);
});

describe('the source attributes', () => {
  const useOf = async (attribute: string, content: LoadedKnowledge) => {
    const { body } = await request(startApp({ content })).get('/policies/traction/source-attributes');
    return body.attributes.find(({ id }: { readonly id: string }) => id === attribute).value;
  };
  const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
  const SOCIAL = 'social-determinants';

  it('say that no code of social determinants is used where there is none', async () => {
    expect(await useOf(SOCIAL, knowledge)).toMatch(/^Not used/);
  });

  it.each<[string, string, string, JsonObject]>([
    [SOCIAL, 'a code that is listed', 'codes-osteoporosis', { system: ICD, concept: [{ code: 'Z59.01' }] }],
    [SOCIAL, 'a code beside which words count', 'codes-compatible', { system: ICD, concept: [{ code: 'Z60.2' }] }],
    [
      SOCIAL,
      'a family of codes',
      'codes-osteoporosis',
      { system: ICD, filter: [{ property: 'concept', op: 'is-a', value: 'Z59' }] },
    ],
    [
      SOCIAL,
      'a pattern of codes',
      'codes-osteoporosis',
      { system: ICD, filter: [{ property: 'code', op: 'regex', value: 'Z.*' }] },
    ],
    [
      SOCIAL,
      'a pattern of part of a family',
      'codes-osteoporosis',
      { system: ICD, filter: [{ property: 'code', op: 'regex', value: '[YZ]59[0-4].*' }] },
    ],
    [
      SOCIAL,
      'a family wider than theirs',
      'codes-osteoporosis',
      { system: ICD, filter: [{ property: 'concept', op: 'is-a', value: 'Z5' }] },
    ],
    [
      'sexual-orientation',
      'a code with a hyphen',
      'codes-osteoporosis',
      { system: 'http://loinc.org', concept: [{ code: '76690-7' }] },
    ],
  ])('find the use of %s behind %s', async (attribute, _how, file, codes) => {
    const copy = copyKnowledge();
    copy.edit(`fhir-resources/policies/traction/${file}.json`, '"include": [', `"include": [${JSON.stringify(codes)},`);
    expect(await useOf(attribute, loadKnowledge(copy.root, VOCABULARY))).toBe('Used: among the codes it looks for');
  });

  it('name the expression in which a code is written out', async () => {
    const copy = copyKnowledge();
    const found = "%diagnoses.coded('https://spine-coverage-cds.example/ValueSet/low-back-pain').exists()";
    const written = "%diagnoses.code.coding.where(code = 'Z59.01').exists()";
    copy.edit('fhir-resources/policies/traction/plan-definition.json', found, written);
    expect(await useOf(SOCIAL, loadKnowledge(copy.root, VOCABULARY))).toBe(`Used, in: ${written}`);
  });
});

it('says that an ended policy has ended', async () => {
  const { text } = await request(app).get('/policies/dynamic-stabilization');
  expect(text).toContain('Ended 2025-01-26');
});

describe('the mode of a policy at each site', () => {
  const sites = [
    openSite(liveBut(['traction']), { id: 'st-mary' }),
    openSite(
      { steps: new Map([['traction', [{ mode: 'live', from: '2099-01-01' }]]]), others: 'live' },
      { id: 'st-luke' },
    ),
  ];
  const shown = async (environment: Readonly<Record<string, string>> = {}) =>
    (await request(startApp({ sites, environment })).get('/policies/traction')).text;

  it('stands on the page on this machine', async () => {
    expect(await shown()).toContain('At the sites of this server: st-mary shadow; st-luke off, live from 2099-01-01');
  });

  it('does not where strangers may read the page, since it names who calls', async () => {
    expect(await shown({ PAGES: 'proxy-login' })).not.toContain('st-mary');
    expect(await shown({ PAGES: 'evidence' })).not.toContain('st-mary');
  });
});

describe('a policy of two versions', () => {
  const [policy] = knowledge.policies.filter(({ id }) => id === 'unloading');
  const next = policy && { ...policy, version: '2.0.0', period: { start: '2027-01-01', end: undefined } };
  const both = startApp({ content: { ...knowledge, policies: [...knowledge.policies, ...(next ? [next] : [])] } });

  it('shows the one in force, and leads to the other', async () => {
    const { text } = await request(both).get('/policies/unloading');
    expect(text).toContain('Current since 2025-10-01');
    expect(text).toContain('/policies/unloading?version=2.0.0');
    expect(text).toContain('>2.0.0</a> (From 2027-01-01)');
    expect((await request(both).get('/policies/unloading?version=2.0.0')).text).toContain('From 2027-01-01');
  });

  it('never calls the first current once the second has begun, although it has no end of its own', async () => {
    const later = startApp({
      content: { ...knowledge, policies: [...knowledge.policies, ...(next ? [next] : [])] },
      deps: { now: () => Date.parse('2027-02-01') },
    });
    const { text } = await request(later).get('/policies/unloading?version=1.0.0');
    expect(text).toContain('Replaced by 2.0.0 on 2027-01-01');
    expect(text).not.toContain('Current since 2025-10-01');
    expect((await request(later).get('/policies')).text).toContain('>1.0.0</a> (Replaced by 2.0.0 on 2027-01-01)');
  });

  it('is listed once', async () => {
    const { text } = await request(both).get('/policies');
    expect(text.match(/class="panel policy-item"/g)).toHaveLength(knowledge.policies.length);
  });

  it('says by the day of today how many of its cases pass, not by the day the page was first opened', async () => {
    const begins = policy && { ...policy, period: { start: '2027-02-01', end: undefined } };
    const [content, clock] = [{ ...knowledge, policies: begins ? [begins] : [] }, { now: Date.parse('2027-01-31') }];
    const turning = startApp({ content, deps: { now: () => clock.now } });
    const passing = async () => /(\d+) of \d+ pass/.exec((await request(turning).get('/policies/unloading')).text)?.[1];
    const before = Number(await passing());
    clock.now = Date.parse('2027-02-01');
    expect(Number(await passing())).toBeGreaterThan(before);
  });

  it('has no version that is not there', async () => {
    expect((await request(both).get('/policies/unloading?version=9')).status).toBe(404);
  });
});

describe('the source of a card', () => {
  const row = { order: { codes: ['hcpcs S9090'] }, coverage: { payor: 'Medicare' } };
  const sourceOf = async (environment: Record<string, string>) => {
    const [card] = await cardsOf(startApp({ environment }), callOf(row));
    return asObject(card?.['source'])?.['url'];
  };

  it('leads to the section of the answer where a public address is set', async () => {
    expect(await sourceOf({ PUBLIC_ADDRESS: 'https://cds.example.org/' })).toBe(
      'https://cds.example.org/policies/decompression#investigational',
    );
  });

  it('stays as it is where none is set', async () => {
    expect(await sourceOf({})).toBe('https://www.cms.gov/medicare-coverage-database/view/ncd.aspx?NCDId=124');
  });
});

describe('a phrase of many alternatives', () => {
  it('stands on the page with the first alternatives of each word, and whole when it is opened', async () => {
    const { text } = await request(app).get('/policies/traction');
    const shown = text.replaceAll('<wbr/>', '');
    expect(shown).toContain('<summary><code>mechanical|mechanized|mechanised|… ');
    expect(shown).toContain('<code>mechanical|mechanized|mechanised|mech|');
  });

  it('shows a word that is repeated once, and that it may be left out', async () => {
    const { text } = await request(app).get('/policies/traction');
    const short =
      'metastatic|metastasis|metastases|… to|in|of|… the? cervical|thoracic|lumbar|…? spine|skeleton|vertebrae|…';
    expect(text.replaceAll('<wbr/>', '')).toContain(`<summary><code>${short}</code>`);
  });
});
