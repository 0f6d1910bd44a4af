import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { run as explain } from '../../src/commands/explain.ts';
import { ERRORS } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { SIGN } from '../support/call.ts';
import { spineCoverage } from '../support/command.ts';
import { PROJECT } from '../support/knowledge.ts';
import { startApp } from '../support/server.ts';
import { folderOf, SAMPLE } from '../support/site-folder.ts';

const EXAMPLES = join(PROJECT, 'fhir-resources/examples');
const UNSAFE = join(EXAMPLES, 'order-sign-traction-unsafe.json');

describe('explain', () => {
  it('says why a card came', async () => {
    const { code, output } = await spineCoverage(['explain', UNSAFE]);
    expect(output).toMatch(/boneCancer, found Condition\/bone[\s\S]*=> CARD: Inappropriate/);
    expect(code).toBe(0);
  });

  it('says with --json the same to a program', async () => {
    const { output } = await spineCoverage(['explain', UNSAFE, '--json']);
    expect(JSON.parse(output)).toMatchObject({
      cards: [{ indicator: 'critical' }],
      decisions: [{ policy: 'traction', outcome: { kind: 'applies', action: { id: 'contraindicated' } } }],
    });
  });

  it('judges by the site: a policy that is off there raises no card', async () => {
    const site = SAMPLE.replace(/^policies: .*$/m, 'policies: [decompression]');
    const sites = folderOf({ 'example-hospital.yaml': site });
    const { output } = await spineCoverage(['explain', UNSAFE], { SITES_DIR: sites });
    expect(output).not.toContain('CARD');
    expect(output).toContain('=> no card of policy traction: it is off at the site\n');
    expect(output).not.toContain('no policy has its codes or names');
  });

  it('reads of a resource that is very long no more than the server does', async () => {
    const unsafe = JSON.parse(readFileSync(UNSAFE, 'utf8'));
    const fillers = Array.from({ length: 12_000 }, (_, at) => ({ system: 'urn:local', code: `x${at}` }));
    const [{ resource: bone }] = unsafe.prefetch.conditions.entry;
    bone.code = { coding: [...fillers, ...bone.code.coding] };
    const long = JSON.stringify(unsafe);
    const file = join(folderOf({ 'request.json': long }), 'request.json');
    const { body } = await request(startApp()).post(SIGN).type('json').send(long);
    const summaries = body.cards.map(({ summary }: JsonObject) => ({ summary }));
    expect((await explain({ file })).data).toMatchObject({ cards: summaries });
    expect((await explain({ file, at: '2026-11-28' })).data).toMatchObject({ cards: summaries });
  });

  it.each([
    [
      'that the site has switched off',
      'order-sign',
      'hooks: [order-select]',
      'service-off',
      'is not among the hooks of the site',
    ],
    [
      'for CRD clients alone where the site is none',
      'order-dispatch',
      '',
      'unknown-service',
      'is for CRD clients alone: sites with crd',
    ],
  ] as const)('refuses as the server does a service %s', async (_what, hook, members, refused, why) => {
    const body = { ...JSON.parse(readFileSync(UNSAFE, 'utf8')), hook };
    const file = join(folderOf({ 'request.json': JSON.stringify(body) }), 'request.json');
    const sites = folderOf({ 'plain.yaml': `id: plain\n${members}\n` });
    const { code, output } = await spineCoverage(['explain', file], { SITES_DIR: sites });
    expect(output).toBe(`${ERRORS[refused].text}\n  hook ${hook} ${why}\n`);
    expect(code).toBe(1);
  });

  it('says the mode of each policy at the site, and what one in shadow would have shown', async () => {
    const modes = 'policies: { traction: [{ mode: shadow }, { mode: live, from: 2099-01-01 }], unloading: live }';
    const sites = folderOf({ 'example-hospital.yaml': SAMPLE.replace(/^policies: .*$/m, modes) });
    const site = ['--site', 'example-hospital', '--at', '2026-11-28'];
    const { output } = await spineCoverage(['explain', UNSAFE, ...site], { SITES_DIR: sites });
    const told = 'decompression off; dynamic-stabilization off; traction shadow, live from 2099-01-01; unloading live';
    expect(output).toContain(`site example-hospital on 2026-11-28: ${told}\n`);
    expect(output).toMatch(
      /policy traction 1\.0\.0 \(.+\), in shadow\n[\s\S]*=> not shown, since the policy is in shadow/,
    );
    expect(output).not.toContain('CARD');
    const { output: json } = await spineCoverage(['explain', UNSAFE, ...site, '--json'], { SITES_DIR: sites });
    expect(JSON.parse(json)).toMatchObject({ cards: [], decisions: [{ policy: 'traction', mode: 'shadow' }] });
  });

  it('judges as on another day', async () => {
    const dynesys = join(EXAMPLES, 'order-sign-dynesys.json');
    const ended = 'dynamic-stabilization 1.0.0 (Blue Cross and Blue Shield of Minnesota), ended on 2025-01-26';
    expect((await explain({ file: dynesys })).text).toContain(ended);
    expect((await explain({ file: dynesys, at: '2025-01-26' })).text).not.toContain('ended on');
    await expect(explain({ file: dynesys, at: 'May' })).rejects.toThrow('--at must be a day');
  });

  it('judges by the knowledge of a stored decision, or says that it is not there', async () => {
    const hash = loadKnowledge(PROJECT, VOCABULARY).fingerprint.knowledge;
    expect((await explain({ file: UNSAFE, hash })).text).toContain('CARD');
    const other = 'a'.repeat(64);
    await expect(explain({ file: UNSAFE, hash: other })).rejects.toThrow(`the knowledge ${other} is not there`);
  });

  it.each([
    ['empty', '', 'is empty'],
    ['no JSON', '# README', 'must be the body of a call, in JSON'],
  ])('names a file that is %s', async (_what, text, why) => {
    const file = join(folderOf({ 'request.json': text }), 'request.json');
    const { code, output } = await spineCoverage(['explain', file]);
    expect(output).toBe(`${ERRORS['invalid-json'].text}\n  ${file} ${why}\n`);
    expect(code).toBe(1);
  });

  it('names what is wrong with a request that is none', async () => {
    const { code, output } = await spineCoverage(['explain', join(PROJECT, 'package.json')]);
    expect(output).toMatch(/does not follow CDS Hooks\.\n[\s\S]* {2}context is required/);
    expect(code).toBe(1);
  });
});
