import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run as check } from '../../src/commands/policies-check.ts';
import { run as test } from '../../src/commands/policies-test.ts';
import { PROJECT } from '../support/knowledge.ts';
import { copyKnowledge } from '../support/knowledge-copy.ts';

/** Files that a page of the docs shows in a section, by path: each begins with a comment of its path. */
function filesShown(page: string, section: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  const [, shown = ''] = text.split(`\n## ${section}`);
  const [ofSection = ''] = shown.split('\n## ');
  const blocks = [...ofSection.matchAll(/```(?:jsonc|yaml)\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const parts = blocks.flatMap((block) => block.split(/^(?:\/\/|#) (?=\S+\.(?:json|yaml)\b)/m));
  return new Map(
    parts.flatMap((part) => {
      const [, path, content] = /^(\S+\.(?:json|yaml))\b.*\n([\s\S]*)$/.exec(part) ?? [];
      return path === undefined || content === undefined ? [] : [[path, content] as const];
    }),
  );
}

it('the fifth policy of docs/policies.md loads, and passes its cases, letter by letter', {
  timeout: 60_000,
}, async () => {
  const { root, write } = copyKnowledge();
  cpSync(join(PROJECT, 'test/policies'), join(root, 'test/policies'), { recursive: true });
  const files = filesShown('docs/policies.md', 'Add a fifth policy');
  expect([...files.keys()].toSorted()).toEqual([
    'cards/heat-pad/not-covered.yaml',
    'fhir-resources/policies/heat-pad/codes-strong.json',
    'fhir-resources/policies/heat-pad/names.json',
    'fhir-resources/policies/heat-pad/plan-definition.json',
    'test/policies/heat-pad.yaml',
  ]);
  for (const [path, content] of files) write(path, content);
  expect((await check({ root })).text).toMatch(/\d policies/);
  expect(await test({ root, policy: 'heat-pad' })).toMatchObject({ failed: false, data: { failures: [], faults: [] } });
});
