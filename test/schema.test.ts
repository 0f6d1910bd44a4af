import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { envelopeOf, orderContext } from '../src/hooks/envelope.ts';
import * as feedback from '../src/hooks/feedback-shapes.ts';
import { describeCards } from '../src/policies/describe-cards.ts';
import { policyPages } from '../src/policies/describe-policy.ts';
import { publishedSchemas } from '../src/schema/published-schemas.ts';
import { withSettingsTable } from '../src/schema/settings-table.ts';
import { SettingsShape } from '../src/setting-shapes.ts';
import { knowledge, PROJECT } from './support/knowledge.ts';

const textsIn = (folder: string) =>
  new Map(readdirSync(join(PROJECT, folder)).map((name) => [name, readFileSync(join(PROJECT, folder, name), 'utf8')]));
const yamlIn = (folder: string) => [...textsIn(folder)].filter(([name]) => /\.ya?ml(?:\.sample)?$/.test(name));
const filesOnly = (folder: string) =>
  readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? entry.name : []));

describe('a schema', () => {
  const published = [...publishedSchemas()].map(([name, text]) => [name, JSON.parse(text) as object] as const);
  const others = [...Object.entries(feedback), ['request', envelopeOf(Type.Object(orderContext))] as const];

  it.each([...published, ...others])('is JSON Schema: %s', (_name, schema) => {
    const ajv = new Ajv();
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  });
});

describe('what npm run generate writes', () => {
  it('is up to date: the schemas', () => {
    expect(textsIn('schemas')).toEqual(publishedSchemas());
  });

  it('is up to date: the tables of the cards', () => {
    expect(readFileSync(join(PROJECT, 'docs/cards.md'), 'utf8')).toBe(describeCards(knowledge));
  });

  it('is up to date: the table of settings', () => {
    const page = readFileSync(join(PROJECT, 'docs/operators.md'), 'utf8');
    expect(withSettingsTable(page)).toBe(page);
    for (const name of Object.keys(SettingsShape.properties)) expect(page).toContain(`\n| \`${name}\` | `);
  });

  it('is up to date: a page for each policy', () => {
    expect(textsIn('docs/policies')).toEqual(policyPages(knowledge));
  });
});

describe('a YAML file', () => {
  it.each([
    ...readdirSync(join(PROJECT, 'cards')).map((name) => [`cards/${name}`, '../../schemas/card.json'] as const),
    ['sites', '../schemas/site.json'],
    ...readdirSync(join(PROJECT, 'adoptions')).map(
      (name) => [`adoptions/${name}`, '../../schemas/adoption.json'] as const,
    ),
  ] as const)('in %s names its schema in its first line, for editors', (folder, schema) => {
    const files = yamlIn(folder);
    expect(files).not.toEqual([]);
    for (const [name, text] of files)
      expect(`${name}: ${text.split('\n')[0]}`).toBe(`${name}: # yaml-language-server: $schema=${schema}`);
  });

  it('of cases names its schema in its first line', () => {
    const names = filesOnly('test/policies').filter((name) => name.endsWith('.yaml'));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names)
      expect(readFileSync(join(PROJECT, 'test/policies', name), 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/cases\.json\n/,
      );
  });
});
