import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asObject } from '../../src/json.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { spineCoverage } from '../support/command.ts';
import { CRD_SAMPLE } from '../support/crd.ts';
import { knowledge, PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';
import { dataFolder, run } from '../support/program.ts';
import { aCall, instant } from '../support/records.ts';
import { folderOf, SAMPLE } from '../support/site-folder.ts';
import { sqliteIn } from '../support/storage.ts';
import { AUDIENCE, createClient, SERVICE } from '../support/tokens.ts';

const EXAMPLES = join(PROJECT, 'fhir-resources/examples');
const UNSAFE = join(EXAMPLES, 'order-sign-traction-unsafe.json');

describe('the command line as a process of its own', () => {
  it.each([
    ['that was called in a wrong way', ['polices'], 2, /^error: unknown command/],
    [
      'that has found a fault',
      ['words', 'traction', '--root', '/no/such'],
      1,
      /^\/no\/such: folder: is no knowledge root/,
    ],
    ['that has done what it was asked for', ['words', 'traction'], 0, /traction/],
  ])('%s: %j ends with the code %i', async (_what, args, code, told) => {
    const { ended, output } = run('main.js', args);
    expect([await ended, output()]).toEqual([code, expect.stringMatching(told)]);
  });

  it('ends well where its reader has enough, as head does', async () => {
    const { child, ended, output } = run('main.js', ['policies', 'show', 'traction', '--json']);
    child.stdout?.destroy();
    expect([await ended, output()]).toEqual([0, '']);
  });
});

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
    ['with a call named twice', ['decisions', '--card', 'a', '--request', 'b'], 'not --request and --card together'],
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
    expect(output).toBe('/no/such.json: there is no such file or folder\n');
    expect(code).toBe(1);
  });

  it.each([
    ['explain', UNSAFE],
    ['policies', 'check'],
    ['policies', 'test'],
    ['words', 'traction'],
  ])('names a knowledge root that is none: %s %s', async (...args) => {
    const { code, output } = await spineCoverage([...args, '--root', '/no/such']);
    expect(output).toMatch(
      /^\/no\/such: folder: is no knowledge root: .* cards\/ and fhir-resources\/ in it\n1 fault\n$/,
    );
    expect(code).toBe(1);
  });

  it('says so where a file is named in place of the folder of the site files', async () => {
    const { output } = await spineCoverage(['sites', 'check'], { SITES_DIR: UNSAFE });
    expect(output).toBe(`SITES_DIR must be a folder that can be read, and ${UNSAFE} is a file\n`);
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

describe('the demo', () => {
  it.each([
    ['--help', {}, 0, /^Usage: npm run demo -- \[--crd\] \[--no-open\]\n/],
    ['--crdd', {}, 2, /^Unknown option '--crdd'.*\nUsage: /],
    ['--no-open', { FHIR_PORT: 'abc' }, 1, /^FHIR_PORT must be a whole number from 1 to 65535, not abc\n$/],
  ] as const)('says how it is called: %s %o', async (flag, environment, code, told) => {
    const { ended, output } = run('../demo/main.ts', [flag], environment);
    expect([await ended, output()]).toEqual([code, expect.stringMatching(told)]);
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

  it('says that it does not look up whether the token has been used', async () => {
    const { jwk, issuer, token } = await createClient({ now: () => Math.floor(Date.now() / 1000) });
    const sites = folderOf({
      'a.yaml': JSON.stringify({ id: 'a', trust: { issuer, audience: AUDIENCE, keys: [jwk] } }),
    });
    const { output } = await spineCoverage(['token', 'check', await token(), `${AUDIENCE}${SERVICE}`], {
      SITES_DIR: sites,
    });
    expect(output).toBe('taken: a call of site a, unless the token has been used before, which is not looked up\n');
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
