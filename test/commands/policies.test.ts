import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run as check } from '../../src/commands/policies-check.ts';
import { run as diff } from '../../src/commands/policies-diff.ts';
import { run as create } from '../../src/commands/policies-new.ts';
import { run as show } from '../../src/commands/policies-show.ts';
import { run as test } from '../../src/commands/policies-test.ts';
import { knowledge, PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

const CASES = 'test/policies';
const NAMES = 'fhir-resources/policies/heat-pad/names.json';
const PLAN = 'fhir-resources/policies/heat-pad/plan-definition.json';
const TEMPLATE = 'fhir-resources/examples/new-policy';
const CARD = 'cards/heat-pad/finding.yaml';
const VERSIONS = knowledge.policies.length;
const POLICIES = new Set(knowledge.policies.map(({ id }) => id)).size;

/** The project's knowledge, and a file of cases for each policy: with its cases, or without any. */
function copyWith(cases: 'all cases' | 'no case') {
  const copy = copyKnowledge();
  for (const name of readdirSync(join(PROJECT, CASES)).filter((each) => each.endsWith('.yaml')))
    copy.write(`${CASES}/${name}`, cases === 'no case' ? '[]' : readFileSync(join(PROJECT, CASES, name), 'utf8'));
  return copy;
}

/** The same, with the files that `policies new` writes. */
async function withNew(cases: 'all cases' | 'no case' = 'no case') {
  const copy = copyWith(cases);
  await create({ id: 'heat-pad', root: copy.root });
  return copy;
}

/** The reasons to go beyond the policy's text that stand in its files. */
function choicesOf(policy: string): readonly string[] {
  const folder = join(PROJECT, 'fhir-resources/policies', policy);
  return readdirSync(folder).flatMap((name) => {
    const marked = readFileSync(join(folder, name), 'utf8').matchAll(/choice",\s*"valueString": (".*")/g);
    return [...marked].map(([, text = '""']) => JSON.parse(text));
  });
}

describe('policies new', () => {
  it('writes a policy that is sound, a draft, and passes its own cases', async () => {
    const { root } = await withNew('all cases');
    expect((await check({ root })).text).toContain(`${POLICIES + 1} policies`);
    expect(await test({ root, policy: 'heat-pad' })).toMatchObject({ failed: false });
  });

  it('writes what the template of the knowledge says, and tells where it has none', async () => {
    const copy = copyWith('no case');
    copy.edit(`${TEMPLATE}/cards/{id}/finding.yaml`, '[not-this-device, coverage-confirmed]', '[coverage-confirmed]');
    await create({ id: 'heat-pad', root: copy.root });
    expect(await test({ root: copy.root, policy: 'heat-pad' })).toMatchObject({ failed: false });
    expect(copy.read(CARD)).toContain('overrideReasons: [coverage-confirmed]');
    expect(copy.read(CARD)).toContain('TO DO, what the policy finds: “{order}”');
    copy.remove(TEMPLATE);
    await expect(create({ id: 'cold-pad', root: copy.root })).rejects.toThrow(`${TEMPLATE}: folder: cannot be read`);
  });

  it('names it by its id, in words and in one', async () => {
    const { read } = await withNew();
    expect(JSON.parse(read(PLAN))).toMatchObject({ id: 'heat-pad', name: 'HeatPad', title: 'Heat pad' });
    expect(read(CARD)).toContain('topic: heatpad');
    expect(read(PLAN)).not.toMatch(/\{\w+\}/);
  });

  it('leaves alone what is there', async () => {
    const { root } = await withNew();
    await expect(create({ id: 'heat-pad', root })).rejects.toThrow('is there already');
  });

  it('says of a folder that is no knowledge root that it is none', async () => {
    await expect(create({ id: 'heat-pad', root: 'nowhere' })).rejects.toThrow('nowhere: folder: is no knowledge root');
  });

  it('takes no id that could not be one', async () => {
    await expect(create({ id: 'Heat pad', root: copyWith('no case').root })).rejects.toThrow('Heat pad is no id');
  });

  it('leaves words to be written, without which the policy cannot be put in force', async () => {
    const { root, edit } = await withNew();
    edit(PLAN, '"draft"', '"active"');
    await expect(check({ root })).rejects.toThrow(/TO DO still stands/);
  });

  it.each(['codes-strong.json', 'names.json'])(
    'leaves words to be written in %s, which the policy refers to, too',
    async (file) => {
      const { root, edit, read, write } = await withNew();
      edit(PLAN, '"draft"', '"active"');
      const own = [PLAN, CARD, ...['codes-strong.json', 'names.json'].map((name) => PLAN.replace(/[^/]+$/, name))];
      for (const name of own) if (!name.endsWith(file)) write(name, read(name).replaceAll('TO DO', 'said'));
      const place = PLAN.replace(/[^/]+$/, file);
      await expect(check({ root })).rejects.toThrow(`${place}:1: file: the policy is active, and TO DO still stands`);
      write(place, read(place).replaceAll('TO DO', 'said'));
      expect((await check({ root })).text).toContain('sound');
    },
  );
});

describe('policies test', () => {
  it('passes with the project as it is, whatever the day', async () => {
    expect(await test({})).toMatchObject({ failed: false, data: { failures: [], faults: [] } });
  });

  it('says of a case that fails where it stands, its order, what came, and why', async () => {
    const { root, edit } = await withNew();
    edit(`${CASES}/heat-pad.yaml`, 'expect: []', 'expect: [heat-pad/finding]');
    const { text, failed } = await test({ root, policy: 'heat-pad' });
    expect(text).toMatch(/^test\/policies\/heat-pad\.yaml:11 "A part of it is another thing"\n {2}order: \{ text: /);
    expect(text).toContain('  expected heat-pad/finding, got no card\n  why:\n');
    expect(text).toMatch(/why:\n[\s\S]*no card: /);
    expect(failed).toBe(true);
  });

  it.each([
    [
      'an action that no case reaches',
      / {2}expect: \[heat-pad\/finding\]/g,
      '  expect: []',
      /no case reaches action finding/,
    ],
    [
      'a look-alike without a silent case',
      /Heat pad brochure/g,
      'Heat pad leaflet',
      /look-alike "Heat pad brochure" brings no card/,
    ],
    [
      'words that no card says',
      'expect: [heat-pad/finding]',
      'expect: [heat-pad/finding]\n  mentions: [levitation]',
      /no card says "levitation"/,
    ],
    [
      'words that a card says',
      'expect: [heat-pad/finding]',
      'expect: [heat-pad/finding]\n  never: [what the policy finds]',
      /a card says "what the policy finds"/,
    ],
  ])('tells %s', async (_what, from, to, message) => {
    const { root, read, write } = await withNew();
    write(`${CASES}/heat-pad.yaml`, read(`${CASES}/heat-pad.yaml`).replace(from, to));
    const { text, failed } = await test({ root, policy: 'heat-pad' });
    expect(text).toMatch(message);
    expect(failed).toBe(true);
  });

  it('tells the cases of other policies that a new name breaks', async () => {
    const { root, edit } = await withNew('all cases');
    edit(NAMES, '"display": "Heat pad"', '"display": "LTX 3000"');
    const { text, failed } = await test({ root, policy: 'heat-pad' });
    expect(text).toMatch(/test\/policies\/unloading\.yaml:\d+ ".*"\n.*\n {2}expected .*, got .*heat-pad\/finding/);
    expect(text).toMatch(/of them of other policies/);
    expect(failed).toBe(true);
  });

  it.each([
    ['a member that no case has', '  order: { type', '  oder: { type', /heat-pad\.yaml.*oder/],
    ['a code system nobody knows', 'hcpcs V9999', 'hpcpcs V9999', /hpcpcs is not the name of a known code system/],
    [
      'a code that its system cannot have',
      'hcpcs V9999',
      'hcpcs V99999',
      /heat-pad\.yaml:\d+: \[0\]\.order\.codes\[0\]: V99999 cannot be a code of http\S+: it must fit /,
    ],
    [
      'such a code among the conditions',
      '  order: { type',
      '  conditions: [Back pain, { code: icd-10-cm 97012 }]\n  order: { type',
      /\[0\]\.conditions\[0\]: Back is not the name .*\n.*\[0\]\.conditions\[1\]\.code: 97012 cannot be a code of /,
    ],
    [
      'such a code as the type of the coverage',
      '  order: { type',
      '  coverage: { type: sopt x81 }\n  order: { type',
      /\[0\]\.coverage\.type: x81 cannot be a code of /,
    ],
    ['two cases of one name', 'The name alone', 'The code alone', /is also the name of another case/],
    ['a file that is no YAML', '- name: "The code', '- name "The code', /heat-pad\.yaml/],
  ])('refuses %s', async (_what, from, to, message) => {
    const { root, edit } = await withNew();
    edit(`${CASES}/heat-pad.yaml`, from, to);
    await expect(test({ root })).rejects.toThrow(message);
  });

  it.each(['hcpcs v9999-NU', 'cpt V9999', '<http://snomed.info/sct> V9999', 'local V99999', 'none V99999'])(
    'takes a code as clients send it: %s',
    async (code) => {
      const { root, edit } = await withNew();
      edit(`${CASES}/heat-pad.yaml`, 'hcpcs V9999', code);
      expect((await test({ root, policy: 'heat-pad' })).text).not.toContain('cannot be a code');
    },
  );

  it('refuses a policy without cases, and cases without a policy', async () => {
    const { root, remove, write } = await withNew();
    remove(`${CASES}/heat-pad.yaml`);
    write(`${CASES}/heat-pat.yaml`, '[]');
    await expect(test({ root })).rejects.toThrow(
      /policy heat-pad has no cases\n.*heat-pat\.yaml.*there is no policy of this name/,
    );
    await expect(test({ root: copyWith('no case').root, policy: 'heat-pad' })).rejects.toThrow('heat-pad is none of');
  });

  it('asks for the day of each case where a policy has two versions', async () => {
    const { root, read, write } = await withNew();
    const next = read(PLAN)
      .replace('"0.1.0"', '"0.2.0"')
      .replace(/"start": ".*"/, '"start": "2099-01-01"');
    write('fhir-resources/policies/heat-pad/plan-definition-0.2.0.json', next);
    expect((await check({ root })).text).toContain(`${POLICIES + 1} policies in ${VERSIONS + 2} versions`);
    const { text } = await test({ root, policy: 'heat-pad' });
    expect(text).toMatch(/heat-pad\.yaml:3: at: the policy has several versions, and "The code alone/);
  });
});

describe('policies show', () => {
  it('prints a policy as a person reads it', async () => {
    const { text } = await show({ policy: 'traction' });
    expect(text).toMatch(/^# Mechanical traction \(CPT 97012\)\n\nPolicy `traction`, version/);
    expect(text).toContain('### 1. Inappropriate');
    expect(text).not.toMatch(/undefined|https:\/\/spine-coverage-cds\.example/);
  });

  it.each(knowledge.policies.map(({ id }) => id))(
    'prints why %s goes beyond its text, whether by a fact, an answer, a code or a name',
    async (policy) => {
      const choices = choicesOf(policy);
      expect(choices.length).toBeGreaterThan(3);
      const { text } = await show({ policy });
      for (const choice of choices) expect(text).toContain(choice);
    },
  );

  it('says when a later version takes over', async () => {
    const { root, edit, read, write } = await withNew();
    edit(PLAN, '"draft"', '"active"');
    const later = read(PLAN)
      .replaceAll('TO DO', 'said')
      .replace(/"start": ".*"/, '"start": "2099-01-01"');
    const shown = async (next: string) => {
      write('fhir-resources/policies/heat-pad/plan-definition-0.2.0.json', next.replace('"0.1.0"', '"0.2.0"'));
      return (await show({ policy: 'heat-pad', root })).text;
    };
    write(PLAN, read(PLAN).replaceAll('TO DO', 'said'));
    edit(CARD, 'TO DO, what', 'said, what');
    write(CARD, read(CARD).replaceAll('TO DO', 'said'));
    for (const name of ['codes-strong.json', 'names.json']) {
      const file = PLAN.replace(/[^/]+$/, name);
      write(file, read(file).replaceAll('TO DO', 'said'));
    }
    const text = await shown(later);
    expect(text).toMatch(/version 0\.1\.0: .*, until version 0\.2\.0 takes over on 2099-01-01\./);
    expect(text).not.toMatch(/version 0\.2\.0: .*takes over/);
    const draft = await shown(later.replace('"active"', '"draft"'));
    expect(draft).not.toContain('takes over');
    expect(draft).toContain('version 0.2.0: status draft, from 2099-01-01.');
  });

  it('writes codes as their files do, with the dots that comparing leaves out', async () => {
    const { root, edit } = await withNew();
    edit(
      'fhir-resources/policies/heat-pad/codes-strong.json',
      'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
      'http://hl7.org/fhir/sid/icd-10-cm',
    );
    edit('fhir-resources/policies/heat-pad/codes-strong.json', '"V9999"', '"M54.50"');
    expect((await show({ policy: 'heat-pad', root })).text).toContain('- codes `heat-pad-strong`: M54.50\n');
  });

  it('says which policies there are', async () => {
    await expect(show({ policy: 'levitation' })).rejects.toThrow('levitation is none of decompression, ');
  });
});

describe('policies diff', () => {
  it('says that nothing changes between two equal roots', async () => {
    const { root } = copyWith('all cases');
    expect((await diff({ before: PROJECT, after: root })).text).toMatch(
      /^\d+ cases: 0 with other cards, 0 with other words$/,
    );
  });

  it('says which cases get other cards, and which other words', async () => {
    const { root, edit } = await withNew('all cases');
    edit('cards/unloading/not-medically-necessary.yaml', 'It makes no exception', 'It knows no exception');
    edit(CARD, 'info', 'warning');
    const { text } = await diff({ before: PROJECT, after: root });
    expect(text).toMatch(/heat-pad\.yaml:3 "The code alone.*\n.*\n {2}no card => heat-pad\/finding/);
    expect(text).toMatch(/unloading\.yaml:\d+ .*\n.*\n {2}unloading\/not-medically-necessary, in other words/);
    expect(text).toMatch(/cases: 2 with other cards, \d\d+ with other words$/);
  });
});
