import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { run as explain } from '../../src/commands/explain.ts';
import { ERRORS } from '../../src/errors.ts';
import { asObject, type JsonObject } from '../../src/json.ts';
import { VOCABULARY } from '../../src/offer.ts';
import { loadKnowledge } from '../../src/policies/load.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { SIGN } from '../support/call.ts';
import { CRD_SAMPLE } from '../support/crd.ts';
import { knowledge, PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { dataFolder, run } from '../support/program.ts';
import { aCall, instant } from '../support/records.ts';
import { startApp } from '../support/server.ts';
import { folderOf, SAMPLE } from '../support/site-folder.ts';
import { sqliteIn } from '../support/storage.ts';
import { AUDIENCE, createClient, SERVICE } from '../support/tokens.ts';

// A process takes a second to start, more on a busy machine.
const EXAMPLES = join(PROJECT, 'fhir-resources/examples');
const UNSAFE = join(EXAMPLES, 'order-sign-traction-unsafe.json');

/** Runs a command to its end. */
async function spineCoverage(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { ended, output } = run('main.js', args, { DATA_DIR: dataFolder(), ...environment });
  return { code: await ended, output: output() };
}

describe('the command line', () => {
  it.each([
    ['without a command', [], 'Usage: spine-coverage'],
    ['with an unknown command', ['polices'], 'Did you mean policies?'],
    ['with an unknown flag', ['policies', 'check', '--rot', 'x'], "unknown option '--rot'"],
    ['with an argument missing', ['explain'], "missing required argument 'request'"],
    ['with one argument too many', ['sites', 'check', 'all'], 'too many arguments'],
    [
      'with a site that is not there',
      ['explain', UNSAFE, '--site', 'st-mary'],
      '--site st-mary is none of development',
    ],
    ['with a day that is none', ['insights', '--from', 'May'], '--from must be a day'],
    [
      'with the address of a service that is not there',
      ['token', 'check', 'x.y.z', 'https://cds.example/cds-services/nosuch'],
      'https://cds.example/cds-services/nosuch is no address of a service',
    ],
    [
      'with an address of no service',
      ['token', 'check', 'x.y.z', 'https://cds.example/'],
      'is no address of a service',
    ],
  ])('called %s says what is wrong, without a stack, and ends with code 2', async (_how, args, message) => {
    const { code, output } = await spineCoverage(args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  });

  it.each([
    ['explain', ['explain', '--help'], '--site'],
    ['the policies', ['policies', '--help'], 'check'],
    ['all commands', ['--help'], 'serve'],
  ])('tells how %s is used', async (_what, args, word) => {
    const { code, output } = await spineCoverage(args);
    expect(output).toMatch(/^Usage: spine-coverage/);
    expect(output).toContain(word);
    expect(code).toBe(0);
  });

  it('tells its version', async () => {
    expect(await spineCoverage(['--version'])).toEqual({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('names a file that is not there', async () => {
    const { code, output } = await spineCoverage(['explain', '/no/such.json']);
    expect(output).toBe('/no/such.json: there is no such file\n');
    expect(code).toBe(1);
  });

  it('says so where a folder is named in place of a file', async () => {
    const { code, output } = await spineCoverage(['explain', EXAMPLES]);
    expect(output).toBe('a folder was named where a file is needed\n');
    expect(code).toBe(1);
  });
});

describe('policies check', () => {
  it('says that the knowledge is sound', async () => {
    expect(await spineCoverage(['policies', 'check'])).toEqual({
      code: 0,
      output: expect.stringContaining(`sound: ${knowledge.policies.length} policies`),
    });
  });

  it('lists the faults of another root, also for a program, and ends with code 1', async () => {
    const copy = copyKnowledge();
    copy.edit('cards/traction/units.yaml', 'separate-visits', 'separate-visit');
    const told = await spineCoverage(['policies', 'check', '--root', copy.root]);
    expect(told).toEqual({
      code: 1,
      output: expect.stringMatching(/traction\/units\.yaml.*separate-visit is unknown[\s\S]*1 fault\n$/),
    });
    const { code, output } = await spineCoverage(['policies', 'check', '--root', copy.root, '--json']);
    expect(asObject(JSON.parse(output))?.['faults']).toMatchObject([{ file: 'cards/traction/units.yaml' }]);
    expect(code).toBe(1);
  });
});

it('a report moves the cursor of no terminal', async () => {
  const { output } = await spineCoverage(['words', 'mechanical \u001b[2J\u202e traction']);
  expect(output).toMatch(/^mechanical {2}\[2J {2}traction\n/);
});

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
    ['that the site has switched off', 'order-sign', 'hooks: [order-select]', 'service-off'],
    ['for CRD clients alone where the site is none', 'order-dispatch', '', 'unknown-service'],
  ] as const)('refuses as the server does a service %s', async (_what, hook, members, refused) => {
    const body = { ...JSON.parse(readFileSync(UNSAFE, 'utf8')), hook };
    const file = join(folderOf({ 'request.json': JSON.stringify(body) }), 'request.json');
    const sites = folderOf({ 'plain.yaml': `id: plain\n${members}\n` });
    const { code, output } = await spineCoverage(['explain', file], { SITES_DIR: sites });
    expect(output).toBe(`${ERRORS[refused].text}\n`);
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

  it('names what is wrong with a request that is none', async () => {
    const { code, output } = await spineCoverage(['explain', join(PROJECT, 'package.json')]);
    expect(output).toMatch(/does not follow CDS Hooks\.\n[\s\S]* {2}context is required/);
    expect(code).toBe(1);
  });
});

describe('sites check', () => {
  it('says of each site who calls it and what it gets', async () => {
    const sites = folderOf({ 'example-hospital.yaml': SAMPLE });
    const { code, output } = await spineCoverage(['sites', 'check', '--production'], { SITES_DIR: sites });
    expect(output).toMatch(/^The site files are sound\.\nexample-hospital: called by https:\/\/ehr\.example-hospital/);
    expect(code).toBe(0);
  });

  it('says which hooks each gets: a CRD client more than others, and for whom', async () => {
    const sites = folderOf({ 'crd-example.yaml': CRD_SAMPLE, 'plain.yaml': 'id: plain\n' });
    const { output } = await spineCoverage(['sites', 'check'], { SITES_DIR: sites });
    expect(output).toMatch(/^crd-example: .*order-dispatch.*; CRD client, for Prairie Example Health Plan$/m);
    expect(output).toMatch(
      /^plain: called by anybody .*; order-select, order-sign; .*; reads FHIR servers: any on this machine \(development\)$/m,
    );
    const production = await spineCoverage(['sites', 'check', '--production'], {
      SITES_DIR: folderOf({ 'example-hospital.yaml': SAMPLE.replace(/^fhirServers:(\n {2}.*)+/m, '') }),
    });
    expect(production.output).toMatch(/reads no FHIR server$/m);
  });

  it('says the mode of each policy there, and when it changes', async () => {
    const modes = 'policies: { traction: [{ mode: shadow }, { mode: live, from: 2099-01-01 }], unloading: live }';
    const sites = folderOf({ 'example-hospital.yaml': SAMPLE.replace(/^policies: .*$/m, modes) });
    const { output } = await spineCoverage(['sites', 'check'], { SITES_DIR: sites });
    expect(output).toContain('decompression off; dynamic-stabilization off; traction shadow, live from 2099-01-01;');
  });

  it('lists the faults', async () => {
    const sites = folderOf({ 'example-hospital.yaml': SAMPLE.replace('unloading]', 'levitation]') });
    const { code, output } = await spineCoverage(['sites', 'check'], { SITES_DIR: sites });
    expect(output).toContain('levitation');
    expect(code).toBe(1);
  });
});

describe('token check', () => {
  it.each(['/cds-services/spine-coverage-order-sign', '/fhir/Questionnaire/$questionnaire-package'])(
    'says why a token is refused for %s',
    async (path) => {
      const sites = folderOf({ 'example-hospital.yaml': SAMPLE });
      const address = `https://cds.example-plan.example${path}`;
      const { code, output } = await spineCoverage(['token', 'check', 'abc', address], { SITES_DIR: sites });
      expect(output).toBe(
        'refused: malformed (site example-hospital). It is no JWT, or there is more in the header than one. See docs/security.md.\n',
      );
      expect(code).toBe(1);
    },
  );

  it('says which aud the address needs', async () => {
    const { jwk, issuer, token } = await createClient({ now: () => Math.floor(Date.now() / 1000) });
    const trust = { issuer, audience: AUDIENCE, keys: [jwk] };
    const sites = folderOf({ 'a.yaml': JSON.stringify({ id: 'a', trust }) });
    const { output } = await spineCoverage(['token', 'check', await token(), `${AUDIENCE}/sites/a${SERVICE}`], {
      SITES_DIR: sites,
    });
    expect(output).toContain(
      `refused: audience (site a). aud is not the address called. It must be ${AUDIENCE}/sites/a${SERVICE}.`,
    );
  });
});

describe('decisions', () => {
  it('ends with code 1 where there is no store', async () => {
    const { code, output } = await spineCoverage(['decisions', '--card', 'x']);
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no store/)]);
  });
});

describe('crd-metrics', () => {
  it('prints the calls of the days that are asked for, a JSON object a line', async () => {
    const folder = dataFolder();
    const store = await openSqliteStore(sqliteIn(folder));
    const crd = { resources: [], requests: [] };
    await store.keepCalls([aCall({ at: instant(0), crd }), aCall({ at: instant(1), crd }), aCall({ at: instant(2) })]);
    await store.close();
    const span = ['crd-metrics', '--since', '2026-11-22', '--until', '2026-11-22'];
    const { code, output } = await spineCoverage(span, { DATA_DIR: folder });
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => asObject(JSON.parse(line))?.['requestTime'])).toEqual([instant(0), instant(1)]);
    expect(code).toBe(0);
    const none = await spineCoverage([...span.slice(0, 3), '--until', '2026-11-21'], { DATA_DIR: folder });
    expect(none).toEqual({ code: 2, output: '--since must not be after 2026-11-21\n' });
  });

  it('ends with code 1 where there is no store', async () => {
    const { code, output } = await spineCoverage(['crd-metrics']);
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no store/)]);
  });
});
