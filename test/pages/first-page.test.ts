import request from 'supertest';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json.ts';
import { callWith, changed } from '../support/call.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { startApp } from '../support/server.ts';

const app = startApp();

it('weighs with all it loads no more than 150 KB, uncompressed', async () => {
  const { text } = await request(app).get('/');
  const loaded = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  const assets = await Promise.all(loaded.map((path) => request(app).get(path).responseType('text')));
  const modules = await request(app)
    .get(`${loaded[0]?.replace(/[^/]+$/, '')}preact.js`)
    .responseType('text');
  expect(assets.map(({ status }) => status)).toEqual(loaded.map(() => 200));
  const bodies = [text, ...[...assets, modules].map(({ body }) => String(body))];
  expect(bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(150_000);
});

it('holds no script and no style of its own, and may not be framed', async () => {
  const { text, headers } = await request(app).get('/');
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});

it('hints at codes, conditions and payers that the examples of the knowledge name, and at none without them', async () => {
  const copy = copyKnowledge();
  const page = async () => (await request(startApp({ environment: { KNOWLEDGE_ROOT: copy.root } })).get('/')).text;
  copy.write(
    'fhir-resources/examples/try-an-order.yaml',
    'hints: { codes: such as 4711, find: such as a cast, conditions: R05 }\npayers: [{ title: Mountain Mutual }]',
  );
  const hinting = await page();
  expect(hinting).toContain('placeholder="such as 4711"');
  expect(hinting).toContain('data-hint="such as a cast"');
  expect(hinting).toContain('placeholder="R05"');
  expect(hinting).toContain('<option value="Mountain Mutual">Mountain Mutual</option>');
  copy.remove('fhir-resources/examples/try-an-order.yaml');
  const [, form = ''] = /<form id="try"([\s\S]*?)<\/form>/.exec(await page()) ?? [];
  expect(form).toContain('id="codes-1"');
  expect(form).not.toContain('placeholder');
});

it('is for pages of its own origin only', async () => {
  const { headers } = await request(app).get('/').set('Origin', 'https://elsewhere.example');
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
});

it('lets browsers keep what belongs to it for good, and nothing under a version that is not served', async () => {
  const { text } = await request(app).get('/');
  const [path = ''] = /\/assets\/[^"]+/.exec(text) ?? [];
  expect((await request(app).get(path)).headers['cache-control']).toContain('immutable');
  expect((await request(app).get('/assets/000000000000/theme.css')).status).toBe(404);
});

it('reads of a very long order in a pasted request as much as of one in a call', async () => {
  const order = { resourceType: 'ServiceRequest', id: 'o1', status: 'draft', code: { text: 'mechanical traction' } };
  const note = Array.from({ length: 11_000 }, () => ({ text: 'x' }));
  const pasted = JSON.stringify(callWith([{ ...order, note }]));
  const { text } = await request(app).post('/').type('form').send({ request: pasted });
  expect(text).toContain('The text of this order is longer than is read');
});

it.each([
  ['hook', 'order-sgn', 'hook: order-sgn was left out: it must be order-select, order-sign'],
  ['ehr', 'crd-9', 'ehr: crd-9 was left out: it must be standard, '],
  ['units.1', '2x', 'units.1: 2x was left out: it must be a whole number'],
  ['day.1', '2026-02-30', 'day.1: 2026-02-30 was left out: it must be a day of the calendar'],
  ['status.1', 'actve', 'status.1: actve was left out: it must be draft, active'],
  ['kind.1', 'Device', 'kind.1: Device was left out: it must be ServiceRequest or DeviceRequest'],
  [
    'conditions',
    'icd-10-cm C79.51 [resolvd]',
    'conditions: [resolvd] is no status and no severity, and is read as words (did you mean resolved?)',
  ],
])(
  'says of a value of %s that it cannot take what became of it, and nothing of one it can',
  async (field, bad, text) => {
    const notTaken = async (fields: Readonly<Record<string, string>>) => {
      const page = await request(app)
        .get('/')
        .query({ 'codes.1': 'cpt 97012', ...fields });
      return /<ul class="not-taken">[\s\S]*?<\/ul>/.exec(page.text)?.[0];
    };
    expect(await notTaken({ [field]: bad })).toContain(text);
    const good = {
      'units.1': '2',
      'day.1': '2026-02-28',
      'status.1': 'active',
      'kind.1': 'DeviceRequest',
      hook: 'order-select',
    };
    expect(await notTaken({ ...good, conditions: 'icd-10-cm C79.51 [Resolved]\nback pain' })).toBeUndefined();
  },
);

it('names a field that it cannot take by its own number, where the address leaves out another', async () => {
  const fields = { 'codes.2': 'cpt 97012', 'units.2': '2x', 'units.1': '3y' };
  const { text } = await request(app).get('/').query(fields);
  const told = /<ul class="not-taken">[\s\S]*?<\/ul>/.exec(text)?.[0];
  expect(told).toContain('units.2: 2x was left out');
  expect(told).not.toContain('units.1');
});

it('takes the word in brackets behind a condition as its status, and another word as words', async () => {
  const sent = async (conditions: string) => {
    const { text } = await request(app).get('/').query({ 'codes.1': 'cpt 97012', conditions });
    return text.replaceAll('&quot;', '"');
  };
  const resolved = await sent('icd-10-cm C79.51 Bone metastases [resolved]');
  expect(resolved).toContain('"code": "resolved"');
  expect(resolved).toContain('"display": "Bone metastases"');
  const misspelt = await sent('icd-10-cm C79.51 Bone metastases [resolvd]');
  expect(misspelt).toContain('"code": "active"');
  expect(misspelt).toContain('"display": "Bone metastases [resolvd]"');
});

it('says what is wrong with a pasted request, by element', async () => {
  const { text } = await request(app).post('/').type('form').send({ request: '{"hook":"order-sign"}' });
  expect(text).toContain('hookInstance');
  expect(text).toContain('is required');
});

it('says of an order that another one replaces why nothing was evaluated', async () => {
  const traction = { resourceType: 'ServiceRequest', code: { text: 'Mechanical traction' } };
  const replaces = [{ reference: 'ServiceRequest/o1' }];
  const pasted = JSON.stringify(
    callWith([
      { ...traction, id: 'o1' },
      { ...traction, id: 'o2', replaces },
    ]),
  );
  const { text } = await request(app).post('/').type('form').send({ request: pasted });
  expect(text).toContain('Another order of the call replaces it');
  expect(text).not.toContain('No policy has its codes or names');
});

it('shows the beginning of a long expression, which the page of the policy shows whole', async () => {
  const expressionsOn = async (path: string) => {
    const { text } = await request(app).get(path);
    return [...text.matchAll(/<code class="expression">([^<]*)<\/code>/g)].map(([, expression = '']) => expression);
  };
  const brief = (await expressionsOn('/?codes.1=cpt+97012')).find((expression) => expression.endsWith(' …'));
  const whole = await expressionsOn('/policies/traction');
  expect(whole.filter((expression) => expression.startsWith(brief?.slice(0, -2) ?? '-'))).toHaveLength(1);
});

it('says that a pasted text is no JSON', async () => {
  const { text, status } = await request(app).post('/').type('form').send({ request: '{"hook":' });
  expect(status).toBe(200);
  expect(text).toContain('The body is not valid JSON.');
  expect(text).not.toContain('The same with curl');
});

it('says in HTML that a page is not there', async () => {
  const { text, status, type } = await request(app).get('/policies/no-such-policy');
  expect([status, type]).toEqual([404, 'text/html']);
  expect(text).toContain('There is nothing at this address.');
});

it('says so at an address of nothing, too, to a reader who came with a browser, and in JSON to others', async () => {
  const browser = await request(app).get('/nowhere').set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
  expect([browser.status, browser.type]).toEqual([404, 'text/html']);
  expect(browser.text).toContain('There is nothing at this address.');
  const other = await request(app).get('/nowhere').set('Accept', '*/*');
  expect([other.status, other.type]).toEqual([404, 'application/fhir+json']);
});

it('counts the Conditions that orders name as their reason only where some came', async () => {
  const order = { resourceType: 'ServiceRequest', id: 'o1', code: { text: 'Mechanical traction' } };
  const referring = { ...order, reasonReference: [{ reference: 'Condition/c9' }] };
  const pain = { resourceType: 'Condition', id: 'c9', code: { text: 'back pain' } };
  const factsOf = async (call: JsonObject) => {
    const page = await request(app)
      .post('/')
      .type('form')
      .send({ request: JSON.stringify(call) });
    return /<dl class="facts">[\s\S]*?<\/dl>/.exec(page.text)?.[0];
  };
  expect(await factsOf(callWith([order]))).not.toContain('named as reason');
  expect(await factsOf(callWith([referring]))).not.toContain('named as reason');
  const sent = changed(callWith([referring]), 'prefetch.reasons', pain);
  expect(await factsOf(sent)).toContain('<dt>named as reason</dt><dd>1</dd>');
});
