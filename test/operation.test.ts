import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { asObject, type JsonObject, objectsIn } from '../src/json.ts';
import { serve } from '../src/serve.ts';
import { adviceFor } from '../src/startup-error.ts';
import { callOf, SIGN } from './support/call.ts';
import { spineCoverage } from './support/command.ts';
import { PROJECT } from './support/knowledge.ts';
import { copyKnowledge } from './support/knowledge-copy.ts';
import { dataFolder, post, startServer } from './support/program.ts';
import { SANDBOX_KEY } from './support/published-keys.ts';
import { folderOf, SAMPLE } from './support/site-folder.ts';

const production = { NODE_ENV: 'production', PORT: '0' };
const summariesIn = async (response: Response) =>
  objectsIn(asObject(await response.json())?.['cards']).map(({ summary }) => String(summary));

describe('the server does not start', () => {
  const sandbox = SAMPLE.replace('https://ehr.example-hospital.example/oauth2\n', 'https://sandbox.cds-hooks.org\n');

  const sites = () => ({ DATA_DIR: dataFolder(), SITES_DIR: folderOf({ 'example-hospital.yaml': SAMPLE }) });

  it.each<readonly [rule: string, environment: () => Record<string, string>, message: RegExp]>([
    ['in production without a site', () => production, /SITES_DIR holds no site file/],
    [
      'with a folder of sites that is not there, which is no development mode',
      () => ({ SITES_DIR: join(folderOf({}), 'none') }),
      /^SITES_DIR must be a folder with a site file.*$/,
    ],
    [
      'with a folder of sites that is a file',
      () => ({ SITES_DIR: join(PROJECT, 'package.json') }),
      /^SITES_DIR must be a folder that can be read.*package.json is a file$/,
    ],
    [
      'with a folder of sites that cannot be read',
      () => {
        // Of links that lead to each other, which nobody can follow, not even root.
        const SITES_DIR = join(folderOf({}), 'loop');
        symlinkSync(SITES_DIR, SITES_DIR);
        return { SITES_DIR };
      },
      /^SITES_DIR must be a folder that can be read.* \(ELOOP\)$/,
    ],
    [
      'with a folder of sites that is empty',
      () => ({ SITES_DIR: folderOf({ 'notes.txt': '' }) }),
      /SITES_DIR must be a folder with a site file/,
    ],
    [
      'without a site where other machines could reach it',
      () => ({ HOST: '0.0.0.0' }),
      /HOST must be a loopback address/,
    ],
    [
      'with a site without trust where other machines could reach it',
      () => ({ HOST: '0.0.0.0', SITES_DIR: folderOf({ 'a.yaml': 'id: a' }) }),
      /HOST must be a loopback address .*without trust: a$/m,
    ],
    [
      'in production with the issuer of the CDS Hooks sandbox, whose private key is public',
      () => ({ ...production, SITES_DIR: folderOf({ 'example-hospital.yaml': sandbox }) }),
      /example-hospital\.yaml:\d+: .*sandbox/,
    ],
    [
      'with faults in several site files, and lists them all',
      () => ({ SITES_DIR: folderOf({ 'a.yaml': 'id: b\n', 'c.yaml': 'colour: red\n' }) }),
      /^a\.yaml:1: [\s\S]*^c\.yaml:1: /m,
    ],
    [
      'with a site that switches on a policy that is not there',
      () => ({ SITES_DIR: folderOf({ 'example-hospital.yaml': SAMPLE.replace('unloading]', 'levitation]') }) }),
      /^example-hospital\.yaml:\d+: policies.levitation: there is no policy levitation/m,
    ],
    ['with half a PostgreSQL', () => ({ PGHOST: 'db.example' }), /DATABASE_URL must be set, since PGHOST is/],
    ['with PostgreSQL and no key', () => ({ DATABASE_URL: 'postgres://u:pw-1@h/d' }), /STORE_KEY must be set/],
    [
      'with two stores',
      () => ({ DATABASE_URL: 'postgres://u:pw-1@h/d', STORE_KEY: 'k'.repeat(32), DATA_DIR: '/tmp/x' }),
      /DATA_DIR must not be set/,
    ],
    [
      'with a store that cannot be opened',
      () => ({ DATA_DIR: join(PROJECT, 'package.json') }),
      /^The store .*DATA_DIR or DATABASE_URL says where it is\.$/,
    ],
    [
      'with a store in a folder that nobody can make',
      () => ({ DATA_DIR: '/proc/spine-coverage/data' }),
      /^The store .*DATA_DIR or DATABASE_URL says where it is\.$/,
    ],
    [
      'without knowledge',
      () => ({ KNOWLEDGE_ROOT: folderOf({}) }),
      /^\S+: folder: is no knowledge root: it must be a folder that can be read, with cards\/ and fhir-resources\/ in it$/,
    ],
    [
      'at an address of another machine',
      () => ({ ...sites(), HOST: '203.0.113.1' }),
      /^HOST 203.0.113.1 is no address of this machine: set HOST to/,
    ],
    [
      'at a name that nobody knows',
      () => ({ ...sites(), HOST: 'nowhere.invalid' }),
      /^HOST nowhere.invalid .*: set HOST to an address$/,
    ],
    [
      'with FHIR servers beside the site files',
      () => ({ SITES_DIR: folderOf({ 'example-hospital.yaml': SAMPLE }), FHIR_SERVERS: 'https://f.example/r4' }),
      /FHIR_SERVERS is for development mode/,
    ],
    [
      'in production with the key of the CDS Hooks sandbox',
      () => ({
        ...production,
        SITES_DIR: folderOf({
          'example-hospital.yaml': SAMPLE.replace(/ {2}jku:\n {4}- .*\n/, `  keys: ${JSON.stringify([SANDBOX_KEY])}\n`),
        }),
      }),
      /private half that anybody can read/,
    ],
  ])('%s', async (_rule, environment, message) => {
    const started = async () => serve(readConfig({ PORT: '0', DATA_DIR: '', ...environment() }, PROJECT));
    const error = await started().catch((reason: unknown) => reason);
    const told = adviceFor(error) ?? '';
    expect(told).toMatch(message);
    expect(told).not.toContain('pw-1');
  });
});

describe('a server with a site file', () => {
  it('starts in production, reachable from elsewhere, and answers nobody without a token', async () => {
    const { base, output } = await startServer({
      ...production,
      HOST: '0.0.0.0',
      SITES_DIR: folderOf({ 'example-hospital.yaml': SAMPLE }),
    });
    const local = base.replace('0.0.0.0', '127.0.0.1');
    expect(await (await fetch(`${local}/health`)).json()).toMatchObject({ status: 'ok', mode: 'production' });
    expect((await post(`${local}${SIGN}`, callOf())).status).toBe(401);
    expect(output()).not.toContain('DEVELOPMENT');
  });
});

describe('a server that asks nobody who calls', () => {
  it('says loudly that it is in development mode', async () => {
    const { base, output } = await startServer({ SITES_DIR: folderOf({ 'a.yaml': 'id: a' }) });
    expect(output()).toContain('DEVELOPMENT MODE');
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ mode: expect.stringMatching(/^development/) });
    await expect.poll(output).toMatch(/"level":40,.*DEVELOPMENT MODE/);
  });
});

describe('SIGHUP', () => {
  it('takes new knowledge as a whole, and keeps the old when the new has a fault', async () => {
    const copy = copyKnowledge();
    const card = 'cards/traction/documentation.yaml';
    const { base, child, output } = await startServer({ KNOWLEDGE_ROOT: copy.root });
    const summaries = async () => summariesIn(await post(`${base}${SIGN}`, callOf()));
    const [before = ''] = await summaries();
    const [words = ''] = before.split(': “');
    copy.edit(card, words, 'changed words');
    child.kill('SIGHUP');
    await expect.poll(output).toContain('knowledge reloaded');
    expect(await summaries()).toEqual([expect.stringContaining('changed words')]);
    copy.edit(card, 'overrideReasons:', 'overrideReason:');
    child.kill('SIGHUP');
    await expect.poll(output).toMatch(/the old ones go on/);
    expect(output()).toContain(card);
    expect(await summaries()).toEqual([expect.stringContaining('changed words')]);
  });
});

describe('a policy in shadow', () => {
  it('is put there by a line in the site file and SIGHUP; a fault in the line leaves it there', async () => {
    const [sites, data] = [folderOf({ 'a.yaml': 'id: a' }), dataFolder()];
    const { base, child, output, ended } = await startServer({ SITES_DIR: sites, DATA_DIR: data });
    const summaries = async () => summariesIn(await post(`${base}${SIGN}`, callOf()));
    expect(await summaries()).toHaveLength(1);
    writeFileSync(join(sites, 'a.yaml'), 'id: a\npolicies: { traction: shadow }\n');
    child.kill('SIGHUP');
    await expect.poll(output).toContain('a: traction shadow');
    expect(await summaries()).toEqual([]);
    writeFileSync(join(sites, 'a.yaml'), 'id: a\npolicies: { tractoin: live }\n');
    child.kill('SIGHUP');
    await expect.poll(output).toContain('there is no policy tractoin (did you mean traction?)');
    expect(await summaries()).toEqual([]);
    const { hookInstance } = callOf();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const look = await spineCoverage(['decisions', '--hook-instance', String(hookInstance)], { DATA_DIR: data });
    expect(look.code).toBe(0);
    expect(look.output.match(/=> card [0-9a-f-]{36}: documentation/g)).toHaveLength(1);
    expect(look.output.match(/=> not shown, since the policy was in shadow: documentation/g)).toHaveLength(2);
  });
});

describe('looking back', () => {
  const cardOf = async (response: Response) =>
    String(objectsIn(asObject((await response.json()) as JsonObject)?.['cards'])[0]?.['uuid']);

  it('tells by request, hookInstance or card what was answered, why, and what became of it', async () => {
    const folder = dataFolder();
    const { base, child, ended } = await startServer({ DATA_DIR: folder });
    const body = JSON.parse(
      readFileSync(join(PROJECT, 'fhir-resources/examples/order-sign-traction-unsafe.json'), 'utf8'),
    ) as JsonObject;
    const answered = await post(`${base}${SIGN}`, body);
    const card = await cardOf(answered);
    const hookInstance = 'a3c6f1de-0000-4000-8000-000000000001';
    for (let call = 0; call < 20; call += 1) await post(`${base}${SIGN}`, { ...callOf(), hookInstance });
    const overrideReason = { userComment: 'the scan was of another patient' };
    const feedback = [{ card, outcome: 'overridden', outcomeTimestamp: '2026-11-22T10:00:00Z', overrideReason }];
    expect((await post(`${base}${SIGN}/feedback`, { feedback })).status).toBe(200);
    child.kill('SIGTERM');
    await ended;
    for (const query of [
      ['--request', answered.headers.get('X-Request-Id')?.toUpperCase() ?? ''],
      ['--hook-instance', String(body['hookInstance'])],
      ['--card', card.toUpperCase()],
    ]) {
      const { code, output } = await spineCoverage(['decisions', ...query], { DATA_DIR: folder });
      expect(code).toBe(0);
      expect(output).toMatch(/yes +boneCancer, found Condition\/~/);
      expect(output).toContain(card);
      expect(output).toContain('the scan was of another patient');
    }
    // No call that was answered is lost by the end of the server.
    const many = await spineCoverage(['decisions', '--hook-instance', hookInstance], { DATA_DIR: folder });
    expect(many.code).toBe(0);
    expect(many.output.match(/^call /gm)).toHaveLength(20);
    const insights = await spineCoverage(['insights', '--format', 'csv'], { DATA_DIR: folder });
    expect(insights.code).toBe(0);
    expect(insights.output).toMatch(/,development,traction,21,21,21,0,1,20,/);
  });

  it('says in words what is wrong with the knowledge', async () => {
    const copy = copyKnowledge();
    copy.edit('cards/traction/units.yaml', 'separate-visits', 'separate-visit');
    const { code, output } = await spineCoverage(['decisions', '--card', 'x'], { KNOWLEDGE_ROOT: copy.root });
    expect(code).toBe(1);
    expect(output).toMatch(
      /^cards\/traction\/units\.yaml:\d+: overrideReasons\[0\]: reason separate-visit is unknown \(did you mean separate-visits\?\)\n1 fault\n$/,
    );
  });

  it.each([
    [['decisions'], 2, /needs one of --request, --hook-instance, --card and --assertion/],
    [
      ['decisions', '--card', 'x', '--hook-instance', 'y'],
      2,
      /needs one of --request, --hook-instance, --card and --assertion/,
    ],
    [['decisions', '--card', 'nobody'], 1, /There is no store/],
    [['insights', '--format', 'xml'], 2, /--format must be json or csv/],
    [['insights', '--from', '2026-02-30'], 2, /--from must be a day/],
    [['decisions', '--card', 'x', '--since', '2026-02-30'], 2, /--since must be a day/],
    [
      ['explain', 'fhir-resources/examples/order-sign-s9090.json', '--at', '2026-02-30'],
      2,
      /--at must be a day, YYYY-MM-DD, not 2026-02-30/,
    ],
  ] as const)('%j ends with %i', async (args, code, message) => {
    const ended = await spineCoverage(args);
    expect(ended).toEqual({ code, output: expect.stringMatching(message) });
  });
});
