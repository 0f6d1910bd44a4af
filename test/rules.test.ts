import { describe, expect, it, vi } from 'vitest';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createCurrentRules, loadRules, siteNow } from '../src/rules.ts';
import { loadSites } from '../src/sites/load.ts';
import { onlyLive } from '../src/sites/policy-modes.ts';
import { PROJECT } from './support/knowledge.ts';
import { copyKnowledge } from './support/knowledge-copy.ts';
import { folderOf } from './support/site-folder.ts';
import { createClient, siteOf } from './support/tokens.ts';

const CARD = 'cards/traction/units.yaml';

function start(load: () => ReturnType<typeof loadRules>) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0 }));
  return { rules: createCurrentRules(load(), () => ({ rules: load(), waiting: [] }), log, metrics), lines, metrics };
}

describe('the rules in force', () => {
  it('are swapped as a whole when what is read has no fault', async () => {
    const copy = copyKnowledge();
    const { rules, lines, metrics } = start(() => loadRules(copy.root, []));
    const before = rules.current();
    copy.edit(CARD, 'detail:', '# a remark\ndetail:');
    rules.reload();
    const { fingerprint } = rules.current().knowledge;
    expect(fingerprint.knowledge).not.toBe(before.knowledge.fingerprint.knowledge);
    expect(lines.join()).toContain(fingerprint.knowledge);
    expect(await metrics.text()).toContain('cds_reloads_total{result="taken"} 1');
  });

  it('go on when what is read has a fault, which the log names', async () => {
    const copy = copyKnowledge();
    const { rules, lines, metrics } = start(() => loadRules(copy.root, []));
    const before = rules.current();
    copy.edit(CARD, 'separate-visits', 'separate-visit');
    rules.reload();
    expect(rules.current()).toBe(before);
    expect(lines.join()).toContain('reason separate-visit is unknown');
    expect(await metrics.text()).toContain('cds_reloads_total{result="refused"} 1');
  });

  it('go on whatever else goes wrong', () => {
    const copy = copyKnowledge();
    const load = vi.fn(() => loadRules(copy.root, []));
    const { rules, lines } = start(load);
    const before = rules.current();
    load.mockImplementation(() => {
      throw new TypeError('secret');
    });
    rules.reload();
    expect(rules.current()).toBe(before);
    expect(lines.join()).toContain('cannot be loaded');
    expect(lines.join()).not.toContain('secret');
  });

  it('take the policies of the sites with them, and tell what has another mode and what waits for the next start', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    const metrics = createMetrics(() => ({ store: { up: true, waiting: 0 }, droppedLines: 0 }));
    const { jwk } = await createClient();
    const before = siteOf({ keys: { pinned: [jwk] } });
    const steps = [
      { mode: 'shadow', from: undefined },
      { mode: 'live', from: '2027-01-15' },
    ] as const;
    const after = { ...before, policies: { steps: new Map([['traction', steps]]), others: 'live' as const } };
    const rules = createCurrentRules(
      loadRules(PROJECT, [before]),
      () => ({ rules: loadRules(PROJECT, [after]), waiting: ['st-luke'] }),
      log,
      metrics,
    );
    expect(siteNow(before, rules.current())).toBe(before);
    rules.reload();
    expect(siteNow(before, rules.current())).toBe(after);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'knowledge reloaded',
      modes: ['st-mary: traction shadow, live from 2027-01-15'],
      waiting: ['st-luke'],
    });
  });

  it('go on with the policies that the sites had, when a site file has a fault, which the log names', () => {
    const folder = folderOf({ 'a.yaml': 'id: a\npolicies: { traction: lives }' });
    const load = vi.fn(() => loadRules(PROJECT, []));
    const { rules, lines } = start(load);
    const before = rules.current();
    load.mockImplementation(() => loadRules(PROJECT, loadSites(folder, { production: false })));
    rules.reload();
    expect(rules.current()).toBe(before);
    expect(lines.join()).toContain('a.yaml:2: policies.traction: must be off, shadow or live, not lives');
  });

  it('know a policy by its own hash: it changes with its files and its cards, not with those of others', () => {
    const copy = copyKnowledge();
    const hashes = () => loadRules(copy.root, []).knowledge.fingerprint.policies;
    const before = hashes();
    copy.edit(CARD, 'detail:', '# a remark\ndetail:');
    const changed = [...hashes()].filter(([id, hash]) => before.get(id) !== hash).map(([id]) => id);
    expect(changed).toEqual(['traction|1.0.0']);
  });

  it('are not loaded for a site file that names a policy or a payer which is not there: each fault has its line', () => {
    const file = [
      'id: a',
      'policies:',
      '  traction: live',
      '  levitation: live',
      'crd: { payers: [{ id: nobody, label: Nobody }] }',
    ];
    const sites = loadSites(folderOf({ 'a.yaml': file.join('\n') }), { production: false });
    expect(() => loadRules(PROJECT, sites)).toThrow(
      'a.yaml:4: policies.levitation: there is no policy levitation\n' +
        'a.yaml:5: crd.payers[0].id: there is no payer nobody',
    );
  });

  it('are not loaded for a site that switches on a policy that is not there', async () => {
    const { jwk } = await createClient();
    const site = siteOf({ keys: { pinned: [jwk] } }, { policies: onlyLive(['levitation']) });
    expect(() => loadRules(PROJECT, [site])).toThrow('there is no policy levitation');
  });
});
