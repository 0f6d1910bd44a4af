import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSites } from '../../src/sites/load.ts';
import { sitesInForce } from '../../src/sites/mode.ts';
import { describeMode } from '../../src/sites/policy-modes.ts';
import { rereadSites } from '../../src/sites/reread.ts';
import { CRD_SAMPLE } from '../support/crd.ts';
import { folderOf } from '../support/site-folder.ts';

const settingsFor = (sitesFolder: string, shadowPolicies: readonly string[] = []) => ({
  sitesFolder,
  sitesDemanded: false,
  production: false,
  host: '127.0.0.1',
  fhirServers: [],
  shadowPolicies,
});

/** Sites of a server that has started with these files, and the folder in which they may change. */
function start(files: Readonly<Record<string, string>>) {
  const folder = folderOf(files);
  const settings = settingsFor(folder);
  const { sites } = sitesInForce(loadSites(folder, settings), settings);
  return { sites, write: (name: string, text: string) => writeFileSync(join(folder, name), text), folder, settings };
}

describe('site files that are read again', () => {
  it('give the policies that stand in them now', () => {
    const { sites, write, settings } = start({ 'a.yaml': 'id: a\npolicies: [traction]', 'b.yaml': 'id: b' });
    write('a.yaml', 'id: a\npolicies: { traction: shadow }');
    const reread = rereadSites(sites, settings);
    expect(reread.sites.map(({ policies }) => describeMode(policies, 'traction', '2026-11-28'))).toEqual([
      'shadow',
      'live',
    ]);
    expect(reread.waiting).toEqual([]);
  });

  it('make all policies live again where they say nothing of them any more', () => {
    const { sites, write, settings } = start({ 'a.yaml': 'id: a\npolicies: { traction: off }' });
    write('a.yaml', 'id: a');
    expect(rereadSites(sites, settings).sites[0]?.policies).toBeUndefined();
  });

  it('change nothing else before the next start: it is told for which sites something waits', () => {
    const { sites, write, folder, settings } = start({
      'a.yaml': 'id: a\nhooks: [order-sign]',
      'b.yaml': 'id: b',
      'c.yaml': 'id: c',
      'crd-example.yaml': CRD_SAMPLE,
    });
    write('a.yaml', 'id: a\nhooks: [order-select]\npolicies: { traction: off }');
    rmSync(join(folder, 'b.yaml'));
    write('d.yaml', 'id: d');
    const reread = rereadSites(sites, settings);
    expect(reread.waiting).toEqual(['a', 'b', 'd']);
    expect(reread.sites.map(({ id, hooks }) => [id, hooks && [...hooks]])).toEqual([
      ['a', ['order-sign']],
      ['b', undefined],
      ['c', undefined],
      ['crd-example', undefined],
    ]);
    expect(describeMode(reread.sites[0]?.policies, 'traction', '2026-11-28')).toBe('off');
  });

  it('tell of a list of members that has changed', () => {
    const { sites, write, settings } = start({ 'crd-example.yaml': CRD_SAMPLE });
    const changed = CRD_SAMPLE.replace('PX-*', 'PX-1*');
    expect(changed).not.toBe(CRD_SAMPLE);
    write('crd-example.yaml', changed);
    expect(rereadSites(sites, settings).waiting).toEqual(['crd-example']);
  });

  it('may not have faults, nor be what the server would not start with', () => {
    const { sites, write, settings } = start({ 'a.yaml': 'id: a' });
    write('a.yaml', 'id: a\npolicies: { traction: lives }');
    expect(() => rereadSites(sites, settings)).toThrow('a.yaml:2: policies.traction: must be off, shadow or live');
    write('a.yaml', 'id: a');
    expect(() => rereadSites(sites, { ...settings, host: '0.0.0.0' })).toThrow('HOST must be a loopback address');
  });
});

describe('development mode', () => {
  it('has the policies in shadow that a setting names, and all others live', () => {
    const settings = settingsFor(folderOf({}), ['traction']);
    const [site] = sitesInForce([], settings).sites;
    expect(describeMode(site?.policies, 'traction', '2026-11-28')).toBe('shadow');
    expect(describeMode(site?.policies, 'unloading', '2026-11-28')).toBe('live');
  });

  it('is the only one for which the setting is: beside a site file it is a fault', () => {
    const folder = folderOf({ 'a.yaml': 'id: a' });
    const settings = settingsFor(folder, ['traction']);
    expect(sitesInForce(loadSites(folder, settings), settings).faults).toEqual([
      'SHADOW_POLICIES is for development mode: say it in the site files',
    ]);
  });
});
