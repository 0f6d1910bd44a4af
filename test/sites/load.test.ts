import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkPayers, checkPolicies, loadSites, SitesError } from '../../src/sites/load.ts';
import { onlyLive } from '../../src/sites/policy-modes.ts';
import { CRD_SAMPLE } from '../support/crd.ts';
import { PROJECT } from '../support/knowledge.ts';
import { FORMER_SANDBOX_KEY, SANDBOX_KEY, SPECIFICATION_KEY } from '../support/published-keys.ts';
import { folderOf, SAMPLE, siteFaultsOf } from '../support/site-folder.ts';
import { createClient, siteOf } from '../support/tokens.ts';

const NAME = 'example-hospital.yaml';

interface Row {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Regular expressions. */
  readonly element: string;
  readonly reason: string;
  /** True if it is a fault in production only. */
  readonly production?: boolean;
}
const rows = parse(readFileSync(join(import.meta.dirname, 'faults.yaml'), 'utf8')) as readonly Row[];

function edited(from: string, to: string): string {
  if (!SAMPLE.includes(from)) throw new Error(`The sample does not hold ${from}`);
  return SAMPLE.replace(from, () => to);
}

const client = await createClient();
/** A site file with the least it must hold, and pinned keys. */
const pinning = (...keys: readonly object[]) =>
  stringify({ id: 'pinned', trust: { issuer: 'i', keys, audience: 'https://cds.example' } });

describe('the sample', () => {
  it.each([true, false])('is a sound site file, with every member (production: %s)', (production) => {
    expect(loadSites(folderOf({ [NAME]: SAMPLE }), { production })).toEqual([
      {
        id: 'example-hospital',
        file: NAME,
        folder: expect.any(String),
        trust: {
          issuer: 'https://ehr.example-hospital.example/oauth2',
          keys: { jku: [new URL('https://ehr.example-hospital.example/oauth2/jwks.json')] },
          algorithms: ['ES384', 'RS384'],
          audience: 'https://cds.example-plan.example',
          tenant: '2ddd6c3a-8e9a-44c6-a305-52111ad302a2',
          lifetime: 900,
          skew: 60,
          discovery: 'open',
        },
        fhirServers: [new URL('https://ehr.example-hospital.example/fhir/r4')],
        prefetch: { pages: true, nulls: 'none', keys: new Map([['problems', 'conditions']]) },
        hooks: new Set(['order-select', 'order-sign']),
        policies: onlyLive(['decompression', 'dynamic-stabilization', 'traction', 'unloading']),
        timeZone: 'America/Chicago',
        expectedCards: { traction: 12 },
        cards: 'standard',
        feedback: 'standard',
        rateLimit: 6000,
      },
    ]);
  });

  it('says the defaults truly', () => {
    const { trust, ...rest } = siteOf({ keys: { pinned: [client.jwk] }, issuer: 'i', audience: 'https://cds.example' });
    const folder = folderOf({ 'pinned.yaml': pinning(client.jwk) });
    expect(loadSites(folder, { production: true })).toEqual([
      { ...rest, id: 'pinned', file: 'pinned.yaml', folder, trust },
    ]);
  });
});

describe('a fault in a site file', () => {
  it.each(rows)('$name stops the start and is listed with file, element and reason', (row) => {
    const folder = folderOf({ [NAME]: edited(row.from, row.to) });
    const fault = {
      file: NAME,
      element: expect.stringMatching(row.element),
      reason: expect.stringMatching(row.reason),
    };
    expect(siteFaultsOf(folder, true)).toContainEqual(fault);
    if (row.production) expect(siteFaultsOf(folder, false)).toEqual([]);
    else expect(siteFaultsOf(folder, false)).toContainEqual(fault);
  });

  it.each([
    ['empty', '', 'file', /must be an object/],
    ['a list', '- id: x', 'file', /must be an object/],
    ['no YAML', 'id: [', 'file', /./],
    ['two documents', 'id: a\n---\nid: b', 'file', /multiple documents/],
    ['said twice', 'id: example-hospital\nid: example-hospital', 'file', /unique/],
  ])('that is %s stops the start', (_name, text, element, reason) => {
    expect(siteFaultsOf(folderOf({ [NAME]: text }))).toContainEqual({
      file: NAME,
      element,
      reason: expect.stringMatching(reason),
    });
  });

  it.each([
    [
      'a misspelt day of a step',
      'id: x\npolicies: { traction: [{ mode: shadow }, { mode: live, form: 2026-12-01 }] }',
      { element: 'policies.traction[1].form', reason: expect.stringContaining('did you mean from?') },
    ],
    [
      'a placeholder in a key',
      pinning({ ...client.jwk, x: '<from the EHR>' }).replace('id: pinned', 'id: x'),
      { element: 'trust.keys[0].x', reason: 'write what <from the EHR> stands for' },
    ],
  ])('is one for one mistake: %s', (_what, text, fault) => {
    expect(siteFaultsOf(folderOf({ 'x.yaml': text }))).toEqual([{ file: 'x.yaml', ...fault }]);
  });

  it('does not hide another, of any file', () => {
    const folder = folderOf({
      [NAME]: SAMPLE.replace('skew: 60', 'skew: never')
        .replace('https://cds.example-plan.example\n', 'https://cds.example-plan.example/\n')
        .replace('id: example-hospital', 'id: another'),
      'broken.yml': 'id: [',
    });
    const elements = siteFaultsOf(folder).map(({ file, element }) => `${file} ${element}`);
    expect(elements.toSorted()).toEqual([
      'broken.yml file',
      ...[`${NAME} id`, `${NAME} trust.audience`, `${NAME} trust.skew`],
    ]);
    const load = () => loadSites(folder, { production: false });
    expect(load).toThrow(SitesError);
    for (const { file, element, reason } of siteFaultsOf(folder))
      expect(load).toThrow(new RegExp(`${file}:\\d+: ${element}: ${reason.replaceAll(/[()[\]]/g, '.')}`));
  });
});

describe('trust', () => {
  it('may be lacking outside production only', () => {
    const folder = folderOf({ 'x.yaml': 'id: x' });
    expect(loadSites(folder, { production: false })[0]?.trust).toBeUndefined();
    expect(siteFaultsOf(folder, true)).toEqual([{ file: 'x.yaml', element: 'trust', reason: expect.any(String) }]);
  });

  it('may be in an issuer that other sites have too', () => {
    const other = edited('id: example-hospital', 'id: other');
    expect(loadSites(folderOf({ [NAME]: SAMPLE, 'other.yml': other }), { production: true })).toHaveLength(2);
  });

  it('may be in keys at this machine, outside production', () => {
    const jku = 'http://localhost:8080/jwks.json';
    const text = edited('https://ehr.example-hospital.example/oauth2/jwks.json', jku);
    expect(siteFaultsOf(folderOf({ [NAME]: text }))).toEqual([]);
  });

  it('may not be in both addresses and keys', () => {
    const text = edited('  jku:', `  keys: [${JSON.stringify(client.jwk)}]\n  jku:`);
    expect(siteFaultsOf(folderOf({ [NAME]: text }))).toEqual([
      { file: NAME, element: 'trust', reason: 'must have either jku or keys' },
    ]);
  });
});

describe('a pinned key', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const { kid, ...nameless } = client.jwk;

  it('may have members that nobody reads', () => {
    expect(siteFaultsOf(folderOf({ 'pinned.yaml': pinning({ ...client.jwk, x5t: 'x' }) }), true)).toEqual([]);
  });

  it.each<[string, readonly object[], string, RegExp]>([
    ['is private', [{ ...client.jwk, d: client.jwk.x }], 'trust.keys[0]', /private key/],
    ['is symmetric', [{ kty: 'oct', kid: 'x', k: 'c2VjcmV0' }], 'trust.keys[0].kty', /EC, RSA or OKP, not oct/],
    ['has no kid', [nameless], 'trust.keys[0].kid', /is required/],
    ['has the kid of another', [client.jwk, client.jwk], 'trust.keys[1].kid', /another key/],
    ['is for encryption', [{ ...client.jwk, use: 'enc' }], 'trust.keys[0].use', /sig/],
    ['is no point of its curve', [{ ...client.jwk, y: client.jwk.x }], 'trust.keys[0]', /not a valid public key/],
    ['has a part missing', [{ ...client.jwk, y: undefined }], 'trust.keys[0]', /not a valid public key/],
    ['is too short', [{ ...short, kid: 'short' }], 'trust.keys[0]', /fewer than 2048 bits/],
  ])('that %s stops the start', (_name, keys, element, reason) => {
    expect(siteFaultsOf(folderOf({ 'pinned.yaml': pinning(...keys) }))).toEqual([
      { file: 'pinned.yaml', element, reason: expect.stringMatching(reason) },
    ]);
  });

  it.each([
    ['the CDS Hooks sandbox', SANDBOX_KEY],
    ['the sandbox in former times', FORMER_SANDBOX_KEY],
    ['the specification', SPECIFICATION_KEY],
  ])('of %s, by whatever name, stops the start in production', (_name, key) => {
    const folder = folderOf({ 'pinned.yaml': pinning({ ...key, kid: 'ours' }) });
    expect(siteFaultsOf(folder, false)).toEqual([]);
    expect(siteFaultsOf(folder, true)).toEqual([
      { file: 'pinned.yaml', element: 'trust.keys[0]', reason: expect.stringMatching('not in production') },
    ]);
  });
});

describe('the folder', () => {
  it('may be missing or empty: there are no sites then', () => {
    expect(loadSites(join(folderOf({}), 'none'), { production: true })).toEqual([]);
    expect(loadSites(folderOf({ 'README.md': '# Sites', 'x.yaml.sample': '' }), { production: true })).toEqual([]);
  });

  it('may hold links, as Kubernetes mounts files', () => {
    const folder = folderOf({});
    mkdirSync(join(folder, '..data'));
    symlinkSync(join(folderOf({ [NAME]: SAMPLE }), NAME), join(folder, NAME));
    expect(loadSites(folder, { production: true })).toHaveLength(1);
  });

  it('may not be a file', () => {
    const file = join(folderOf({ [NAME]: SAMPLE }), NAME);
    expect(() => loadSites(file, { production: false })).toThrow(/SITES_DIR must be a folder.* is a file$/);
  });

  it('may not hold a folder in place of a file', () => {
    const folder = folderOf({});
    mkdirSync(join(folder, NAME));
    expect(siteFaultsOf(folder)).toEqual([{ file: NAME, element: 'file', reason: expect.any(String) }]);
  });

  it('may not hold two files of one site', () => {
    const faults = siteFaultsOf(folderOf({ [NAME]: SAMPLE, 'example-hospital.yml': SAMPLE }));
    expect(faults).toEqual([
      { file: 'example-hospital.yml', element: 'file', reason: `is of the same site as ${NAME}` },
    ]);
  });
});

describe('the policies of a site', () => {
  it('must exist', () => {
    const sites = loadSites(folderOf({ [NAME]: SAMPLE }), { production: true });
    expect(
      sites.flatMap((site) =>
        checkPolicies(site, new Set(['decompression', 'dynamic-stabilization', 'traction', 'unloading'])),
      ),
    ).toEqual([]);
    expect(sites.flatMap((site) => checkPolicies(site, new Set(['decompression', 'traction', 'unloading'])))).toEqual([
      { file: NAME, element: 'policies.dynamic-stabilization', reason: 'there is no policy dynamic-stabilization' },
    ]);
  });

  it('are all if the file names none', () => {
    const sites = loadSites(folderOf({ 'x.yaml': 'id: x' }), { production: false });
    expect(sites[0]?.policies).toBeUndefined();
    expect(sites.flatMap((site) => checkPolicies(site, new Set()))).toEqual([]);
  });
});

describe('the sample of a CRD client', () => {
  const load = () => loadSites(folderOf({ 'crd-example.yaml': CRD_SAMPLE }), { production: false });

  it('is a sound site file for development, and none for production', () => {
    const [site] = load();
    expect(site).toMatchObject({ id: 'crd-example', trust: undefined });
    expect(site?.crd).toMatchObject({ versions: ['2.0', '2.1', '2.2'], deadline: 3000 });
    expect(siteFaultsOf(folderOf({ 'crd-example.yaml': CRD_SAMPLE }), true)).toContainEqual(
      expect.objectContaining({ element: 'trust' }),
    );
  });

  it.each([
    ['PX-8821-2', true],
    ['PX-', true],
    ['UNKNOWN-0000', false],
  ])('tells members by the list of their ids: %s', (id, isMember) => {
    expect(load()[0]?.crd?.payers[0]?.members?.has(id)).toBe(isMember);
  });

  it('may name payers that are there alone', () => {
    const sites = load();
    expect(sites.flatMap((site) => checkPayers(site, new Set(['prairie-example']), PROJECT))).toEqual([]);
    expect(sites.flatMap((site) => checkPayers(site, new Set(['anthem']), PROJECT))).toContainEqual({
      file: 'crd-example.yaml',
      element: 'crd.payers[0].id',
      reason: 'there is no payer prairie-example',
    });
    expect(sites.flatMap((site) => checkPayers(site, new Set(['prairie-exampel']), PROJECT))).toContainEqual(
      expect.objectContaining({ reason: 'there is no payer prairie-example (did you mean prairie-exampel?)' }),
    );
    const root = folderOf({});
    expect(sites.flatMap((site) => checkPayers(site, new Set(), root))).toContainEqual(
      expect.objectContaining({ reason: `there is no payer prairie-example: ${root} has no folder adoptions/` }),
    );
  });
});
