import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerer } from '../support/answer.ts';
import { type PolicyCase, readCases, requestOf } from '../support/case.ts';
import { knowledge } from '../support/server.ts';

const cases = new Map(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file.replace('.yaml', ''), readCases(join(import.meta.dirname, file))]),
);
const answer = answerer();

async function wordsOf(row: PolicyCase): Promise<string> {
  return JSON.stringify((await answer(requestOf(row))).cards);
}

describe.each([...cases])('%s', (_policy, rows) => {
  it('has no two cases of one name', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    expect([...(await answer(requestOf(row))).spoken].sort()).toEqual([...row.expect].sort());
    for (const phrase of row.mentions ?? []) expect((await wordsOf(row)).toLowerCase()).toContain(phrase.toLowerCase());
    for (const phrase of row.never ?? [])
      expect((await wordsOf(row)).toLowerCase()).not.toContain(phrase.toLowerCase());
  });
});

describe('the cases together', () => {
  it.each(knowledge.policies.map((policy) => [policy.id, policy] as const))(
    '%s has a file of cases that reaches each of its actions',
    (id, policy) => {
      const reached = new Set((cases.get(id) ?? []).flatMap(({ expect: spoken }) => spoken));
      expect(policy.actions.map((action) => `${id}/${action.id}`).filter((action) => !reached.has(action))).toEqual([]);
    },
  );

  it('hold as many orders that must stay silent as a reader needs to trust the silence', () => {
    const rows = [...cases.values()].flat();
    expect(rows.length).toBeGreaterThan(157);
    expect(rows.filter(({ expect: spoken }) => spoken.length === 0).length).toBeGreaterThan(rows.length / 3);
  });
});
